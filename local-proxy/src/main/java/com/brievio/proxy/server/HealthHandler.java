package com.brievio.proxy.server;

import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /healthz}: version and upstreams; asks none of them, names no key. */
final class HealthHandler {
    private final ProxyOptions options;
    private final Guards guards;

    HealthHandler(ProxyOptions options, Guards guards) {
        this.options = options;
        this.guards = guards;
    }

    /** A probe needs no key; who has none where one is asked for learns nothing more. */
    void handle(Exchange exchange) {
        ObjectNode told = Json.object().put("status", "ok").put("version", options.version());
        if (guards.letsIn(exchange.call())) {
            ArrayNode upstreams = told.putArray("upstreams");
            options.providers().forEach(provider -> tell(provider, upstreams.addObject()));
        }
        exchange.respond(200, exchange.context().headers("application/json"), Json.bytes(told));
    }

    private static void tell(Provider provider, ObjectNode upstream) {
        String address =
                provider.baseUrl() == null
                        ? null
                        : Secrets.masked(String.valueOf(provider.baseUrl()));
        upstream.put("name", provider.name())
                .put("configured", provider.configured())
                .put("baseUrl", address);
    }
}
