package com.brievio.proxy.server;

import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /healthz}: version and upstreams; asks none of them, names no key. */
final class HealthHandler {
    private final ObjectNode alive;
    private final ObjectNode health;
    private final Guards guards;

    HealthHandler(ProxyOptions options, Guards guards) {
        this.guards = guards;
        this.alive = Json.object().put("status", "ok").put("version", options.version());
        this.health = alive.deepCopy();
        ArrayNode upstreams = health.putArray("upstreams");
        for (Provider provider : options.providers()) {
            String address =
                    provider.baseUrl() == null
                            ? null
                            : Secrets.masked(String.valueOf(provider.baseUrl()));
            upstreams
                    .addObject()
                    .put("name", provider.name())
                    .put("configured", provider.configured())
                    .put("baseUrl", address);
        }
    }

    /** A probe needs no key; who has none where one is asked for learns nothing more. */
    void handle(Exchange exchange) {
        ObjectNode told = guards.letsIn(exchange.call()) ? health : alive;
        exchange.respond(200, exchange.context().headers("application/json"), Json.bytes(told));
    }
}
