package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.ErrorWordings;
import com.brievio.proxy.upstream.RetryAfter;
import com.brievio.proxy.upstream.UpstreamReply;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Google's errors in OpenAI's words (mapping.md section 9). */
public final class GeminiErrors {
    private static final String TYPE_PREFIX = "type.googleapis.com/google.rpc.";

    private GeminiErrors() {}

    /** Translates an answer of status 400 or more; names the upstream in the message. */
    public static ApiError of(String upstream, UpstreamReply reply) {
        JsonNode json = reply.json();
        JsonNode error = json == null ? null : errorIn(json);
        String message = error == null ? null : Json.string(error, "message");
        if (message == null) {
            message = "HTTP " + reply.status() + (json == null ? ", body is not JSON" : "");
        }
        JsonNode known = error == null ? Json.object() : error;
        return RetryAfter.on(row(upstream, reply.status(), message, known), reply);
    }

    /** Translates an error object inside a stream; names the upstream in the message. */
    static ApiError ofEvent(String upstream, JsonNode error) {
        Integer code = Json.integer(error.path("code"));
        String message = Json.string(error, "message");
        int status = code == null || code < 400 || code > 599 ? 500 : code;
        return row(upstream, status, message == null ? "the stream failed" : message, error)
                .and(RetryAfter.ofBody(error));
    }

    /** Returns the error object, also out of an array, or null where the value is none. */
    static @Nullable JsonNode errorIn(JsonNode node) {
        JsonNode object = node.isArray() && !node.isEmpty() ? node.get(0) : node;
        JsonNode error = object.path("error");
        return error.isObject() ? error : null;
    }

    private static ApiError row(String upstream, int status, String message, JsonNode error) {
        ErrorCode code = code(status, message, error);
        int told = status == 499 ? 500 : status;
        ApiError row = ErrorCode.error(code, told, upstream + ": " + Secrets.masked(message));
        JsonNode violation = detail(error, "BadRequest").path("fieldViolations").path(0);
        boolean names = code == ErrorCode.BAD_REQUEST || code == ErrorCode.CONTEXT_TOO_LONG;
        return names && status == 400 ? row.at(Json.string(violation, "field")) : row;
    }

    /** Returns what the error is, or null where only its status tells. */
    private static @Nullable ErrorCode code(int status, String message, JsonNode error) {
        if (status == 413 && ErrorWordings.tooLong(message)) {
            return ErrorCode.CONTEXT_TOO_LONG;
        }
        return switch (status) {
            case 400 -> badRequest(message, error);
            case 401 -> ErrorCode.INVALID_KEY;
            case 403 -> ErrorCode.PERMISSION_DENIED;
            case 404 -> ErrorCode.MODEL_NOT_FOUND;
            case 429 -> tooMany(message, error);
            case 503 -> ErrorCode.OVERLOADED;
            case 504 -> ErrorCode.TIMEOUT;
            default -> null;
        };
    }

    private static JsonNode detail(JsonNode error, String type) {
        for (JsonNode detail : error.path("details")) {
            if ((TYPE_PREFIX + type).equals(Json.string(detail, "@type"))) {
                return detail;
            }
        }
        return Json.object();
    }

    private static ErrorCode badRequest(String message, JsonNode error) {
        String reason = Json.string(detail(error, "ErrorInfo"), "reason");
        if ("API_KEY_INVALID".equals(reason)) {
            return ErrorCode.INVALID_KEY;
        }
        if (ErrorWordings.noCredit(message)) {
            return ErrorCode.NO_CREDIT;
        }
        if ("FAILED_PRECONDITION".equals(Json.string(error, "status"))) {
            return ErrorCode.FAILED_PRECONDITION;
        }
        return ErrorWordings.tooLong(message) ? ErrorCode.CONTEXT_TOO_LONG : ErrorCode.BAD_REQUEST;
    }

    private static ErrorCode tooMany(String message, JsonNode error) {
        boolean spent = ErrorWordings.noCredit(message);
        for (JsonNode violation : detail(error, "QuotaFailure").path("violations")) {
            spent |= violation.path("quotaId").asString("").contains("PerDay");
        }
        return spent ? ErrorCode.NO_CREDIT : ErrorCode.RATE_LIMITED;
    }
}
