package com.brievio.conformance.probe;

import com.brievio.conformance.Target;
import com.brievio.conformance.TargetUnusable;
import com.brievio.conformance.Traits;
import com.brievio.conformance.wire.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Finds a target's traits in at most four requests (conformance.md section 2.0, negotiation). */
public final class Negotiation {
    private static final int MOST_REQUESTS = 3;
    private static final int CONNECTS = 3;

    private final Target target;
    private final Recorder recorder;

    private Negotiation(Target target, Recorder recorder) {
        this.target = target;
        this.recorder = recorder;
    }

    /**
     * Negotiates and lets the recorder use what it found.
     *
     * @throws TargetUnusable where the target cannot be reached or refuses the key
     */
    public static Traits with(Target target, Recorder recorder) throws InterruptedException {
        return new Negotiation(target, recorder).negotiate();
    }

    private Traits negotiate() throws InterruptedException {
        Duration roundTrip = roundTrip();
        Traits traits = Traits.usual(roundTrip);
        for (int i = 0; i < MOST_REQUESTS; i++) {
            recorder.use(traits);
            Exchange exchange = ask(traits);
            Traits next = adapt(traits, exchange);
            if (next.equals(traits)) {
                requireAccepted(exchange);
                break;
            }
            traits = next;
            if (traits.reasoning()) {
                break;
            }
        }
        if (refusesForce(traits)) {
            traits = traits.withoutForcedTools();
        }
        recorder.use(traits);
        return traits;
    }

    /** Tells whether a named tool_choice is refused by an error that speaks of it. */
    private boolean refusesForce(Traits traits) throws InterruptedException {
        String nonce = "0000cafe";
        RequestSpec spec =
                new ProbeContext(target, traits, nonce)
                        .chat()
                        .user("Choose red, count 3. " + nonce)
                        .tools(Tools.setColor())
                        .forced("set_color")
                        .max(128)
                        .spec();
        Exchange.Response response = recorder.sendPatiently("N.forced", nonce, spec).response();
        JsonNode json = response == null ? null : response.json();
        boolean refused = response != null && response.status() >= 400 && response.status() < 500;
        String error = json == null ? "" : json.path("error").path("message").asString("");
        return refused && error.contains("tool_choice");
    }

    /** An endpoint that refuses the simplest request cannot be judged. */
    private void requireAccepted(Exchange exchange) {
        Exchange.Response response = exchange.response();
        if (response != null && response.status() >= 400) {
            throw new TargetUnusable(
                    "tried POST %s/chat/completions with model %s: the simplest request is refused (HTTP %d%s)"
                            .formatted(
                                    target.baseUrl(),
                                    target.model(),
                                    response.status(),
                                    said(response)));
        }
    }

    private Duration roundTrip() {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < CONNECTS; i++) {
            long start = System.nanoTime();
            try {
                SocketTransport.connect(target.baseUrl()).close();
                times.add(Duration.ofNanos(System.nanoTime() - start));
            } catch (IOException | RuntimeException e) {
                throw new TargetUnusable(
                        "cannot connect to %s: %s".formatted(target.baseUrl(), reason(e)));
            }
        }
        Collections.sort(times);
        return times.get(CONNECTS / 2);
    }

    private static String reason(Exception e) {
        return switch (e) {
            case java.net.ConnectException _ -> "connection refused";
            case javax.net.ssl.SSLException _ -> "TLS failed: " + ConnectionWords.of(e);
            default -> ConnectionWords.of(e);
        };
    }

    private Exchange ask(Traits traits) throws InterruptedException {
        String nonce = "0000beef";
        RequestSpec spec =
                new ProbeContext(target, traits, nonce)
                        .chat()
                        .user("Reply with exactly one word: ready " + nonce)
                        .max(16)
                        .spec();
        Exchange exchange = recorder.sendPatiently("N.min", nonce, spec);
        String tried = "tried POST " + target.baseUrl() + "/chat/completions";
        Exchange.Response response = exchange.response();
        if (response == null) {
            throw new TargetUnusable(tried + ": " + exchange.failure());
        }
        String said = said(response);
        int status = response.status();
        if (status == 401 || status == 403) {
            throw new TargetUnusable(
                    "%s: the key was refused (HTTP %d%s)".formatted(tried, status, said));
        }
        if (status == 404) {
            throw new TargetUnusable(
                    "%s with model %s: HTTP 404%s".formatted(tried, target.model(), said));
        }
        return exchange;
    }

    private static String said(Exchange.Response response) {
        JsonNode json = response.json();
        String message = json == null ? "" : json.path("error").path("message").asString("");
        return message.isEmpty() ? "" : ": " + message.lines().findFirst().orElse("");
    }

    private static Traits adapt(Traits traits, Exchange exchange) {
        Exchange.Response response = exchange.response();
        if (response == null) {
            return traits;
        }
        JsonNode json = response.json();
        if (json == null) {
            return traits;
        }
        if (response.status() == 400) {
            String error = json.path("error").toString();
            if (error.contains("max_tokens") && traits.limitField().equals("max_tokens")) {
                return traits.limitedBy("max_completion_tokens");
            }
            if (error.contains("temperature") && traits.temperature()) {
                return traits.withoutTemperature();
            }
        }
        if (response.status() == 200 && reasons(json)) {
            return traits.withReasoning();
        }
        return traits;
    }

    private static boolean reasons(JsonNode json) {
        JsonNode choice = json.path("choices").path(0);
        JsonNode message = choice.path("message");
        boolean empty = message.path("content").asString("").isBlank();
        boolean length = choice.path("finish_reason").asString("").equals("length");
        boolean text =
                !message.path("reasoning_content").asString("").isEmpty()
                        || !message.path("reasoning").asString("").isEmpty();
        int tokens =
                json.path("usage")
                        .path("completion_tokens_details")
                        .path("reasoning_tokens")
                        .asInt(0);
        return (empty && length) || text || tokens > 0;
    }
}
