package com.brievio.proxy.upstream.bedrock;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.ErrorWordings;
import com.brievio.proxy.upstream.RetryAfter;
import com.brievio.proxy.upstream.UpstreamReply;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Bedrock's errors in OpenAI's words (mapping.md section 9). */
final class BedrockErrors {
    private BedrockErrors() {}

    /** Translates an answer of status 400 or more; the type stands in a header. */
    static ApiError of(UpstreamReply reply) {
        JsonNode json = reply.json();
        String message = json == null ? null : message(json);
        String type = reply.headers().apply("x-amzn-errortype");
        String said =
                message != null
                        ? message
                        : "HTTP " + reply.status() + (json == null ? ", body is not JSON" : "");
        String name = type == null ? "" : type.replaceFirst("[:,].*", "");
        return RetryAfter.on(row(name, reply.status(), said), reply);
    }

    /** Translates an exception in place of an event; its name begins with a small letter. */
    static ApiError ofException(String type, String payload) {
        String said = payload;
        try {
            JsonNode json = Json.read(payload);
            String message = message(json);
            String original = Json.string(json, "originalMessage");
            said = message == null ? payload : message;
            said = original == null ? said : said + " (" + original + ")";
        } catch (JacksonException e) {
            // An error frame carries plain text.
        }
        String name =
                type.isEmpty()
                        ? ""
                        : type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
        return row(name, 500, said.isEmpty() ? "the stream failed" : said);
    }

    private static @Nullable String message(JsonNode json) {
        String message = Json.string(json, "message");
        return message == null ? Json.string(json, "Message") : message;
    }

    /** Translates an error object that came with status 200. */
    static ApiError ofBody(JsonNode json) {
        String type = Json.string(json, "__type");
        String message = message(json);
        return row(
                type == null ? "" : type.replaceFirst("^.*#", ""),
                502,
                message == null ? "the answer is an error" : message);
    }

    /** Tells whether the object is an error and no answer. */
    static boolean isError(JsonNode json) {
        return json.has("__type") || (message(json) != null && !json.has("content"));
    }

    private static ApiError row(String type, int status, String message) {
        String said = "bedrock: " + Secrets.masked(message);
        if (ErrorWordings.noCredit(message) && !type.startsWith("Throttling")) {
            return ApiError.noCredit(said);
        }
        return switch (type) {
            case "ThrottlingException", "ModelNotReadyException" -> tooMany(said);
            case "AccessDeniedException" -> invalid(403, said, "permission_denied");
            case "UnrecognizedClientException",
                    "InvalidSignatureException",
                    "ExpiredTokenException",
                    "IncompleteSignatureException",
                    "MissingAuthenticationTokenException" ->
                    invalid(401, said, "invalid_api_key");
            case "ValidationException", "ServiceQuotaExceededException", "ConflictException" ->
                    ErrorWordings.tooLong(message)
                            ? ApiError.tooLong(said)
                            : invalid(400, said, null);
            case "ResourceNotFoundException" -> invalid(404, said, "model_not_found");
            case "ModelErrorException", "ModelStreamErrorException" ->
                    ApiError.of(502, said, ApiError.SERVER, null, "upstream_error");
            case "ModelTimeoutException" ->
                    ApiError.of(504, said, ApiError.SERVER, null, "upstream_timeout");
            case "ServiceUnavailableException" -> overloaded(said);
            default -> ofStatus(status, said, message);
        };
    }

    /** An answer without a type that is known: the row of its status. */
    private static ApiError ofStatus(int status, String said, String message) {
        if ((status == 400 || status == 413) && ErrorWordings.tooLong(message)) {
            return ApiError.tooLong(said);
        }
        return switch (status) {
            case 400 -> invalid(400, said, null);
            case 401 -> invalid(401, said, "invalid_api_key");
            case 403 -> invalid(403, said, "permission_denied");
            case 404 -> invalid(404, said, "model_not_found");
            case 408, 504 -> ApiError.of(504, said, ApiError.SERVER, null, "upstream_timeout");
            case 413 -> invalid(413, said, "request_too_large");
            case 424 -> ApiError.of(502, said, ApiError.SERVER, null, "upstream_error");
            case 429 -> tooMany(said);
            case 503 -> overloaded(said);
            default ->
                    status >= 500
                            ? ApiError.of(status, said, ApiError.SERVER, null, "upstream_error")
                            : invalid(status, said, "upstream_error");
        };
    }

    private static ApiError invalid(int status, String said, @Nullable String code) {
        return ApiError.of(status, said, ApiError.INVALID_REQUEST, null, code);
    }

    private static ApiError overloaded(String said) {
        return ApiError.of(503, said, "service_unavailable_error", null, "server_is_overloaded");
    }

    private static ApiError tooMany(String said) {
        return ApiError.of(429, said, "rate_limit_error", null, "rate_limit_exceeded");
    }
}
