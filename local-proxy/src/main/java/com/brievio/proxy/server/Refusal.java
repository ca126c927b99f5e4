package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Upstream;
import com.brievio.proxy.upstream.UpstreamClient;
import com.brievio.proxy.upstream.UpstreamReply;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the client is told of an upstream's answer of status 300 or more. */
final class Refusal {
    private Refusal() {}

    /** Reads the answer and returns the error. */
    static ApiException of(UpstreamClient.Answer answer, Routes.Route route) {
        return answer.status() < 400
                ? redirected(answer, route.upstream().name()).exception()
                : of(answer.whole(route.upstream().name()), route);
    }

    /** Returns the error with the upstream's headers; a 401 names where credentials came from. */
    static ApiException of(UpstreamReply reply, Routes.Route route) {
        Upstream upstream = route.upstream();
        ApiError error = upstream.error(reply);
        Map<String, String> headers = new LinkedHashMap<>(upstream.headers(reply.headers()));
        headers.putAll(error.headers());
        @Nullable String source = error.status() == 401 ? route.authorizer().source() : null;
        return error.with(error.message() + (source == null ? "" : " (tried: " + source + ")"))
                .with(headers)
                .exception();
    }

    /** Returns the error for a redirect, which is never followed: it would take the key along. */
    static ApiError redirected(UpstreamClient.Answer answer, String upstream) {
        answer.close();
        return ApiError.of(
                502,
                upstream
                        + ": HTTP "
                        + answer.status()
                        + " redirect refused; set the base URL to where it points",
                ApiError.SERVER,
                null,
                "upstream_error");
    }
}
