package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.net.WholeResponse;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Upstream;
import com.brievio.proxy.upstream.UpstreamReply;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the client is told of an upstream's answer of status 300 or more. */
final class Refusal {
    private Refusal() {}

    /** Returns the error of a response of status 300 or more. */
    static ApiException of(WholeResponse response, Routes.Route route) {
        int status = response.head().status();
        return status < 400
                ? redirected(status, route.upstream().name()).exception()
                : of(response.reply(), route);
    }

    /** Returns the error with the upstream's headers; a 401 names where credentials came from. */
    static ApiException of(UpstreamReply reply, Routes.Route route) {
        return of(reply, route, route.upstream());
    }

    /** Returns the error as this upstream's table classifies it. */
    static ApiException of(UpstreamReply reply, Routes.Route route, Upstream upstream) {
        ApiError error = upstream.error(reply);
        Map<String, String> headers = new LinkedHashMap<>(upstream.headers(reply.headers()));
        headers.putAll(error.headers());
        @Nullable String source = error.status() == 401 ? route.authorizer().source() : null;
        return error.with(error.message() + (source == null ? "" : " (tried: " + source + ")"))
                .with(headers)
                .exception();
    }

    /** Returns the error for a redirect, which is never followed: it would take the key along. */
    static ApiError redirected(int status, String upstream) {
        return ErrorCode.FAILED.error(
                upstream
                        + ": HTTP "
                        + status
                        + " redirect refused; set the base URL to where it points");
    }
}
