package com.brievio.proxy.responses;

import com.brievio.proxy.json.Json;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Input items as they are kept and listed: with id and type, messages with a list of parts. */
final class StoredItems {
    private static final Map<String, String> PREFIXES =
            Map.of(
                    "message", "msg",
                    "reasoning", "rs",
                    "function_call", "fc",
                    "function_call_output", "fco",
                    "custom_tool_call", "ctc",
                    "custom_tool_call_output", "ctco");

    private StoredItems() {}

    /** Returns the item in its full form. */
    static ObjectNode named(ObjectNode item) {
        String type = Json.string(item, "type");
        String known = type == null ? "message" : type;
        String given = Json.string(item, "id");
        ObjectNode named = Json.object();
        named.put(
                "id",
                given == null || given.isEmpty()
                        ? ItemIds.next(PREFIXES.getOrDefault(known, "item"))
                        : given);
        named.put("type", known);
        for (var member : item.properties()) {
            if (!named.has(member.getKey())) {
                named.set(member.getKey(), member.getValue());
            }
        }
        JsonNode content = item.path("content");
        if (known.equals("message") && content.isString()) {
            String part =
                    "assistant".equals(Json.string(item, "role")) ? "output_text" : "input_text";
            named.putArray("content")
                    .addObject()
                    .put("type", part)
                    .put("text", content.stringValue());
        }
        if (known.equals("message") && !named.has("status")) {
            named.put("status", "completed");
        }
        return named;
    }
}
