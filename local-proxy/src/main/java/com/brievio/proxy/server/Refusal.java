package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Upstream;
import com.brievio.proxy.upstream.UpstreamClient;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the client is told of an upstream's answer of status 300 or more. */
final class Refusal {
    private Refusal() {}

    /** Returns the error with the upstream's headers; a 401 names where credentials came from. */
    static ApiException of(UpstreamClient.Answer answer, Routes.Route route) {
        Upstream upstream = route.upstream();
        ApiError error =
                answer.status() < 400
                        ? ApiError.of(
                                502,
                                upstream.name() + ": HTTP " + answer.status() + " redirect refused",
                                ApiError.SERVER,
                                null,
                                "upstream_error")
                        : upstream.error(answer.whole(upstream.name()));
        Map<String, String> headers = new LinkedHashMap<>(upstream.headers(answer::header));
        headers.putAll(error.headers());
        @Nullable String source = error.status() == 401 ? route.authorizer().source() : null;
        return new ApiError(
                        error.status(),
                        error.message() + (source == null ? "" : " (tried: " + source + ")"),
                        error.type(),
                        error.param(),
                        error.code(),
                        headers)
                .exception();
    }
}
