package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.error.ApiError;
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
        String said = upstream + ": " + Secrets.masked(message);
        String invalid = ApiError.INVALID_REQUEST;
        if (status == 413 && ErrorWordings.tooLong(message)) {
            return ApiError.tooLong(said);
        }
        return switch (status) {
            case 400 -> badRequest(said, message, error);
            case 401 -> ApiError.of(401, said, invalid, null, "invalid_api_key");
            case 403 -> ApiError.of(403, said, invalid, null, "permission_denied");
            case 404 -> ApiError.of(404, said, invalid, null, "model_not_found");
            case 429 -> tooMany(said, message, error);
            case 499 -> ApiError.of(500, said, ApiError.SERVER, null, "upstream_error");
            case 503 ->
                    ApiError.of(
                            503, said, "service_unavailable_error", null, "server_is_overloaded");
            case 504 -> ApiError.of(504, said, ApiError.SERVER, null, "upstream_timeout");
            default ->
                    ApiError.of(
                            status,
                            said,
                            status >= 500 ? ApiError.SERVER : invalid,
                            null,
                            "upstream_error");
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

    private static ApiError badRequest(String said, String message, JsonNode error) {
        String invalid = ApiError.INVALID_REQUEST;
        String reason = Json.string(detail(error, "ErrorInfo"), "reason");
        if ("API_KEY_INVALID".equals(reason)) {
            return ApiError.of(401, said, invalid, null, "invalid_api_key");
        }
        if (ErrorWordings.noCredit(message)) {
            return ApiError.noCredit(said);
        }
        if ("FAILED_PRECONDITION".equals(Json.string(error, "status"))) {
            return ApiError.of(400, said, invalid, null, "failed_precondition");
        }
        JsonNode violation = detail(error, "BadRequest").path("fieldViolations").path(0);
        return ApiError.of(
                400,
                said,
                invalid,
                Json.string(violation, "field"),
                ErrorWordings.tooLong(message) ? "context_length_exceeded" : null);
    }

    private static ApiError tooMany(String said, String message, JsonNode error) {
        boolean spent = ErrorWordings.noCredit(message);
        for (JsonNode violation : detail(error, "QuotaFailure").path("violations")) {
            spent |= violation.path("quotaId").asString("").contains("PerDay");
        }
        return spent
                ? ApiError.noCredit(said)
                : ApiError.of(429, said, "rate_limit_error", null, "rate_limit_exceeded");
    }
}
