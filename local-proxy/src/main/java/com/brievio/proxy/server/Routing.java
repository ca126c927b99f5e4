package com.brievio.proxy.server;

import com.brievio.proxy.openai.RequestHead;
import com.brievio.proxy.upstream.Passthrough;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamClient;
import java.io.IOException;

/** Reads a request as far as needed to know where it goes. */
final class Routing {
    private final Routes routes;
    private final Guards guards;
    private final UpstreamClient client;
    private final ModelList models;

    Routing(Routes routes, Guards guards, UpstreamClient client, ModelList models) {
        this.routes = routes;
        this.guards = guards;
        this.client = client;
        this.models = models;
    }

    /** A request and where it goes. */
    record Routed(RequestHead head, Routes.Target target) {
        /** Returns the request as it came. */
        byte[] body() {
            return head.members().bytes();
        }

        /** Returns the request with the upstream's own name of the model. */
        byte[] renamed() {
            return head.members().with("model", target.model());
        }
    }

    /**
     * Reads the request and notes its model and upstream for the log.
     *
     * @throws com.brievio.proxy.error.ApiException with 400 for what is no request, 404 for a model
     *     that goes nowhere, 413 for too much
     */
    Routed route(Handled handled) throws IOException {
        RequestHead head = RequestHead.read(guards.body(handled.call));
        handled.model = head.model();
        String token = guards.tokenToPassOn(handled.call);
        Routes.Target target =
                routes.resolve(
                        head.model(),
                        server -> models.isListed(head.model(), server, handled.call, token));
        handled.upstream = target.label();
        return new Routed(head, target);
    }

    /** Returns the call as it is sent for this request: with credentials, and a hop more. */
    UpstreamCall authorized(Handled handled, Routes.Route route, UpstreamCall call) {
        return route.authorizer()
                .authorize(Hops.onward(handled.call, call), guards.tokenToPassOn(handled.call));
    }

    /** Sends the client's own bytes to a server that speaks OpenAI's API. */
    UpstreamClient.Answer passed(
            Handled handled, Routed routed, Passthrough server, String operation)
            throws InterruptedException {
        UpstreamCall call =
                server.call(
                        operation,
                        RelayHeaders.up(handled.call.headers()),
                        routed.renamed(),
                        routed.head().stream());
        return client.send(authorized(handled, routed.target().route(), call), server.name());
    }
}
