package com.brievio.proxy.error;

import com.brievio.proxy.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An error as OpenAI's clients read it (openai-chat.md section 9).
 *
 * @param status HTTP status, 400 to 599
 * @param message what is wrong, where, and what to do
 * @param type OpenAI's error type, such as {@code invalid_request_error}
 * @param param JSON path of the request field at fault, or null
 * @param code machine-readable cause, or null; never a number
 * @param headers headers that belong to the error, such as {@code retry-after}
 */
public record ApiError(
        int status,
        String message,
        String type,
        @Nullable String param,
        @Nullable String code,
        Map<String, String> headers) {

    /** The type of every error that the client can mend. */
    public static final String INVALID_REQUEST = "invalid_request_error";

    /** The type of every error on the upstream's or the proxy's side. */
    public static final String SERVER = "server_error";

    /** Copies the headers. */
    public ApiError {
        headers = Map.copyOf(headers);
    }

    /** Returns the same with these headers in place of its own. */
    public ApiError with(Map<String, String> others) {
        return new ApiError(status, message, type, param, code, others);
    }

    /** Returns the same with these headers too, unless it says already not to come back. */
    public ApiError and(Map<String, String> more) {
        if (headers.containsKey("x-should-retry")) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return with(all);
    }

    /** Returns the same with another message. */
    public ApiError with(String newMessage) {
        return new ApiError(status, newMessage, type, param, code, headers);
    }

    /** Returns the same at this request field, or at none. */
    public ApiError at(@Nullable String newParam) {
        return new ApiError(status, message, type, newParam, code, headers);
    }

    /** Returns an error without headers. */
    public static ApiError of(
            int status,
            String message,
            String type,
            @Nullable String param,
            @Nullable String code) {
        return new ApiError(status, message, type, param, code, Map.of());
    }

    /** Returns a 400 for the request field at this path. */
    public static ApiError invalid(String param, String code, String message) {
        return of(400, message, INVALID_REQUEST, param, code);
    }

    /** Returns {@code {"error":{…}}}. */
    public ObjectNode body() {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", Secrets.masked(message))
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return body;
    }

    /** Returns the throwable that carries this error. */
    public ApiException exception() {
        return new ApiException(this);
    }
}
