package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.error.OwnFailure;
import java.io.IOException;
import java.util.Map;

/** Turns any throwable into an OpenAI error; no stack trace reaches a client. */
final class ErrorBoundary {
    private ErrorBoundary() {}

    /** Returns what the client is told. */
    static ApiError errorOf(Throwable thrown, String requestId) {
        if (thrown instanceof ApiException api) {
            return api.error();
        }
        OwnFailure.log("request " + requestId + " failed", thrown);
        return ApiError.of(
                500,
                "brievio failed on this request; the log names the cause under " + requestId + ".",
                ApiError.SERVER,
                null,
                "internal_error");
    }

    /** Answers with the error; nothing where the answer has already begun. */
    static void answer(Handled handled, Throwable thrown) throws IOException {
        ApiError error = handled.masked(errorOf(thrown, handled.id));
        handled.error = error.message();
        if (handled.call.answered()) {
            return;
        }
        handled.status = error.status();
        Map<String, String> headers = handled.headers("application/json");
        headers.putAll(error.headers());
        headers.putAll(handled.form.headers(handled.id));
        handled.call.respond(error.status(), headers, handled.form.body(error, handled.id));
    }
}
