package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.ErrorWordings;
import com.brievio.proxy.upstream.RetryAfter;
import com.brievio.proxy.upstream.UpstreamReply;
import tools.jackson.databind.JsonNode;

/** Anthropic's errors in OpenAI's words (mapping.md section 9). */
final class AnthropicErrors {
    private static final String RATE_LIMIT = "rate_limit_error";
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
        String said = upstream + ": " + Secrets.masked(message);
        String invalid = ApiError.INVALID_REQUEST;
        boolean told = status == 400 || status == 403 || status == 429;
        if (told && ErrorWordings.noCredit(message)) {
            return ApiError.noCredit(said);
        }
        if ((status == 400 || status == 413) && ErrorWordings.tooLong(message)) {
            return ApiError.tooLong(said);
        }
        return switch (status) {
            case 400 ->
                    ApiError.of(
                            400,
                            said,
                            invalid,
                            null,
                            message.endsWith(NOT_JSON) ? "upstream_error" : null);
            case 401 -> ApiError.of(401, said, invalid, null, "invalid_api_key");
            case 402 -> ApiError.noCredit(said);
            case 403 -> ApiError.of(403, said, invalid, null, "permission_denied");
            case 404 ->
                    ApiError.of(
                            404,
                            said,
                            invalid,
                            null,
                            message.startsWith("model:") ? "model_not_found" : "not_found");
            case 409 -> ApiError.of(409, said, invalid, null, "conflict");
            case 413 -> ApiError.of(413, said, invalid, null, "request_too_large");
            case 429 -> {
                String code = error.path("details").path("error_code").asString("");
                yield code.endsWith("spend_limit_reached")
                        ? ApiError.noCredit(said)
                        : ApiError.of(429, said, RATE_LIMIT, null, "rate_limit_exceeded");
            }
            case 504 -> ApiError.of(504, said, ApiError.SERVER, null, "upstream_timeout");
            case 503, 529 ->
                    ApiError.of(
                            503, said, "service_unavailable_error", null, "server_is_overloaded");
            default ->
                    ApiError.of(
                            status,
                            said,
                            status >= 500 ? ApiError.SERVER : invalid,
                            null,
                            "upstream_error");
        };
    }
}
