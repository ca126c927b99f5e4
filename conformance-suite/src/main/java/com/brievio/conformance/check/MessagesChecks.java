package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.body;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.served;
import static com.brievio.conformance.check.Judging.status;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.MessagesProbes;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whole answers of {@code POST /messages} (wire/anthropic.md). */
final class MessagesChecks {
    static final String ENVELOPE = "anthropic.envelope";
    private static final String SDKS = "anthropic-sdk-python";
    private static final int COUNT_TOLERANCE = 3;
    private static final Set<String> REASONS =
            Set.of(
                    "end_turn",
                    "max_tokens",
                    "stop_sequence",
                    "tool_use",
                    "pause_turn",
                    "refusal",
                    "model_context_window_exceeded");

    private MessagesChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must(ENVELOPE, "a message has role, content blocks, stop_reason and usage")
                        .why("the SDK reads these fields")
                        .fix("answer {type:\"message\",id,role,content[],stop_reason,usage}")
                        .breaks(SDKS, "Claude Code")
                        .on(MessagesProbes.MIN)
                        .judge(MessagesChecks::envelope),
                Check.must("anthropic.tool-use", "a call is a tool_use block with an object input")
                        .why("clients hand input to the tool as it is")
                        .fix("write {type:\"tool_use\",id,name,input:{…}}, stop_reason tool_use")
                        .breaks(SDKS, "Claude Code")
                        .on(MessagesProbes.MIN, MessagesProbes.TOOL)
                        .judge(MessagesChecks::toolUse),
                Check.must("anthropic.tool-result", "the model sees a tool_result block")
                        .why("without it no tool loop ends")
                        .fix("read tool_result blocks of user turns")
                        .breaks("Claude Code")
                        .on(
                                MessagesProbes.MIN,
                                MessagesProbes.TOOL,
                                MessagesProbes.RESULT,
                                MessagesProbes.RESULT_CONTROL)
                        .judge(MessagesChecks::toolResult),
                Check.must("anthropic.max-tokens-stop", "a cut answer stops with max_tokens")
                        .why("a cut text is taken for a whole one")
                        .fix("write stop_reason max_tokens where the limit ended the answer")
                        .breaks(SDKS)
                        .on(MessagesProbes.MIN, MessagesProbes.SHORT)
                        .judge(MessagesChecks::maxTokens),
                Check.must("anthropic.error", "errors have Anthropic's form and the fitting type")
                        .why("the SDK reads error.type and error.message of {type:\"error\"}")
                        .fix("answer {type:\"error\",error:{type,message}}")
                        .breaks(SDKS)
                        .on(
                                MessagesProbes.MIN,
                                MessagesProbes.UNKNOWN_MODEL,
                                MessagesProbes.NO_LIMIT,
                                MessagesProbes.BAD_KEY)
                        .judge(MessagesChecks::errors),
                Check.may("anthropic.count-tokens", "count_tokens says what usage will say")
                        .why("agents trim their history by it")
                        .fix("count with the model's own tokenizer, or answer 404")
                        .breaks("Claude Code")
                        .on(MessagesProbes.MIN, MessagesProbes.COUNT)
                        .judge(MessagesChecks::countTokens),
                Check.should("anthropic.image-base64", "the model sees a base64 picture")
                        .why("a dropped picture gives confident nonsense")
                        .fix("pass image blocks on, or refuse with a 400")
                        .on(
                                MessagesProbes.MIN,
                                MessagesProbes.RED,
                                MessagesProbes.BLUE,
                                MessagesProbes.NO_PICTURE)
                        .judge(MessagesChecks::picture));
    }

    private static Finding envelope(Evidence e) {
        Finding served = served(e, MessagesProbes.MIN);
        if (!(served instanceof Finding.Holds)) {
            return served;
        }
        Exchange exchange = e.of(MessagesProbes.MIN);
        JsonNode body = body(exchange);
        List<Violation> violations = new ArrayList<>();
        same(violations, exchange, "type", "message");
        same(violations, exchange, "role", "assistant");
        if (body.path("id").asString("").isBlank()) {
            violations.add(seen(exchange, "an id", "id " + kind(body.path("id"))));
        }
        boolean blocks = body.path("content").isArray() && !body.path("content").isEmpty();
        for (JsonNode block : body.path("content")) {
            blocks &= block.path("type").isString();
        }
        if (!blocks) {
            violations.add(
                    seen(exchange, "an array of blocks", "content " + kind(body.path("content"))));
        }
        if (!REASONS.contains(body.path("stop_reason").asString(""))) {
            violations.add(
                    seen(
                            exchange,
                            "a stop_reason such as end_turn",
                            "stop_reason " + kind(body.path("stop_reason"))));
        }
        JsonNode usage = body.path("usage");
        boolean counted =
                usage.path("input_tokens").isIntegralNumber()
                        && usage.path("output_tokens").isIntegralNumber();
        if (!counted) {
            violations.add(
                    seen(exchange, "usage with input_tokens and output_tokens", "usage " + usage));
        }
        return Finding.of(violations);
    }

    private static void same(
            List<Violation> violations, Exchange exchange, String key, String value) {
        JsonNode seen = body(exchange).path(key);
        if (!seen.asString("").equals(value)) {
            violations.add(seen(exchange, key + " \"" + value + "\"", key + " " + kind(seen)));
        }
    }

    private static Finding reached(Evidence e, Probe probe, String... words) {
        return accepted(e, List.of(probe), words);
    }

    private static Finding toolUse(Evidence e) {
        Finding reached = reached(e, MessagesProbes.TOOL, "tool");
        if (!(reached instanceof Finding.Holds)) {
            return reached;
        }
        Exchange exchange = e.of(MessagesProbes.TOOL);
        for (JsonNode block : body(exchange).path("content")) {
            if (block.path("type").asString("").equals("tool_use")) {
                boolean whole =
                        !block.path("id").asString("").isBlank()
                                && block.path("name").asString("").equals("set_color")
                                && block.path("input").isObject();
                String reason = body(exchange).path("stop_reason").asString("");
                return expect(
                        whole && reason.equals("tool_use"),
                        e,
                        MessagesProbes.TOOL,
                        "id, name set_color, input as an object, stop_reason tool_use",
                        Judging.excerpt(block.toString()) + ", stop_reason " + reason);
            }
        }
        return e.traits().forcedTools()
                ? Finding.broken(seen(exchange, "a tool_use block", "none"))
                : new Finding.Undecided("the model did not call the tool");
    }

    private static Finding toolResult(Evidence e) {
        Finding reached = reached(e, MessagesProbes.RESULT);
        return reached instanceof Finding.Holds
                ? Proof.of(
                        e,
                        MessagesProbes.RESULT,
                        MessagesProbes.RESULT_CONTROL,
                        "K7Q-" + e.of(MessagesProbes.RESULT).nonce())
                : reached;
    }

    private static Finding maxTokens(Evidence e) {
        Finding reached = reached(e, MessagesProbes.SHORT);
        if (!(reached instanceof Finding.Holds)) {
            return reached;
        }
        JsonNode body = body(e.of(MessagesProbes.SHORT));
        String reason = body.path("stop_reason").asString("");
        boolean ended = body.path("usage").path("output_tokens").asInt(0) < e.traits().limit(5);
        return reason.equals("end_turn") && ended
                ? new Finding.Undecided("the model ended before the limit")
                : expect(
                        reason.equals("max_tokens"),
                        e,
                        MessagesProbes.SHORT,
                        "stop_reason max_tokens",
                        "stop_reason " + kind(body.path("stop_reason")));
    }

    private static Finding errors(Evidence e) {
        List<Violation> violations = new ArrayList<>();
        for (Probe probe : List.of(MessagesProbes.UNKNOWN_MODEL, MessagesProbes.NO_LIMIT)) {
            Exchange exchange = e.of(probe);
            int status = exchange.response() == null ? 0 : exchange.response().status();
            if (status < 400 || status >= 500) {
                violations.add(seen(exchange, "a 4xx", status(exchange)));
            }
        }
        for (Probe probe :
                List.of(
                        MessagesProbes.UNKNOWN_MODEL,
                        MessagesProbes.NO_LIMIT,
                        MessagesProbes.BAD_KEY)) {
            Exchange exchange = e.of(probe);
            String fault = exchange.accepted() ? null : formFault(exchange);
            if (fault != null) {
                violations.add(seen(exchange, "{type:\"error\",error:{type,message}}", fault));
            }
        }
        return Finding.of(violations);
    }

    /** Returns what is wrong with an error of Anthropic's form, or null where nothing is. */
    private static @Nullable String formFault(Exchange exchange) {
        JsonNode body = body(exchange);
        JsonNode error = body.path("error");
        if (!body.path("type").asString("").equals("error")) {
            return "type " + kind(body.path("type"));
        }
        if (error.path("message").asString("").isBlank()) {
            return "error.message " + kind(error.path("message"));
        }
        int status = exchange.response() == null ? 0 : exchange.response().status();
        String wanted =
                switch (status) {
                    case 400, 422 -> "invalid_request_error";
                    case 401 -> "authentication_error";
                    case 403 -> "permission_error";
                    case 404 -> "not_found_error";
                    case 413 -> "request_too_large";
                    case 429 -> "rate_limit_error";
                    case 529 -> "overloaded_error";
                    default -> null;
                };
        String type = error.path("type").asString("");
        return wanted == null || wanted.equals(type)
                ? null
                : "error.type \"%s\" with status %d, not %s".formatted(type, status, wanted);
    }

    private static Finding countTokens(Evidence e) {
        Exchange exchange = e.of(MessagesProbes.COUNT);
        if (!exchange.accepted()) {
            Violation refusal = seen(exchange, "status 200", status(exchange));
            boolean client =
                    exchange.response() != null
                            && exchange.response().status() >= 400
                            && exchange.response().status() < 500;
            return client ? new Finding.Refused(refusal) : Finding.broken(refusal);
        }
        int counted = body(exchange).path("input_tokens").asInt(-1);
        JsonNode used = body(e.of(MessagesProbes.MIN)).path("usage");
        int cached =
                used.path("cache_read_input_tokens").asInt(0)
                        + used.path("cache_creation_input_tokens").asInt(0);
        int whole = used.path("input_tokens").asInt(0) + cached;
        return expect(
                Math.abs(counted - whole) <= COUNT_TOLERANCE,
                e,
                MessagesProbes.COUNT,
                "about " + whole + " input tokens, as usage said",
                String.valueOf(counted));
    }

    private static Finding picture(Evidence e) {
        Finding reached = reached(e, MessagesProbes.RED, "image", "vision", "picture", "content");
        if (!(reached instanceof Finding.Holds)) {
            return reached;
        }
        if (VisionChecks.names(e, MessagesProbes.NO_PICTURE, "red")
                || VisionChecks.names(e, MessagesProbes.NO_PICTURE, "blue")) {
            return new Finding.Undecided("the model names a colour without a picture");
        }
        boolean red = VisionChecks.names(e, MessagesProbes.RED, "red");
        boolean blue = VisionChecks.names(e, MessagesProbes.BLUE, "blue");
        if (red != blue) {
            return new Finding.Undecided("one of two colours is named right");
        }
        return expect(red, e, MessagesProbes.RED, "red", Judging.text(e, MessagesProbes.RED));
    }
}
