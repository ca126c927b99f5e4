package com.brievio.proxy.upstream.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.ErrorWordings;
import com.brievio.proxy.upstream.RetryAfter;
import com.brievio.proxy.upstream.UpstreamReply;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Classifies the errors of a server that speaks OpenAI's API (openai-chat.md section 9). */
final class ServerErrors {
    private ServerErrors() {}

    /** Returns the error of a response of status 400 or more. */
    static ApiError of(String name, UpstreamReply reply) {
        JsonNode json = reply.json();
        String message = json == null ? null : message(json);
        String said = message == null ? "HTTP " + reply.status() : Secrets.masked(message);
        ErrorCode known = code(json, said);
        ErrorCode code = known == null ? ofStatus(reply.status()) : known;
        return RetryAfter.on(ErrorCode.error(code, reply.status(), name + ": " + said), reply);
    }

    /** Returns the error that a body of status 200, or an event of a stream, holds. */
    static ApiError in(String name, JsonNode json) {
        String message = message(json);
        String said = message == null ? "the server failed" : Secrets.masked(message);
        ErrorCode known = code(json, said);
        if (known == null) {
            Integer status = Json.integer(json.path("error").path("code"));
            known = status == null || status < 400 ? null : ofStatus(status);
        }
        return (known == null ? ErrorCode.FAILED : known).of(name, said);
    }

    private static @Nullable String message(JsonNode json) {
        String text = Json.string(json.path("error"), "message");
        text = text == null ? Json.string(json, "error") : text;
        return text == null ? Json.string(json, "message") : text;
    }

    private static @Nullable ErrorCode code(@Nullable JsonNode json, String message) {
        JsonNode error = json == null ? Json.object() : json.path("error");
        String code = error.path("code").asString("");
        String type = error.path("type").asString("");
        if (code.equals("context_length_exceeded") || ErrorWordings.tooLong(message)) {
            return ErrorCode.CONTEXT_TOO_LONG;
        }
        if (code.equals("insufficient_quota") || type.equals("insufficient_quota")) {
            return ErrorCode.NO_CREDIT;
        }
        return switch (code) {
            case "rate_limit_exceeded" -> ErrorCode.RATE_LIMITED;
            case "invalid_api_key" -> ErrorCode.INVALID_KEY;
            case "model_not_found" -> ErrorCode.MODEL_NOT_FOUND;
            case "server_is_overloaded" -> ErrorCode.OVERLOADED;
            default -> null;
        };
    }

    private static @Nullable ErrorCode ofStatus(int status) {
        return switch (status) {
            case 400, 422 -> ErrorCode.BAD_REQUEST;
            case 401 -> ErrorCode.INVALID_KEY;
            case 402 -> ErrorCode.NO_CREDIT;
            case 403 -> ErrorCode.PERMISSION_DENIED;
            case 404 -> ErrorCode.NOT_FOUND;
            case 413 -> ErrorCode.REQUEST_TOO_LARGE;
            case 429 -> ErrorCode.RATE_LIMITED;
            case 503, 529 -> ErrorCode.OVERLOADED;
            case 504 -> ErrorCode.TIMEOUT;
            default -> status >= 500 ? ErrorCode.FAILED : null;
        };
    }
}
