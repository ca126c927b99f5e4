package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.body;
import static com.brievio.conformance.check.Judging.envelopeFault;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.status;
import static com.brievio.conformance.check.Judging.stream;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.ErrorProbes;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Recorder;
import com.brievio.conformance.probe.ToolProbes;
import com.brievio.conformance.probe.VisionProbes;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Errors (conformance.md sections 2.2, errors, and 2.3d). */
final class ErrorChecks {
    private static final List<Probe> ALL =
            List.of(
                    ErrorProbes.MALFORMED,
                    ErrorProbes.EMPTY,
                    ErrorProbes.ROOT,
                    ErrorProbes.NO_MESSAGES,
                    ErrorProbes.EMPTY_MESSAGES,
                    ErrorProbes.TEXT_MESSAGES,
                    ErrorProbes.ROLE,
                    ErrorProbes.MODEL,
                    ErrorProbes.MODEL_STREAM,
                    ErrorProbes.BAD_KEY,
                    ErrorProbes.NO_KEY,
                    ErrorProbes.PATH,
                    ErrorProbes.STREAM,
                    ErrorProbes.TEMPERATURE,
                    ErrorProbes.ARGUMENTS,
                    ErrorProbes.NO_CONTENT,
                    ErrorProbes.NUMBER_CONTENT,
                    ErrorProbes.HOLOGRAM,
                    ErrorProbes.NO_MODEL,
                    ErrorProbes.METHOD,
                    ErrorProbes.MAX_NEGATIVE,
                    ErrorProbes.NAMELESS_TOOL,
                    ErrorProbes.UNKNOWN_CHOICE,
                    VisionProbes.BAD_BASE64);
    private static final Pattern LEAK =
            Pattern.compile(
                    "Traceback \\(most recent|\\bat [\\w.$]+\\([\\w]+\\.java:\\d+\\)|"
                            + "File \"/[^\"]+\", line \\d+|(?<![\\w:/])/(?:[\\w.-]+/){2,}[\\w.-]+\\.(?:py|js|java)\\b|"
                            + "node_modules/|goroutine \\d+ \\[");

    private ErrorChecks() {}

    static List<Check> all() {
        List<Check> all = new ArrayList<>(forms());
        all.addAll(statuses());
        all.addAll(scripted());
        return all;
    }

    private static List<Check> forms() {
        return List.of(
                Check.must("error.envelope", "every error has OpenAI's form")
                        .why("clients read error.message; without it users see raw JSON")
                        .fix("answer {\"error\":{\"message\",\"type\",\"param\",\"code\"}}")
                        .breaks("openai-python", "openai-node", "vercel-ai")
                        .over(ALL)
                        .judge(e -> eachError(e, ErrorChecks::envelope)),
                Check.must("error.type-string", "error.type is a string")
                        .why("typed decoders require it")
                        .fix("write a word such as invalid_request_error")
                        .breaks("async-openai")
                        .over(ALL)
                        .judge(e ->
                                eachError(
                                        e,
                                        x -> {
                                            JsonNode type = body(x).path("error").path("type");
                                            boolean fine =
                                                    !body(x).path("error").isObject()
                                                            || type.isString();
                                            return fine ? null : "type is " + kind(type);
                                        })),
                Check.should("error.code-type", "error.code is a string or null")
                        .why("openai-java raises on a number")
                        .fix("write a word or null, not the HTTP status")
                        .breaks("openai-java")
                        .over(ALL)
                        .judge(e ->
                                eachError(
                                        e,
                                        x -> {
                                            JsonNode code = body(x).path("error").path("code");
                                            boolean fine =
                                                    code.isMissingNode()
                                                            || code.isNull()
                                                            || code.isString();
                                            return fine ? null : "code is " + kind(code);
                                        })),
                Check.must("error.json-content-type", "an error is application/json")
                        .why("clients parse by content type")
                        .fix("set content-type: application/json on errors too")
                        .breaks("openai-node")
                        .over(ALL)
                        .judge(e -> eachError(e, ErrorChecks::jsonType)),
                Check.must("error.no-leak", "no error shows a stack, a path or the key")
                        .why("errors end up in logs, tickets and user interfaces")
                        .fix("log the trace, answer a sentence")
                        .over(ALL)
                        .judge(e -> eachError(e, ErrorChecks::leak)));
    }

