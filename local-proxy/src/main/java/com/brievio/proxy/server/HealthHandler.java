package com.brievio.proxy.server;

import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.json.Json;
import java.io.IOException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /healthz}: the version and the upstreams; asks none of them, names no key. */
final class HealthHandler {
    private final ObjectNode health;

    HealthHandler(ProxyOptions options) {
        this.health = Json.object().put("status", "ok").put("version", options.version());
        ArrayNode upstreams = health.putArray("upstreams");
        for (Provider provider : options.providers()) {
            String address = provider.baseUrl() == null ? null : String.valueOf(provider.baseUrl());
            upstreams
                    .addObject()
                    .put("name", provider.name())
                    .put("configured", provider.configured())
                    .put("baseUrl", address);
        }
    }

    void handle(Handled handled) throws IOException {
        handled.status = 200;
        handled.call.respond(200, handled.headers("application/json"), Json.bytes(health));
    }
}
