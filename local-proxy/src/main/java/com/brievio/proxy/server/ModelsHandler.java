package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.net.HttpCall;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Upstream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

    void list(Exchange exchange) {
        if (isAnthropics(exchange.call())) {
            answer(exchange, all -> AnthropicModels.page(all, Query.of(exchange.call().query())));
            return;
        }
        answer(
                exchange,
                all -> {
                    ObjectNode body = Json.object().put("object", "list");
                    ArrayNode data = body.putArray("data");
                    all.forEach(model -> data.add(json(model)));
                    return body;
                });
    }

    private void answer(Exchange exchange, Function<List<Upstream.Model>, ObjectNode> body) {
        HttpCall call = exchange.call();
        exchange.work(
                true,
                () -> models.models(call, guards.tokenToPassOn(call)),
                all ->
                        exchange.respond(
                                200,
                                exchange.context().headers("application/json"),
                                Json.bytes(body.apply(all))));
    }

    /** An id may hold slashes, written out or as {@code %2F}. */
    void one(Exchange exchange, String rawId) {
        String given = URLDecoder.decode(rawId.replace("+", "%2B"), StandardCharsets.UTF_8);
        String id =
                given.startsWith(Routes.OWN_PREFIX)
                        ? given.substring(Routes.OWN_PREFIX.length())
                        : given;
        answer(
                exchange,
                all ->
                        all.stream()
                                .filter(model -> model.id().equals(id))
                                .findFirst()
                                .map(
                                        isAnthropics(exchange.call())
                                                ? AnthropicModels::json
                                                : ModelsHandler::json)
                                .orElseThrow(() -> unknown(given)));
    }

    /** Tells whether the client reads lists in Anthropic's form. */
    private static boolean isAnthropics(HttpCall call) {
        Map<String, String> query = Query.of(call.query());
        return call.header("anthropic-version") != null
                || call.header("x-api-key") != null
                || query.containsKey("limit")
                || query.containsKey("after_id")
                || query.containsKey("before_id");
    }

    private static ApiException unknown(String id) {
        return ApiError.of(
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