    private static List<Check> statuses() {
        return List.of(
                Check.must("error.malformed-json", "broken JSON is a 400")
                        .why("a 500 is retried twice")
                        .fix("catch the parser's error and answer 400")
                        .on(ErrorProbes.MALFORMED)
                        .judge(e -> refusal(e, ErrorProbes.MALFORMED, 400)),
                Check.must("error.empty-body", "an empty body is a 400")
                        .why("a 500 is retried twice")
                        .fix("answer 400 where there is no body")
                        .on(ErrorProbes.EMPTY)
                        .judge(e -> refusal(e, ErrorProbes.EMPTY, 400)),
                Check.should("error.wrong-root", "a body that is no object is a 400")
                        .why("a 500 is retried twice")
                        .fix("check that the body is an object")
                        .on(ErrorProbes.ROOT)
                        .judge(e -> refusal(e, ErrorProbes.ROOT, 400, 422)),
                Check.must("error.missing-messages", "missing messages are a 400")
                        .why("an empty completion hides the mistake")
                        .fix("check for messages and answer 400")
                        .on(ErrorProbes.NO_MESSAGES)
                        .judge(e -> refusal(e, ErrorProbes.NO_MESSAGES, 400)),
                Check.must("error.empty-messages", "empty messages are a 400")
                        .why("an empty completion hides the mistake")
                        .fix("check for an empty list and answer 400")
                        .on(ErrorProbes.EMPTY_MESSAGES)
                        .judge(ErrorChecks::emptyMessages),
                Check.must("error.messages-not-array", "messages that are no array are a 400")
                        .why("some servers iterate over the characters")
                        .fix("check the type and answer 400")
                        .on(ErrorProbes.TEXT_MESSAGES)
                        .judge(e -> refusal(e, ErrorProbes.TEXT_MESSAGES, 400, 422)),
                Check.must("error.invalid-role", "an unknown role is a 400")
                        .why("templates fail on it with a 500")
                        .fix("check the role before the template sees it")
                        .on(ErrorProbes.ROLE)
                        .judge(e -> refusal(e, ErrorProbes.ROLE, 400, 422)),
                Check.should("error.temperature-type", "a temperature of the wrong type is a 400")
                        .why("a 500 is retried twice")
                        .fix("check the type and answer 400")
                        .on(ErrorProbes.TEMPERATURE)
                        .judge(e -> refusal(e, ErrorProbes.TEMPERATURE, 400, 422)),
                Check.should(
                                "error.history-arguments",
                                "broken call arguments in the history are no 500")
                        .why("models write them, agents replay them")
                        .fix("take the text as it is, or answer 400")
                        .on(ErrorProbes.ARGUMENTS, ToolProbes.RTEMPTY)
                        .judge(ErrorChecks::historyArguments),
                Check.must("error.unknown-model", "an unknown model is a 404")
                        .why("another model must not answer in its name")
                        .fix("answer 404 with code model_not_found")
                        .breaks("every client")
                        .on(ErrorProbes.MODEL)
                        .judge(e -> unknownModel(e, ErrorProbes.MODEL)),
                Check.must(
                                "error.unknown-model-stream",
                                "an unknown model is a 404 for streams too")
                        .why("status 200 with an error event is taken for a success")
                        .fix("look the model up before the stream begins")
                        .on(ErrorProbes.MODEL_STREAM, ErrorProbes.MODEL)
                        .judge(e ->
                                e.of(ErrorProbes.MODEL).accepted()
                                        ? Finding.blockedBy("error.unknown-model")
                                        : unknownModel(e, ErrorProbes.MODEL_STREAM)),
                Check.must("error.bad-key", "a wrong key is a 401")
                        .why("clients raise AuthenticationError on 401 only")
                        .fix("answer 401 with code invalid_api_key")
                        .breaks("every client")
                        .on(ErrorProbes.BAD_KEY, ErrorProbes.NO_KEY)
                        .judge(e -> key(e, ErrorProbes.BAD_KEY)),
                Check.must("error.no-key", "no key is a 401")
                        .why("clients raise AuthenticationError on 401 only")
                        .fix("answer 401 and say how to present a key")
                        .breaks("every client")
                        .on(ErrorProbes.NO_KEY)
                        .judge(e -> key(e, ErrorProbes.NO_KEY)),
                Check.should("error.unknown-path", "an unknown path is a 404")
                        .why("an HTML page with status 200 confuses every client")
                        .fix("answer 404 in the error form")
                        .on(ErrorProbes.PATH)
                        .judge(e -> refusal(e, ErrorProbes.PATH, 404, 405)),
                Check.must(
                                "error.before-stream",
                                "a bad request is an HTTP error, also for streams")
                        .why("status 200 with an error event is taken for a success")
                        .fix("check the request before the stream begins")
                        .on(ErrorProbes.STREAM, ErrorProbes.NO_MESSAGES)
                        .judge(e ->
                                e.of(ErrorProbes.NO_MESSAGES).accepted()
                                        ? Finding.blockedBy("error.missing-messages")
                                        : refusal(e, ErrorProbes.STREAM, 400)),
                Check.must("error.alive-after", "the server still answers after bad requests")
                        .why("one client's typo must not stop the others")
                        .fix("catch what a request throws; restart nothing")
                        .over(List.of(ErrorProbes.ALIVE))
                        .judge(e -> accepted(e, List.of(ErrorProbes.ALIVE))));
    }

