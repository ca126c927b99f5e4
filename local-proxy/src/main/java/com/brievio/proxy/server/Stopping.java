package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;

/** What a client is told whose answer outlives the grace of a stop. */
final class Stopping {
    private Stopping() {}

    static ApiError error() {
        return ApiError.of(
                503,
                "brievio was stopped before the answer ended; ask again",
                ApiError.SERVER,
                null,
                "server_stopping");
    }
}
