package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.Upstream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/models} and {@code /v1/models/{id}} (openai-other.md section 2). */
final class ModelsHandler {
    private final ModelList models;
    private final Guards guards;

    ModelsHandler(ModelList models, Guards guards) {
        this.models = models;
        this.guards = guards;
    }

    void list(Handled handled) throws IOException, InterruptedException {
        ObjectNode body = Json.object().put("object", "list");
        ArrayNode data = body.putArray("data");
        models.models(handled.call, guards.tokenToPassOn(handled.call))
                .forEach(model -> data.add(json(model)));
        handled.status = 200;
        handled.call.respond(200, handled.headers("application/json"), Json.bytes(body));
    }

    /** An id may hold slashes, written out or as {@code %2F}. */
    void one(Handled handled, String rawId) throws IOException, InterruptedException {
        String id = URLDecoder.decode(rawId.replace("+", "%2B"), StandardCharsets.UTF_8);
        for (Upstream.Model model :
                models.models(handled.call, guards.tokenToPassOn(handled.call))) {
            if (model.id().equals(id)) {
                handled.status = 200;
                handled.call.respond(
                        200, handled.headers("application/json"), Json.bytes(json(model)));
                return;
            }
        }
        throw ApiError.of(
                        404,
                        "The model '" + id + "' does not exist",
                        ApiError.INVALID_REQUEST,
                        null,
                        "model_not_found")
                .exception();
    }

    private static ObjectNode json(Upstream.Model model) {
        return Json.object()
                .put("id", model.id())
                .put("object", "model")
                .put("created", model.created())
                .put("owned_by", model.ownedBy());
    }
}
