package com.brievio.proxy.server;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Upstream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The list of models in Anthropic's form (docs/wire/messages.md, "Models"). Claude Code shows only
 * ids that contain {@code claude} or {@code anthropic}: every other one is listed once more under a
 * name that it takes.
 */
final class AnthropicModels {
    private static final int MOST = 1000;

    private AnthropicModels() {}

    /** Returns the page that the query asks for; without a limit all. */
    static ObjectNode page(List<Upstream.Model> models, Map<String, String> query) {
        List<ObjectNode> all = new ArrayList<>();
        models.forEach(model -> all.add(json(model)));
        for (Upstream.Model model : models) {
            if (!model.id().contains("claude") && !model.id().contains("anthropic")) {
                all.add(
                        json(model.as(Routes.OWN_PREFIX + model.id()))
                                .put("display_name", model.id() + " (brievio)"));
            }
        }
        int from = at(all, query.get("after_id")) + 1;
        int before = at(all, query.get("before_id"));
        int end = before < 0 ? all.size() : before;
        int limit = limit(query.get("limit"));
        if (before >= 0 && from == 0) {
            from = Math.max(0, before - limit);
        }
        int to = Math.min(end, from + limit);
        List<ObjectNode> page = from < to ? all.subList(from, to) : List.of();
        ObjectNode body = Json.object();
        ArrayNode data = body.putArray("data");
        page.forEach(data::add);
        body.put("has_more", to < end);
        body.put("first_id", page.isEmpty() ? null : Json.string(page.getFirst(), "id"));
        return body.put("last_id", page.isEmpty() ? null : Json.string(page.getLast(), "id"));
    }

    private static int limit(@Nullable String text) {
        return text == null || !text.matches("\\d{1,4}")
                ? MOST
                : Math.clamp(Integer.parseInt(text), 1, MOST);
    }

    private static int at(List<ObjectNode> all, @Nullable String id) {
        for (int i = 0; id != null && i < all.size(); i++) {
            if (id.equals(Json.string(all.get(i), "id"))) {
                return i;
            }
        }
        return -1;
    }

    /** Returns one model. */
    static ObjectNode json(Upstream.Model model) {
        return Json.object()
                .put("type", "model")
                .put("id", model.id())
                .put("display_name", model.id())
                .put("created_at", Instant.ofEpochSecond(model.created()).toString());
    }
}
