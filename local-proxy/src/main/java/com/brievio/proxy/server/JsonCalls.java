package com.brievio.proxy.server;

import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.net.UpstreamClient;
import com.brievio.proxy.net.WholeResponse;
import com.brievio.proxy.upstream.Opening;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Upstream;
import com.brievio.proxy.upstream.UpstreamCall;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Asks an upstream for something whole on the way to a response, and waits for it. */
final class JsonCalls {
    private final Routing routing;
    private final UpstreamClient client;
    private final Duration patience;

    JsonCalls(Routing routing, UpstreamClient client, Duration patience) {
        this.routing = routing;
        this.client = client;
        this.patience = patience;
    }

    /**
     * Returns what the upstream answers.
     *
     * @throws com.brievio.proxy.error.ApiException with its error, or 502 where it is no JSON
     * @throws InterruptedException when the client leaves
     */
    JsonNode answer(RequestContext context, Routes.Route route, UpstreamCall call)
            throws InterruptedException {
        Upstream upstream = route.upstream();
        UpstreamCall authorized = routing.authorized(context, route, call);
        WholeResponse response =
                client.fetch(authorized, upstream.name(), WholeResponse.Limit.of(patience));
        if (response.head().status() >= 300) {
            throw Refusal.of(response, route);
        }
        JsonNode json = response.reply().json();
        if (json == null) {
            throw ErrorCode.MALFORMED
                    .error(
                            upstream.name()
                                    + ": the answer is not JSON"
                                    + Opening.of(response.body()).quoted())
                    .exception();
        }
        return json;
    }
}
