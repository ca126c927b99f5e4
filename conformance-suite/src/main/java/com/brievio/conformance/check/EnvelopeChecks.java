package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.body;
import static com.brievio.conformance.check.Judging.choice;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.finish;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.message;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.JsonProbes;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.probe.ToolProbes;
import com.brievio.conformance.probe.VisionProbes;
import com.brievio.conformance.wire.Exchange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The whole answer (conformance.md section 2.2, envelope). */
final class EnvelopeChecks {
    private static final Set<String> REASONS =
            Set.of("stop", "length", "tool_calls", "content_filter", "function_call");
    private static final List<Probe> PLAIN =
            List.of(
                    Probes.MIN,
                    Probes.MIN_AGAIN,
                    Probes.LEN,
                    Probes.SYSTEM,
                    Probes.HISTORY,
                    Probes.UNI);
    private static final List<Probe> ANY_PLAIN =
            List.of(
                    Probes.MIN,
                    Probes.MIN_AGAIN,
                    Probes.LEN,
                    Probes.STOP,
                    ToolProbes.NAMED,
                    ToolProbes.REQ,
                    VisionProbes.RED,
                    JsonProbes.OBJ);

    private EnvelopeChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must(
                                "chat.envelope.status-200",
                                "a plain request is answered with status 200")
                        .why("clients raise on every other status")
                        .fix("answer with 200, not 201 or 206")
                        .breaks("every client")
                        .over(PLAIN)
                        .judge(e -> accepted(e, PLAIN)),
                Check.must("chat.envelope.json-object", "the body is one JSON object")
                        .why("clients parse the whole body")
                        .fix("write one JSON object and nothing after it")
                        .breaks("every client")
                        .on(Probes.MIN)
                        .judge(e ->
                                expect(
                                        body(e.of(Probes.MIN)).has("choices")
                                                || body(e.of(Probes.MIN)).size() > 0,
                                        e,
                                        Probes.MIN,
                                        "one JSON object and nothing else",
                                        "no JSON object")),
                Check.must("chat.envelope.id", "the id is a non-empty string, new for every answer")
                        .why("logs and traces are joined by it; typed decoders require a string")
                        .fix("make a new id for each answer, such as chatcmpl- and a random word")
                        .breaks("async-openai")
                        .on(Probes.MIN, Probes.MIN_AGAIN)
                        .judge(EnvelopeChecks::id),
                Check.must("chat.envelope.object", "object is \"chat.completion\"")
                        .why("clients tell answers apart by it")
                        .fix("write \"chat.completion\"")
                        .breaks("openai-python")
                        .on(Probes.MIN)
                        .judge(e -> {
                            JsonNode object = body(e.of(Probes.MIN)).path("object");
                            return expect(
                                    object.asString("").equals("chat.completion"),
                                    e,
                                    Probes.MIN,
                                    "\"chat.completion\"",
                                    kind(object));
                        }),
                Check.must("chat.envelope.created", "created is the time in whole seconds")
                        .why("typed decoders read an unsigned 32-bit number")
                        .fix("write unix seconds as an integer, not milliseconds")
                        .breaks("async-openai")
                        .on(Probes.MIN)
                        .judge(EnvelopeChecks::created),
                Check.must("chat.envelope.model", "model is a non-empty string")
                        .why("required by the specification; typed decoders throw")
                        .fix("name the model that answered")
                        .breaks("async-openai", "openai-java")
                        .on(Probes.MIN)
                        .judge(e -> {
                            JsonNode model = body(e.of(Probes.MIN)).path("model");
                            return expect(
                                    !model.asString("").isEmpty() && model.isString(),
                                    e,
                                    Probes.MIN,
                                    "a non-empty string",
                                    kind(model));
                        }),
                Check.must("chat.envelope.choices", "choices has exactly one entry")
                        .why("clients read choices[0]")
                        .fix("write one choice unless n says otherwise")
                        .breaks("every client")
                        .on(Probes.MIN)
                        .judge(e -> {
                            JsonNode choices = body(e.of(Probes.MIN)).path("choices");
                            return expect(
                                    choices.isArray() && choices.size() == 1,
                                    e,
                                    Probes.MIN,
                                    "an array of one",
                                    choices.isArray()
                                            ? "an array of " + choices.size()
                                            : kind(choices));
                        }),
                Check.must("chat.envelope.choice-index", "the choice has index 0")
                        .why("typed decoders require it")
                        .fix("count choices from 0")
                        .breaks("async-openai")
                        .on(Probes.MIN)
                        .judge(e -> {
                            JsonNode index = choice(e, Probes.MIN).path("index");
                            return expect(
                                    index.isIntegralNumber() && index.intValue() == 0,
                                    e,
                                    Probes.MIN,
                                    "0",
                                    kind(index));
                        }),
                Check.must("chat.envelope.message-role", "the message has role \"assistant\"")
                        .why("closed enums reject another word")
                        .fix("write \"assistant\", whatever the model's template calls it")
                        .breaks("vercel-ai", "async-openai")
                        .on(Probes.MIN)
                        .judge(e -> {
                            JsonNode role = message(e, Probes.MIN).path("role");
                            return expect(
                                    role.asString("").equals("assistant"),
                                    e,
                                    Probes.MIN,
                                    "\"assistant\"",
                                    kind(role));
                        }),
                Check.must("chat.envelope.content-type-of-content", "content is a string or null")
                        .why("clients print it; an array of parts is for requests only")
                        .fix("join the parts to one string")
                        .breaks("vercel-ai", "openai-java")
                        .on(Probes.MIN)
                        .judge(e -> {
                            JsonNode content = message(e, Probes.MIN).path("content");
                            return expect(
                                    content.isString() || content.isNull(),
                                    e,
                                    Probes.MIN,
                                    "a string or null",
                                    kind(content));
                        }),
                Check.should("chat.envelope.content-nonempty", "the answer has text")
                        .why("text in another field is not shown by clients")
                        .fix("put the text into content, reasoning into its own field")
                        .on(Probes.MIN)
                        .judge(EnvelopeChecks::nonEmpty),
                Check.must("chat.envelope.finish-enum", "finish_reason is one of OpenAI's words")
                        .why("closed enums reject another word, agents loop on it")
                        .fix(
                                "map the engine's word: end_turn and eos_token to stop, max_tokens to length")
                        .breaks("async-openai", "spring-ai")
                        .over(ANY_PLAIN)
                        .judge(EnvelopeChecks::finishEnum),
                Check.must("chat.envelope.finish-stop", "a complete answer ends with \"stop\"")
                        .why("clients take anything else for a truncated answer")
                        .fix("write \"stop\" where the model ended by itself")
                        .on(Probes.MIN)
                        .judge(e -> {
                            String reason = finish(e, Probes.MIN);
                            if (reason.equals("length") && limitReached(e)) {
                                return new Finding.Undecided("the token limit was used up");
                            }
                            return expect(
                                    reason.equals("stop"),
                                    e,
                                    Probes.MIN,
                                    "\"stop\"",
                                    "\"" + reason + "\"");
                        }),
                Check.must(
                                "chat.envelope.finish-length",
                                "an answer cut by the token limit ends with \"length\"")
                        .why("a client that reads \"stop\" believes the answer to be whole")
                        .fix("write \"length\" where the limit cut the answer")
                        .breaks("openai-python")
                        .on(Probes.LEN)
                        .judge(EnvelopeChecks::finishLength),
                Check.should(
                                "chat.envelope.no-null-collections",
                                "tool_calls is absent where there are none")
                        .why("clients loop as if a call had been made")
                        .fix("leave tool_calls out where there are none")
                        .breaks("openai-java", "langchain4j")
                        .on(Probes.MIN)
                        .judge(e -> {
                            JsonNode calls = message(e, Probes.MIN).path("tool_calls");
                            return expect(
                                    calls.isMissingNode() || (calls.isArray() && !calls.isEmpty()),
                                    e,
                                    Probes.MIN,
                                    "no tool_calls key",
                                    "tool_calls: " + calls);
                        }),
                Check.must("http.content-type-json", "a plain answer is application/json")
                        .why("openai-node hands the raw text to the caller otherwise")
                        .fix("set content-type: application/json")
                        .breaks("openai-node", "openai-python")
                        .on(Probes.MIN)
                        .judge(EnvelopeChecks::contentType),
                Check.should("http.request-id", "x-request-id is there, new for every answer")
                        .why("it is what a support request names")
                        .fix("set x-request-id to a new id for each answer")
                        .on(Probes.MIN, Probes.MIN_AGAIN)
                        .judge(EnvelopeChecks::requestId));
    }

    /** Tells whether the counts allow that the answer really met its limit of 16 tokens. */
    private static boolean limitReached(Evidence e) {
        int tokens = body(e.of(Probes.MIN)).path("usage").path("completion_tokens").asInt(0);
        return e.traits().reasoning() || tokens == 0 || tokens >= 16;
    }

    private static Finding id(Evidence e) {
        JsonNode first = body(e.of(Probes.MIN)).path("id");
        JsonNode second = body(e.of(Probes.MIN_AGAIN)).path("id");
        boolean string = first.isString() && !first.asString().isEmpty();
        if (!string) {
            return expect(false, e, Probes.MIN, "a non-empty string", kind(first));
        }
        return expect(
                !first.equals(second),
                e,
                Probes.MIN_AGAIN,
                "an id that differs between two answers",
                "twice " + first);
    }

    private static Finding created(Evidence e) {
        JsonNode created = body(e.of(Probes.MIN)).path("created");
        long now = Instant.now().getEpochSecond();
        boolean near =
                created.isIntegralNumber() && Math.abs(created.longValue() - now) < 24 * 3600;
        return expect(near, e, Probes.MIN, "unix seconds within a day of now", kind(created));
    }

    private static Finding nonEmpty(Evidence e) {
        if (finish(e, Probes.MIN).equals("length")) {
            return new Finding.Undecided("the token limit was used up");
        }
        return expect(!text(e, Probes.MIN).isBlank(), e, Probes.MIN, "text in content", "no text");
    }

    private static Finding finishEnum(Evidence e) {
        List<Violation> violations = new ArrayList<>();
        for (Probe probe : ANY_PLAIN) {
            Exchange exchange = e.of(probe);
            if (exchange.accepted()) {
                JsonNode reason = choice(e, probe).path("finish_reason");
                if (!REASONS.contains(reason.asString(""))) {
                    violations.add(
                            seen(
                                    exchange,
                                    "one of " + REASONS.stream().sorted().toList(),
                                    kind(reason)));
                }
            }
        }
        return Finding.of(violations);
    }

    private static Finding finishLength(Evidence e) {
        int tokens = body(e.of(Probes.LEN)).path("usage").path("completion_tokens").asInt(0);
        int words = text(e, Probes.LEN).strip().split("\\s+", -1).length;
        boolean endedEarly =
                finish(e, Probes.LEN).equals("stop") && tokens > 0 && tokens < 5 && words < 5;
        if (endedEarly || e.traits().reasoning()) {
            return finish(e, Probes.LEN).equals("length")
                    ? Finding.holds()
                    : new Finding.Undecided("the model ended by itself before the limit");
        }
        return expect(
                finish(e, Probes.LEN).equals("length"),
                e,
                Probes.LEN,
                "\"length\"",
                "\"" + finish(e, Probes.LEN) + "\"");
    }

    private static Finding contentType(Evidence e) {
        Exchange exchange = e.of(Probes.MIN);
        String type = exchange.response() == null ? "" : exchange.response().mediaType();
        return expect(
                type.equals("application/json") || type.endsWith("+json"),
                e,
                Probes.MIN,
                "content-type application/json",
                type.isEmpty() ? "no content-type" : type);
    }

    private static Finding requestId(Evidence e) {
        List<String> ids = new ArrayList<>();
        for (Probe probe : List.of(Probes.MIN, Probes.MIN_AGAIN)) {
            Exchange.Response response = e.of(probe).response();
            String id = response == null ? null : response.header("x-request-id");
            if (id == null || id.isBlank()) {
                return expect(false, e, probe, "an x-request-id header", "none");
            }
            ids.add(id);
        }
        return expect(
                !ids.getFirst().equals(ids.getLast()),
                e,
                Probes.MIN_AGAIN,
                "an x-request-id that differs between two answers",
                "twice " + ids.getFirst());
    }
}
