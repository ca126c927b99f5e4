package com.brievio.proxy.upstream.bedrock;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
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
        return ErrorCode.error(
                code(type, status, message), status, "bedrock: " + Secrets.masked(message));
    }

    /** Returns what the error is, or null where only its status tells. */
    private static @Nullable ErrorCode code(String type, int status, String message) {
        if (ErrorWordings.noCredit(message) && !type.startsWith("Throttling")) {
            return ErrorCode.NO_CREDIT;
        }
        return switch (type) {
            case "ThrottlingException", "ModelNotReadyException" -> ErrorCode.RATE_LIMITED;
            case "AccessDeniedException" -> ErrorCode.PERMISSION_DENIED;
            case "UnrecognizedClientException",
                    "InvalidSignatureException",
                    "ExpiredTokenException",
                    "IncompleteSignatureException",
                    "MissingAuthenticationTokenException" ->
                    ErrorCode.INVALID_KEY;
            case "ValidationException", "ServiceQuotaExceededException", "ConflictException" ->
                    ErrorWordings.tooLong(message)
                            ? ErrorCode.CONTEXT_TOO_LONG
                            : ErrorCode.BAD_REQUEST;
            case "ResourceNotFoundException" -> ErrorCode.MODEL_NOT_FOUND;
            case "ModelErrorException", "ModelStreamErrorException" -> ErrorCode.FAILED;
            case "ModelTimeoutException" -> ErrorCode.TIMEOUT;
            case "ServiceUnavailableException" -> ErrorCode.OVERLOADED;
            default -> ofStatus(status, message);
        };
    }

    /** An answer without a type that is known: the code of its status. */
    private static @Nullable ErrorCode ofStatus(int status, String message) {
        if ((status == 400 || status == 413) && ErrorWordings.tooLong(message)) {
            return ErrorCode.CONTEXT_TOO_LONG;
        }
        return switch (status) {
            case 400 -> ErrorCode.BAD_REQUEST;
            case 401 -> ErrorCode.INVALID_KEY;
            case 403 -> ErrorCode.PERMISSION_DENIED;
            case 404 -> ErrorCode.MODEL_NOT_FOUND;
            case 408, 504 -> ErrorCode.TIMEOUT;
            case 413 -> ErrorCode.REQUEST_TOO_LARGE;
            case 424 -> ErrorCode.FAILED;
            case 429 -> ErrorCode.RATE_LIMITED;
            case 503 -> ErrorCode.OVERLOADED;
            default -> null;
        };
    }
}
