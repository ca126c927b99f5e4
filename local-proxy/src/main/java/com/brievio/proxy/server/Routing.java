package com.brievio.proxy.server;

import com.brievio.proxy.net.HttpCall;
import com.brievio.proxy.openai.RequestHead;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.UpstreamCall;
import java.util.function.Consumer;

/** Reads a request as far as needed to know where it goes. */
final class Routing {
    private static final int LARGE = 256 * 1024;

    private final Routes routes;
    private final Guards guards;
    private final ModelList models;

    Routing(Routes routes, Guards guards, ModelList models) {
        this.routes = routes;
        this.guards = guards;
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

        /** Returns whether reading and writing it takes so long that others would wait. */
        boolean isLarge() {
            return Routing.isLarge(body());
        }

        /** Returns whether it must not be made ready on a loop. */
        boolean blocks() {
            return isLarge() || target.route().authorizer().mayBlock();
        }
    }

    /**
     * Reads the request and notes its model and upstream for the log.
     *
     * @param then takes the request; what is no request ends the exchange with 400, a model that
     *     goes nowhere with 404
     */
    void route(Exchange exchange, byte[] body, Consumer<Routed> then) {
        exchange.work(
                isLarge(body),
                () -> RequestHead.read(body),
                head -> {
                    exchange.context().model = head.model();
                    resolve(exchange, head, then);
                });
    }

    private void resolve(Exchange exchange, RequestHead head, Consumer<Routed> then) {
        HttpCall call = exchange.call();
        String token = guards.tokenToPassOn(call);
        boolean asks =
                routes.servers(head.model()).stream()
                        .anyMatch(server -> !models.isKnown(server, token));
        exchange.work(
                asks,
                () ->
                        routes.resolve(
                                head.model(),
                                server -> models.isListed(head.model(), server, call, token)),
                target -> {
                    exchange.context().upstream = target.label();
                    then.accept(new Routed(head, target));
                });
    }

    private static boolean isLarge(byte[] body) {
        return body.length > LARGE;
    }

    /** Returns the call as it is sent for this request: with credentials, and a hop more. */
    UpstreamCall authorized(RequestContext context, Routes.Route route, UpstreamCall call) {
        return route.authorizer()
                .authorize(Hops.onward(context.call, call), guards.tokenToPassOn(context.call));
    }
}
