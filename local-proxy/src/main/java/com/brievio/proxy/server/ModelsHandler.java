package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Upstream;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamClient;
import com.brievio.proxy.upstream.UpstreamReply;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/models} and {@code /v1/models/{id}}: the union of what the upstreams list. */
final class ModelsHandler {
    private static final int MOST_PAGES = 50;

    private final Routes routes;
    private final UpstreamClient client;
    private final Guards guards;

    ModelsHandler(Routes routes, UpstreamClient client, Guards guards) {
        this.routes = routes;
        this.client = client;
        this.guards = guards;
    }

    void list(Handled handled) throws IOException, InterruptedException {
        ObjectNode body = Json.object().put("object", "list");
        ArrayNode data = body.putArray("data");
        for (Upstream.Model model : models(handled.call)) {
            data.add(json(model));
        }
        handled.status = 200;
        handled.call.respond(200, handled.headers("application/json"), Json.bytes(body));
    }

    void one(Handled handled, String rawId) throws IOException, InterruptedException {
        String id = URLDecoder.decode(rawId.replace("+", "%2B"), StandardCharsets.UTF_8);
        for (Upstream.Model model : models(handled.call)) {
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

    /** One dead upstream does not break the list; where all fail the first failure is told. */
    private List<Upstream.Model> models(HttpCall call) throws IOException, InterruptedException {
        List<Upstream.Model> models = new ArrayList<>();
        ApiException failure = null;
        for (Routes.Route route : routes.providers()) {
            try {
                models.addAll(models(route, guards.tokenToPassOn(call)));
            } catch (ApiException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (models.isEmpty() && failure != null) {
            throw failure;
        }
        return models;
    }

    private List<Upstream.Model> models(Routes.Route route, @Nullable String token)
            throws IOException, InterruptedException {
        List<Upstream.Model> models = new ArrayList<>();
        UpstreamCall call = route.upstream().modelsCall(null);
        for (int page = 0; call != null && page < MOST_PAGES; page++) {
            Upstream.ModelsPage read = page(route, token, call);
            models.addAll(read.models());
            call = read.next() == null ? null : route.upstream().modelsCall(read.next());
        }
        return models;
    }

    private Upstream.ModelsPage page(Routes.Route route, @Nullable String token, UpstreamCall call)
            throws IOException, InterruptedException {
        Upstream upstream = route.upstream();
        UpstreamCall authorized = route.authorizer().authorize(call, token);
        try (UpstreamClient.Answer answer = client.send(authorized, upstream.name())) {
            if (answer.status() >= 300) {
                throw Refusal.of(answer, route);
            }
            UpstreamReply reply = answer.whole(upstream.name());
            JsonNode json = reply.json();
            if (json == null) {
                throw upstream.error(reply).exception();
            }
            return upstream.modelsPage(json);
        }
    }
}