    private static List<Check> scripted() {
        return List.of(
                Check.should("error.429-status", "a rate limit is a 429")
                        .why("clients back off on 429 only")
                        .fix("answer 429 where a rate limit is hit")
                        .breaks("every client")
                        .on(ErrorProbes.UPSTREAM_429)
                        .judge(e -> refusal(e, ErrorProbes.UPSTREAM_429, 429)),
                Check.should("error.429-retry-after", "a 429 says when to come back")
                        .why("clients wait as long as it says")
                        .fix("pass the upstream's retry-after on, or say 1 to 120 seconds")
                        .breaks("openai-python", "openai-node")
                        .on(ErrorProbes.UPSTREAM_429)
                        .judge(ErrorChecks::retryAfter),
                Check.must("error.upstream-5xx", "an upstream failure is a 5xx")
                        .why("a 200 or a 401 sends the user after the wrong cause")
                        .fix("answer 502 in the error form")
                        .on(ErrorProbes.UPSTREAM_500)
                        .judge(e -> refusal(e, ErrorProbes.UPSTREAM_500, 500, 502, 503, 504)),
                Check.should("error.upstream-timeout", "a silent upstream is a 504 in time")
                        .why("else clients hang as long as they can")
                        .fix("set a time limit on the upstream and answer 504")
                        .on(ErrorProbes.UPSTREAM_STALL)
                        .judge(e -> refusal(e, ErrorProbes.UPSTREAM_STALL, 504, 408, 503)),
                Check.must("error.in-stream-shape", "a stream that breaks off ends in an error")
                        .why("a silent end or a \"stop\" makes a client believe half an answer")
                        .fix("send data: {\"error\":…} and end without finish_reason")
                        .breaks("every client")
                        .on(ErrorProbes.UPSTREAM_CUT)
                        .judge(ErrorChecks::inStream));
    }

    /** Looks at every 4xx and 5xx seen; a sentence is a violation. */
    private static Finding eachError(Evidence e, Function<Exchange, @Nullable String> look) {
        List<Violation> violations = new ArrayList<>();
        for (Probe probe : ALL) {
            Exchange exchange = e.of(probe);
            if (exchange.response() != null && exchange.response().status() >= 400) {
                String wrong = look.apply(exchange);
                if (wrong != null) {
                    violations.add(seen(exchange, "an error as OpenAI sends it", wrong));
                }
            }
        }
        return Finding.of(violations);
    }

    private static @Nullable String envelope(Exchange exchange) {
        return envelopeFault(exchange);
    }

    private static @Nullable String jsonType(Exchange exchange) {
        String type = exchange.response() == null ? "" : exchange.response().mediaType();
        boolean json = type.equals("application/json") || type.endsWith("+json");
        return json ? null : "content-type is " + (type.isEmpty() ? "absent" : type);
    }

