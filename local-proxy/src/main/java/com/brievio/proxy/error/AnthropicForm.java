package com.brievio.proxy.error;

import com.brievio.proxy.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An error in the form that Anthropic's clients read (anthropic.md section 7). */
public final class AnthropicForm {
    /** By this code Anthropic's clients learn to go on without threads. */
    public static final String NO_THREADS = "thread_unsupported_request";

    private AnthropicForm() {}

    /** Returns {@code {"type":"error","error":{…}}}, with the request's id where there is one. */
    public static ObjectNode body(ApiError error, @Nullable String requestId) {
        ObjectNode body = Json.object().put("type", "error");
        ObjectNode inside =
                body.putObject("error")
                        .put("type", type(error))
                        .put("message", Secrets.masked(error.message()));
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
