package com.brievio.conformance.check;

import com.brievio.conformance.Outcome.Sighting;
import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Json;
import com.brievio.conformance.wire.SseTranscript;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the judges share: views of the evidence, and violations that point to their place. */
final class Judging {
    private static final int EXCERPT = 300;

    private Judging() {}

    /** Returns the JSON body; an empty object where there is none. */
    static JsonNode body(Exchange exchange) {
        JsonNode json = exchange.response() == null ? null : exchange.response().json();
        return json == null ? Json.object() : json;
    }

    static JsonNode choice(Evidence evidence, Probe probe) {
        return body(evidence.of(probe)).path("choices").path(0);
    }

    static JsonNode message(Evidence evidence, Probe probe) {
        return choice(evidence, probe).path("message");
    }

    /** Returns the text of a whole answer, in any of the three APIs; "" where it has none. */
    static String text(Evidence evidence, Probe probe) {
        JsonNode body = body(evidence.of(probe));
        StringBuilder text = new StringBuilder();
        text.append(body.path("choices").path(0).path("message").path("content").asString(""));
        body.path("content").forEach(block -> text.append(block.path("text").asString("")));
        for (JsonNode item : body.path("output")) {
            if (item.path("type").asString("").equals("message")) {
                item.path("content").forEach(part -> text.append(part.path("text").asString("")));
            }
        }
        return text.toString();
    }

    static String finish(Evidence evidence, Probe probe) {
        return choice(evidence, probe).path("finish_reason").asString("");
    }

    static SseTranscript stream(Evidence evidence, Probe probe) {
        return evidence.stream(probe);
    }

    static String excerpt(String text) {
        if (text.length() <= EXCERPT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(EXCERPT - 1)) ? EXCERPT - 1 : EXCERPT;
        return text.substring(0, end) + " …";
    }

    /** A violation seen in a whole answer. */
    static Violation seen(Exchange exchange, String expected, String actual) {
        String text =
                exchange.response() == null
                        ? "no answer: " + exchange.failure()
                        : exchange.response().text();
        return new Violation(
                expected,
                actual.isBlank() ? "nothing" : actual,
                new Sighting(exchange.id(), null, excerpt(text)));
    }

    /** A violation seen in one event of a stream. */
    static Violation seen(
            Exchange exchange, SseTranscript.Event event, String expected, String actual) {
        return new Violation(
                expected, actual, new Sighting(exchange.id(), event.index(), excerpt(event.raw())));
    }

    /** Holds, or is broken by what the whole answer of this probe shows. */
    static Finding expect(
            boolean holds, Evidence evidence, Probe probe, String expected, String actual) {
        return holds ? Finding.holds() : Finding.broken(seen(evidence.of(probe), expected, actual));
    }

    /** Looks at every accepted stream; the first violation of each counts. */
    static Finding eachStream(
            Evidence evidence,
            List<Probe> probes,
            BiFunction<Exchange, SseTranscript, @Nullable Violation> look) {
        List<Violation> violations = new ArrayList<>();
        for (Probe probe : probes) {
            Exchange exchange = evidence.of(probe);
            if (exchange.accepted()) {
                Violation violation = look.apply(exchange, evidence.stream(probe));
                if (violation != null) {
                    violations.add(violation);
                }
            }
        }
        return Finding.of(violations);
    }

    /** Looks at every chunk of every accepted stream; the first violation of each counts. */
    static Finding eachChunk(
            Evidence evidence,
            List<Probe> probes,
            BiFunction<Exchange, Chunk, @Nullable Violation> look) {
        return eachStream(
                evidence,
                probes,
                (exchange, stream) -> {
                    for (Chunk chunk : stream.chunks()) {
                        Violation violation = look.apply(exchange, chunk);
                        if (violation != null) {
                            return violation;
                        }
                    }
                    return null;
                });
    }

    /**
     * The gate of a feature: accepted everywhere, or refused everywhere in a well-formed way that
     * names the feature by one of these words, or broken. Without words a refusal is a violation.
     */
    static Finding accepted(Evidence evidence, List<Probe> probes, String... words) {
        List<Exchange> refused =
                probes.stream().map(evidence::of).filter(x -> !x.accepted()).toList();
        if (refused.isEmpty()) {
            return Finding.holds();
        }
        Exchange first = refused.getFirst();
        Violation violation = seen(first, "status 200", status(first));
        boolean whole =
                refused.size() == probes.size()
                        && refused.stream().allMatch(x -> refusalNames(x, words));
        return whole ? new Finding.Refused(violation) : Finding.broken(violation);
    }

    /** The same for one probe of an API whose plainest request, judged by {@code id}, is taken. */
    static Finding accepted(
            Evidence evidence, Probe plainest, String id, Probe probe, String... words) {
        return evidence.of(plainest).accepted()
                ? accepted(evidence, List.of(probe), words)
                : Finding.blockedBy(id);
    }

    /**
     * The gate of an API: refused as a whole where, in a well-formed way, its path is unknown or
     * the model is said not to be served by it.
     */
    static Finding served(Evidence evidence, Probe plainest) {
        Exchange exchange = evidence.of(plainest);
        if (exchange.accepted()) {
            return Finding.holds();
        }
        Violation violation = seen(exchange, "status 200", status(exchange));
        int status = exchange.response() == null ? 0 : exchange.response().status();
        boolean absent =
                status == 404
                        || status == 405
                        || status == 501
                        || refusalNames(exchange, "chat/completions", "not support", "unsupported");
        return absent && wellFormedRefusal(exchange)
                ? new Finding.Refused(violation)
                : Finding.broken(violation);
    }

    private static boolean refusalNames(Exchange exchange, String... words) {
        if (!wellFormedRefusal(exchange)) {
            return false;
        }
        String error = body(exchange).path("error").toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(words).anyMatch(error::contains);
    }

    static String status(Exchange exchange) {
        return exchange.response() == null
                ? "no answer: " + exchange.failure()
                : "status " + exchange.response().status();
    }

    /** Tells whether a feature was refused with a 4xx or 501 and an error object. */
    static boolean wellFormedRefusal(Exchange exchange) {
        if (exchange.response() == null) {
            return false;
        }
        int status = exchange.response().status();
        boolean client = status >= 400 && status < 500 && status != 401 && status != 403;
        return (client || status == 501) && envelopeFault(exchange) == null;
    }

    /** Returns what is wrong with the error object (ENV), or null where nothing is. */
    static @Nullable String envelopeFault(Exchange exchange) {
        JsonNode body = body(exchange);
        JsonNode error = body.path("error");
        if (!(error instanceof ObjectNode)) {
            return error.isMissingNode() ? "no error object" : "error is " + kind(error);
        }
        JsonNode message = error.path("message");
        if (!message.isString() || message.stringValue().isBlank()) {
            return "error.message is " + kind(message);
        }
        return null;
    }

    static String kind(JsonNode node) {
        if (node.isMissingNode()) {
            return "absent";
        }
        if (node.isContainer()) {
            return node.isArray() ? "an array of " + node.size() : "an object";
        }
        return excerpt(node.toString());
    }

    /** Returns the tool calls of a whole answer. */
    static List<JsonNode> calls(Evidence evidence, Probe probe) {
        List<JsonNode> calls = new ArrayList<>();
        message(evidence, probe).path("tool_calls").forEach(calls::add);
        return calls;
    }
}