    private static @Nullable String leak(Exchange exchange) {
        String raw = exchange.response() == null ? "" : exchange.response().text();
        String text = raw + "\n" + body(exchange).path("error").path("message").asString("");
        if (text.contains(Recorder.MASKED_KEY)) {
            return "it shows the API key";
        }
        var leak = LEAK.matcher(text);
        return leak.find() ? "it shows " + leak.group() : null;
    }

    /** Holds for a refusal with one of these statuses; 422 in place of 400 is mild. */
    static Finding refusal(Evidence e, Probe probe, int... statuses) {
        Exchange exchange = e.of(probe);
        int seen = exchange.response() == null ? 0 : exchange.response().status();
        List<Integer> wanted = new ArrayList<>();
        for (int status : statuses) {
            wanted.add(status);
        }
        Violation violation = seen(exchange, "status " + wanted.getFirst(), status(exchange));
        if (wanted.contains(seen)) {
            return Finding.holds();
        }
        boolean mild = wanted.contains(400) && seen == 422;
        return mild ? new Finding.Weak(violation) : Finding.broken(violation);
    }

    private static Finding emptyMessages(Evidence e) {
        return e.of(ErrorProbes.EMPTY_MESSAGES).accepted()
                ? new Finding.Noted("empty messages are answered with 200")
                : refusal(e, ErrorProbes.EMPTY_MESSAGES, 400);
    }

    private static Finding historyArguments(Evidence e) {
        Exchange exchange = e.of(ErrorProbes.ARGUMENTS);
        boolean broken = exchange.response() == null || exchange.response().status() >= 500;
        return broken
                ? Finding.broken(seen(exchange, "200 or 400", status(exchange)))
                : Finding.holds();
    }

    private static Finding unknownModel(Evidence e, Probe probe) {
        Exchange exchange = e.of(probe);
        Finding finding = refusal(e, probe, 404);
        boolean mild = exchange.response() != null && exchange.response().status() == 400;
        return mild ? new Finding.Weak(seen(exchange, "status 404", status(exchange))) : finding;
    }

    /** An endpoint is closed where it answers nobody without a key; only then is a key judged. */
    static Finding key(Evidence e, Probe probe) {
        Exchange exchange = e.of(probe);
        if (e.target().apiKey() == null || e.of(ErrorProbes.NO_KEY).accepted()) {
            return new Finding.NotApplicable("the endpoint is open: it answers without a key");
        }
        boolean mild = exchange.response() != null && exchange.response().status() == 403;
        return mild
                ? new Finding.Weak(seen(exchange, "status 401", status(exchange)))
                : refusal(e, probe, 401);
    }

    private static Finding retryAfter(Evidence e) {
        Exchange exchange = e.of(ErrorProbes.UPSTREAM_429);
        if (exchange.response() == null || exchange.response().status() != 429) {
            return Finding.blockedBy("error.429-status");
        }
        String seconds = exchange.response().header("retry-after");
        boolean sensible =
                seconds != null
                        && (seconds.matches("\\d{1,3}")
                                ? Integer.parseInt(seconds) >= 1 && Integer.parseInt(seconds) <= 120
                                : seconds.endsWith("GMT"));
        return sensible
                ? Finding.holds()
                : Finding.broken(
                        seen(
                                exchange,
                                "retry-after of 1 to 120 seconds",
                                seconds == null ? "none" : seconds));
    }

    private static Finding inStream(Evidence e) {
        Exchange exchange = e.of(ErrorProbes.UPSTREAM_CUT);
        if (!exchange.accepted()) {
            return exchange.response() != null && exchange.response().status() >= 500
                    ? Finding.holds()
                    : Finding.broken(seen(exchange, "a stream or a 5xx", status(exchange)));
        }
        SseTranscript transcript = stream(e, ErrorProbes.UPSTREAM_CUT);
        boolean error =
                transcript.events().stream()
                        .map(SseTranscript.Event::json)
                        .anyMatch(json ->
                                json != null && json.path("error").path("message").isString());
        String finish = ChunkChecks.streamFinish(transcript);
        if (error && finish.isEmpty()) {
            return Finding.holds();
        }
        return Finding.broken(
                seen(
                        exchange,
                        "data: {\"error\":{\"message\":…}} at the end",
                        finish.isEmpty() ? "no error event" : "finish_reason \"" + finish + "\""));
    }
}
