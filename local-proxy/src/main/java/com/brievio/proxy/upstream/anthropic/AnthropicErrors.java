package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.ErrorWordings;
import com.brievio.proxy.upstream.RetryAfter;
import com.brievio.proxy.upstream.UpstreamReply;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Anthropic's errors in OpenAI's words (mapping.md section 9). */
final class AnthropicErrors {
    private static final String NOT_JSON = ", body is not JSON";

    private AnthropicErrors() {}

    /** Translates an answer of status 400 or more. */
    static ApiError of(String upstream, UpstreamReply reply) {
        JsonNode json = reply.json();
        JsonNode error = json == null ? Json.object() : json.path("error");
        String message = Json.string(error, "message");
        if (message == null) {
            message = json == null ? "HTTP " + reply.status() + NOT_JSON : "HTTP " + reply.status();
        }
        return RetryAfter.on(row(upstream, reply.status(), message, error), reply);
    }

    /** Translates an {@code error} object inside a stream, or one that came with status 200. */
    static ApiError ofEvent(String upstream, JsonNode error) {
        Integer code = Json.integer(error.path("code"));
        int known = code == null || code < 400 || code > 599 ? 500 : code;
        int status =
                switch (error.path("type").asString("")) {
                    case "invalid_request_error" -> 400;
                    case "authentication_error" -> 401;
                    case "billing_error" -> 402;
                    case "permission_error" -> 403;
                    case "not_found_error" -> 404;
                    case "request_too_large" -> 413;
                    case "rate_limit_error" -> 429;
                    case "timeout_error" -> 504;
                    case "overloaded_error" -> 529;
                    default -> known; // Google's own object has its status as a number.
                };
        String message = Json.string(error, "message");
        return row(upstream, status, message == null ? "the answer failed" : message, error)
                .and(RetryAfter.ofBody(error));
    }

    private static ApiError row(String upstream, int status, String message, JsonNode error) {
        return ErrorCode.error(
                code(status, message, error), status, upstream + ": " + Secrets.masked(message));
    }

    /** Returns what the error is, or null where only its status tells. */
    private static @Nullable ErrorCode code(int status, String message, JsonNode error) {
        boolean told = status == 400 || status == 403 || status == 429;
        if (told && ErrorWordings.noCredit(message)) {
            return ErrorCode.NO_CREDIT;
        }
        if ((status == 400 || status == 413) && ErrorWordings.tooLong(message)) {
            return ErrorCode.CONTEXT_TOO_LONG;
        }
        return switch (status) {
            case 400 -> message.endsWith(NOT_JSON) ? null : ErrorCode.BAD_REQUEST;
            case 401 -> ErrorCode.INVALID_KEY;
            case 402 -> ErrorCode.NO_CREDIT;
            case 403 -> ErrorCode.PERMISSION_DENIED;
            case 404 ->
                    message.startsWith("model:") ? ErrorCode.MODEL_NOT_FOUND : ErrorCode.NOT_FOUND;
            case 409 -> ErrorCode.CONFLICT;
            case 413 -> ErrorCode.REQUEST_TOO_LARGE;
            case 429 -> isSpent(error) ? ErrorCode.NO_CREDIT : ErrorCode.RATE_LIMITED;
            case 504 -> ErrorCode.TIMEOUT;
            case 503, 529 -> ErrorCode.OVERLOADED;
            default -> null;
        };
    }

    private static boolean isSpent(JsonNode error) {
        return error.path("details")
                .path("error_code")
                .asString("")
                .endsWith("spend_limit_reached");
    }
}
