package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.error.OwnFailure;
import java.util.Map;

/** Turns any throwable into an OpenAI error; no stack trace reaches a client. */
final class ErrorBoundary {
    private ErrorBoundary() {}

    /** Returns what the client is told. */
    static ApiError errorOf(Throwable thrown, String requestId) {
        if (thrown instanceof ApiException api) {
            return api.error();
        }
        if (thrown instanceof OutOfMemoryError) {
            return new ApiError(
                    503,
                    "brievio ran out of memory on this request; give it a larger heap, such as"
                            + " BRIEVIO_JAVA_OPTS=-Xmx1g.",
                    ApiError.SERVER,
                    null,
                    "out_of_memory",
                    Map.of("retry-after", "1"));
        }
        OwnFailure.log("request " + requestId + " failed", thrown);
        return ApiError.of(
                500,
                "brievio failed on this request; the log names the cause under " + requestId + ".",
                ApiError.SERVER,
                null,
                "internal_error");
    }

    /** A whole response. */
    record Response(int status, Map<String, String> headers, byte[] body) {}

    /** Returns the error in the form of the client's API. */
    static Response response(RequestContext context, ApiError error) {
        Map<String, String> headers = context.headers("application/json");
        headers.putAll(error.headers());
        return new Response(
                context.form.status(error), headers, context.form.body(error, context.id));
    }
}
