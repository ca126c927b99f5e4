package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a JSON Schema holds schemas: under a keyword, in a list, or in a map whose keys are names.
 * Everything else in it is data, whatever it looks like: a property may be called {@code enum} or
 * {@code $ref}.
 */
public final class SchemaWalk {
    private static final Set<String> ONE =
            Set.of(
                    "items",
                    "additionalProperties",
                    "additionalItems",
                    "unevaluatedItems",
                    "unevaluatedProperties",
                    "contains",
                    "propertyNames",
                    "not",
                    "if",
                    "then",
                    "else");
    private static final Set<String> LISTS =
            Set.of("allOf", "anyOf", "oneOf", "prefixItems", "items");
    private static final Set<String> MAPS =
            Set.of(
                    "properties",
                    "patternProperties",
                    "$defs",
                    "definitions",
                    "dependentSchemas",
                    "dependencies");

    private SchemaWalk() {}

    /**
     * Returns what stands under a keyword, with each schema in it changed; what is no schema stays.
     *
     * @param change takes a schema, an object or a boolean
     */
    public static JsonNode inside(String keyword, JsonNode value, UnaryOperator<JsonNode> change) {
        if (value instanceof ObjectNode map && MAPS.contains(keyword)) {
            ObjectNode out = Json.object();
            for (var entry : map.properties()) {
                JsonNode held = entry.getValue();
                out.set(entry.getKey(), isSchema(held) ? change.apply(held) : held);
            }
            return out;
        }
        if (value instanceof ArrayNode list && LISTS.contains(keyword)) {
            ArrayNode out = list.arrayNode();
            list.forEach(held -> out.add(isSchema(held) ? change.apply(held) : held));
            return out;
        }
        return ONE.contains(keyword) && isSchema(value) ? change.apply(value) : value;
    }

    /** Returns the schemas directly inside this one. */
    public static List<JsonNode> children(JsonNode schema) {
        List<JsonNode> children = new ArrayList<>();
        for (var entry : schema.properties()) {
            children.addAll(children(entry.getKey(), entry.getValue()));
        }
        return children;
    }

    /** Returns the schemas directly under this keyword. */
    public static List<JsonNode> children(String keyword, JsonNode value) {
        List<JsonNode> children = new ArrayList<>();
        inside(
                keyword,
                value,
                child -> {
                    children.add(child);
                    return child;
                });
        return children;
    }

    private static boolean isSchema(JsonNode node) {
        return node.isObject() || node.isBoolean();
    }
}
