package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The values of an {@code enum} in OpenAPI's subset, which knows strings only: other values keep
 * their type, and the description names them.
 */
final class EnumValues {
    private EnumValues() {}

    static void put(JsonNode allowed, ObjectNode schema) {
        List<JsonNode> values = new ArrayList<>();
        for (JsonNode value : allowed) {
            if (value.isNull()) {
                schema.put("nullable", true);
            } else {
                values.add(value);
            }
        }
        if (!values.isEmpty() && values.stream().allMatch(JsonNode::isString)) {
            schema.put("type", "string").putArray("enum").addAll(values);
            return;
        }
        String type = type(values);
        if (!schema.has("type") && type != null) {
            schema.put("type", type);
        }
        if (!values.isEmpty()) {
            String named = String.join(", ", values.stream().map(Json::text).toList());
            String before = schema.path("description").asString("");
            String addition = "(one of: " + named + ")";
            schema.put("description", before.isEmpty() ? addition : before + " " + addition);
        }
    }

    private static @Nullable String type(List<JsonNode> values) {
        if (values.isEmpty()) {
            return null;
        }
        if (values.stream().allMatch(JsonNode::isBoolean)) {
            return "boolean";
        }
        if (values.stream().allMatch(JsonNode::isIntegralNumber)) {
            return "integer";
        }
        return values.stream().allMatch(JsonNode::isNumber) ? "number" : null;
    }
}
