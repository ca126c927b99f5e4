package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.net.HttpCall;
import com.brievio.proxy.responses.ItemIds;
import com.brievio.proxy.responses.ResponseStore;
import com.brievio.proxy.responses.ResponsesForm;
import com.brievio.proxy.responses.ResponsesRequest;
import com.brievio.proxy.responses.ResponsesRequestReader;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.upstream.Passthrough;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.Upstream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/responses} and what lies below it (docs/wire/responses.md, "Endpoints"). */
final class ResponsesHandler {
    static final String PATH = "/v1/responses";
    private static final String BELOW = PATH + "/";
    private static final String ITEMS = "/input_items";
    private static final int MOST_LISTED = 100;
    private static final int USUALLY_LISTED = 20;

    private final Routing routing;
    private final Translation translation;
    private final ServerRelay servers;
    private final ResponseStore store;
    private final Owners owners;
    private final InstantSource clock;

    ResponsesHandler(
            Routing routing,
            Translation translation,
            ServerRelay servers,
            ResponseStore store,
            Owners owners,
            InstantSource clock) {
        this.routing = routing;
        this.translation = translation;
        this.servers = servers;
        this.store = store;
        this.owners = owners;
        this.clock = clock;
    }

    /**
     * Returns whether a request is for this handler.
     *
     * @throws ApiException for a request that is answered at its head: an upgrade, or a method that
     *     the path does not take
     */
    static boolean takes(HttpCall call) {
        String path = call.path();
        if (path.equals(PATH)) {
            if (call.method().equals("POST")) {
                return true;
            }
            throw "websocket".equalsIgnoreCase(call.header("upgrade")) ? noUpgrade() : onlyPost();
        }
        if (!path.startsWith(BELOW) || path.equals(PATH + "/compact")) {
            return false;
        }
        String rest = path.substring(BELOW.length());
        String id = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
        String below = rest.substring(id.length());
        return switch (call.method()) {
            case "GET" -> below.isEmpty() || below.equals(ITEMS);
            case "DELETE" -> below.isEmpty();
            case "POST" -> below.equals("/cancel");
            default -> false;
        };
    }

    private static ApiException onlyPost() {
        return ApiError.of(
                        405,
                        "Use POST for " + PATH + ".",
                        ApiError.INVALID_REQUEST,
                        null,
                        "method_not_allowed")
                .with(Map.of("allow", "POST"))
                .exception();
    }

    /** Codex then stays on HTTP for its session. */
    private static ApiException noUpgrade() {
        return ApiError.of(
                        426,
                        "WebSocket is not served here; POST to " + PATH + " instead.",
                        ApiError.INVALID_REQUEST,
                        null,
                        "upgrade_required")
                .exception();
    }

    void handle(Exchange exchange, byte[] body) {
        HttpCall call = exchange.call();
        if (call.path().equals(PATH)) {
            create(exchange, body);
            return;
        }
        String rest = call.path().substring(BELOW.length());
        String id = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
        String owner = owners.of(call);
        exchange.work(
                !store.answersAtOnce(),
                () -> told(call, id, rest.substring(id.length()), owner),
                told ->
                        exchange.respond(
                                200,
                                exchange.context().headers("application/json"),
                                Json.bytes(told)));
    }

    private void create(Exchange exchange, byte[] body) {
        routing.route(
                exchange,
                body,
                routed -> {
                    Upstream upstream = routed.target().route().upstream();
                    if (upstream instanceof Passthrough server && server.speaksResponses()) {
                        servers.send(exchange, routed, server, "responses", ByteStage.UNCHANGED);
                    } else {
                        translate(exchange, routed, upstream.translator());
                    }
                });
    }

    private void translate(Exchange exchange, Routing.Routed routed, Translator upstream) {
        String owner = owners.of(exchange.call());
        translation.run(
                exchange,
                routed,
                upstream,
                !store.answersAtOnce(),
                () -> {
                    ResponsesRequest request =
                            ResponsesRequestReader.read(routed.body(), store, owner);
                    return new Translation.Request(
                            request.chat(),
                            () ->
                                    new ResponsesForm(
                                            request,
                                            clock,
                                            ItemIds::next,
                                            done -> keep(request, done, owner)));
                });
    }

    private void keep(ResponsesRequest request, ObjectNode response, String owner) {
        if (request.store()) {
            store.keep(
                    new ResponseStore.Stored(response, request.ownItems(), request.expanded()),
                    owner);
        }
    }

    private ObjectNode told(HttpCall call, String id, String below, String owner) {
        if (call.method().equals("DELETE")) {
            if (!store.delete(id, owner)) {
                throw unknown(id);
            }
            return Json.object().put("id", id).put("object", "response").put("deleted", true);
        }
        ResponseStore.Stored stored = store.response(id, owner);
        if (stored == null) {
            throw unknown(id);
        }
        Map<String, String> query = Query.of(call.query());
        if (below.equals("/cancel")) {
            throw ApiError.of(
                            400,
                            "Cannot cancel a synchronous response.",
                            ApiError.INVALID_REQUEST,
                            null,
                            null)
                    .exception();
        }
        if ("true".equals(query.get("stream"))) {
            throw ApiError.invalid(
                            "stream",
                            "unsupported_parameter",
                            "stream: a kept response is not streamed again; leave it out")
                    .exception();
        }
        return below.isEmpty() ? stored.response() : listed(stored.ownItems(), query);
    }

    private static ObjectNode listed(List<ObjectNode> items, Map<String, String> query) {
        List<ObjectNode> all = new ArrayList<>(items);
        if (!"asc".equals(query.get("order"))) {
            all = all.reversed();
        }
        String after = query.get("after");
        int from = 0;
        for (int i = 0; after != null && i < all.size(); i++) {
            if (after.equals(Json.string(all.get(i), "id"))) {
                from = i + 1;
            }
        }
        int to = Math.min(all.size(), from + limit(query.get("limit")));
        List<ObjectNode> page = all.subList(from, to);
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        page.forEach(data::add);
        list.put("first_id", page.isEmpty() ? null : Json.string(page.getFirst(), "id"));
        list.put("last_id", page.isEmpty() ? null : Json.string(page.getLast(), "id"));
        return list.put("has_more", to < all.size());
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return USUALLY_LISTED;
        }
        boolean number = text.matches("\\d{1,3}");
        int limit = number ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST_LISTED) {
            throw ApiError.invalid(
                            "limit", "invalid_value", "limit: must be a number from 1 to 100")
                    .exception();
        }
        return limit;
    }

    private static ApiException unknown(String id) {
        return ApiError.of(
                        404,
                        "Response with id '%s' not found.".formatted(HeaderText.visible(id)),
                        ApiError.INVALID_REQUEST,
                        null,
                        null)
                .exception();
    }
}
