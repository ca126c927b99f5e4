package com.brievio.proxy.error;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of errors that concern an upstream: status, type and code as OpenAI's clients read
 * them (openai-chat.md section 9). A vendor's table says which of these an error is, and nothing
 * else.
 */
public enum ErrorCode {
    BAD_REQUEST(400, ApiError.INVALID_REQUEST, null),
    FAILED_PRECONDITION(400, ApiError.INVALID_REQUEST, "failed_precondition"),
    CONTEXT_TOO_LONG(400, ApiError.INVALID_REQUEST, "context_length_exceeded"),
    INVALID_KEY(401, ApiError.INVALID_REQUEST, "invalid_api_key"),
    PERMISSION_DENIED(403, ApiError.INVALID_REQUEST, "permission_denied"),
    NOT_FOUND(404, ApiError.INVALID_REQUEST, "not_found"),
    MODEL_NOT_FOUND(404, ApiError.INVALID_REQUEST, "model_not_found"),
    CONFLICT(409, ApiError.INVALID_REQUEST, "conflict"),
    REQUEST_TOO_LARGE(413, ApiError.INVALID_REQUEST, "request_too_large"),
    /** An account that has nothing left to spend: trying again is no use. */
    NO_CREDIT(429, "insufficient_quota", "insufficient_quota"),
    RATE_LIMITED(429, "rate_limit_error", "rate_limit_exceeded"),
    FAILED(502, ApiError.SERVER, "upstream_error"),
    UNREACHABLE(502, ApiError.SERVER, "upstream_unreachable"),
    MALFORMED(502, ApiError.SERVER, "upstream_malformed_response"),
    TRUNCATED(502, ApiError.SERVER, "upstream_truncated"),
    EMPTY(502, ApiError.SERVER, "upstream_empty_response"),
    RESPONSE_TOO_LARGE(502, ApiError.SERVER, "response_too_large"),
    OVERLOADED(503, "service_unavailable_error", "server_is_overloaded"),
    TIMEOUT(504, ApiError.SERVER, "upstream_timeout");

    private final int status;
    private final String type;
    private final @Nullable String code;

    ErrorCode(int status, String type, @Nullable String code) {
        this.status = status;
        this.type = type;
        this.code = code;
    }

    /** Returns the machine-readable cause, or null where OpenAI gives none. */
    public @Nullable String code() {
        return code;
    }

    /** Returns whether the error is of this code. */
    public boolean is(ApiError error) {
        return code != null && code.equals(error.code());
    }

    /** Returns the error with this message. */
    public ApiError error(String message) {
        ApiError error = ApiError.of(status, message, type, null, code);
        return this == NO_CREDIT ? error.with(Map.of("x-should-retry", "false")) : error;
    }

    /** Returns the error of an upstream, which the message names. */
    public ApiError of(String upstream, String message) {
        return error(upstream + ": " + message);
    }

    /** Returns the error of this code; of none, that of a status which no code stands for. */
    public static ApiError error(@Nullable ErrorCode known, int status, String message) {
        if (known != null) {
            return known.error(message);
        }
        String type = status >= 500 ? ApiError.SERVER : ApiError.INVALID_REQUEST;
        return ApiError.of(status, message, type, null, FAILED.code);
    }
}
