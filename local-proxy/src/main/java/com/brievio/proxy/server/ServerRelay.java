package com.brievio.proxy.server;

import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.upstream.Passthrough;
import com.brievio.proxy.upstream.UpstreamCall;

/** Passes a client's own bytes to a server that speaks OpenAI's API, and its response back. */
final class ServerRelay {
    private final Routing routing;
    private final ResponsePipe.Relaying relaying;

    ServerRelay(Routing routing, ResponsePipe.Relaying relaying) {
        this.routing = routing;
        this.relaying = relaying;
    }

    /**
     * Sends the request.
     *
     * @param operation the path below the version, such as {@code chat/completions}
     * @param stage what the bytes of the response pass
     */
    void send(
            Exchange exchange,
            Routing.Routed routed,
            Passthrough server,
            String operation,
            ByteStage stage) {
        exchange.work(
                routed.blocks(),
                () -> call(exchange.context(), routed, server, operation),
                call ->
                        exchange.send(
                                call,
                                server.name(),
                                new RelayPipe(
                                        exchange, relaying, server.name(), stage, null, null)));
    }

    private UpstreamCall call(
            RequestContext context, Routing.Routed routed, Passthrough server, String operation) {
        UpstreamCall call =
                server.call(
                        operation,
                        RelayHeaders.up(context.call.headers()),
                        routed.renamed(),
                        routed.head().stream());
        return routing.authorized(context, routed.target().route(), call);
    }
}
