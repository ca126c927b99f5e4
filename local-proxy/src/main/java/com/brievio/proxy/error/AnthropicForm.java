package com.brievio.proxy.error;

import com.brievio.proxy.json.Json;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An error in the form that Anthropic's clients read (anthropic.md section 7). */
public final class AnthropicForm {
    /** By this code Anthropic's clients learn to go on without threads. */
    public static final String NO_THREADS = "thread_unsupported_request";

    /** The event that keeps a silent stream alive. */
    public static final String PING = "event: ping\ndata: {\"type\": \"ping\"}\n\n";

    private static final Pattern NUMBER = Pattern.compile("\\b\\d[\\d,]{2,14}\\b");

    private AnthropicForm() {}

    /** Returns {@code {"type":"error","error":{…}}}, with the request's id where there is one. */
    public static ObjectNode body(ApiError error, @Nullable String requestId) {
        ObjectNode body = Json.object().put("type", "error");
        ObjectNode inside =
                body.putObject("error")
                        .put("type", type(error))
                        .put("message", Secrets.masked(message(error)));
        if (NO_THREADS.equals(error.code())) {
            inside.putObject("details")
                    .put("error_code", NO_THREADS)
                    .putArray("unsupported")
                    .add("thread");
        }
        return requestId == null ? body : body.put("request_id", requestId);
    }

    /** Returns the error as an event of a stream. */
    public static String event(ApiError error) {
        return "event: error\ndata: " + Json.text(body(error, null)) + "\n\n";
    }

    /**
     * Returns the status that Anthropic's clients know: their SDKs have an own error for 529, which
     * is an overload, and none for 503.
     */
    public static int status(ApiError error) {
        return ErrorCode.OVERLOADED.is(error) ? 529 : error.status();
    }

    /** Claude Code compacts a conversation by these words alone. */
    private static String message(ApiError error) {
        String told = error.message();
        if (!ErrorCode.CONTEXT_TOO_LONG.is(error) || told.contains("prompt is too long")) {
            return told;
        }
        List<Long> numbers =
                NUMBER.matcher(told)
                        .results()
                        .map(number -> Long.parseLong(number.group().replace(",", "")))
                        .sorted(Comparator.reverseOrder())
                        .toList();
        return numbers.size() < 2
                ? "prompt is too long: " + told
                : "prompt is too long: %d tokens > %d maximum"
                        .formatted(numbers.get(0), numbers.get(1));
    }

    private static String type(ApiError error) {
        return switch (error.status()) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 409 -> "conflict_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 ->
                    "server_is_overloaded".equals(error.code()) ? "overloaded_error" : "api_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> error.status() < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
