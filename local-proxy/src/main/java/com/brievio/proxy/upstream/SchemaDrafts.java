package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rewrites the forms of JSON Schema's drafts 4 to 7 as draft 2020-12 says the same (decisions.md,
 * "Schemas"): boolean {@code exclusiveMinimum}, {@code required: true} on a property, {@code items}
 * as a list, {@code definitions}, {@code dependencies}.
 */
public final class SchemaDrafts {
    private static final Set<String> MAPS =
            Set.of("properties", "patternProperties", "$defs", "dependentSchemas");

    private final ObjectNode root;

    private SchemaDrafts(ObjectNode root) {
        this.root = root;
    }

    /** Returns a copy of the schema in the form of 2020-12; pointers lead where they led. */
    public static ObjectNode rewritten(ObjectNode schema) {
        return (ObjectNode) new SchemaDrafts(schema).schema(schema);
    }

    private JsonNode schema(JsonNode node) {
        if (!(node instanceof ObjectNode schema)) {
            return node;
        }
        ObjectNode out = Json.object();
        for (var entry : schema.properties()) {
            String key = entry.getKey();
            JsonNode value = SchemaWalk.inside(key, entry.getValue(), this::schema);
            switch (key) {
                case "exclusiveMinimum" -> bound(value, key, "minimum", schema, out);
                case "exclusiveMaximum" -> bound(value, key, "maximum", schema, out);
                case "minimum" -> unless(schema.path("exclusiveMinimum"), key, value, out);
                case "maximum" -> unless(schema.path("exclusiveMaximum"), key, value, out);
                case "items" -> items(value, schema, out);
                case "additionalItems" -> {}
                case "definitions" -> definitions(value, out);
                case "$defs" -> definitions(value, out);
                case "dependencies" -> dependencies(value, out);
                case "required" -> {
                    if (!value.isBoolean()) {
                        out.set(key, value);
                    }
                }
                case "$ref" -> out.put(key, pointer(value.asString("")));
                default -> out.set(key, value);
            }
        }
        required(schema, out);
        return out;
    }

    private static void bound(
            JsonNode value, String key, String inclusive, ObjectNode schema, ObjectNode out) {
        if (!value.isBoolean()) {
            out.set(key, value);
        } else if (value.booleanValue() && schema.path(inclusive).isNumber()) {
            out.set(key, schema.path(inclusive));
        }
    }

    private static void unless(JsonNode exclusive, String key, JsonNode value, ObjectNode out) {
        if (!(exclusive.isBoolean() && exclusive.booleanValue())) {
            out.set(key, value);
        }
    }

    private void items(JsonNode value, ObjectNode schema, ObjectNode out) {
        if (!value.isArray()) {
            out.set("items", value);
            return;
        }
        out.set("prefixItems", value);
        JsonNode rest = schema.path("additionalItems");
        if (!rest.isMissingNode()) {
            out.set("items", schema(rest));
        }
    }

    private static void definitions(JsonNode value, ObjectNode out) {
        if (value instanceof ObjectNode map) {
            map.properties()
                    .forEach(entry -> {
                        ObjectNode all = out.withObject("/$defs");
                        if (!all.has(entry.getKey())) {
                            all.set(entry.getKey(), entry.getValue());
                        }
                    });
        }
    }

    private static void dependencies(JsonNode value, ObjectNode out) {
        for (var entry : value.properties()) {
            String key = entry.getValue().isArray() ? "dependentRequired" : "dependentSchemas";
            out.withObject("/" + key).set(entry.getKey(), entry.getValue());
        }
    }

    /** Draft 3, and many people since, say of a property itself that it is required. */
    private static void required(ObjectNode schema, ObjectNode out) {
        List<String> names = new ArrayList<>();
        for (var entry : schema.path("properties").properties()) {
            JsonNode said = entry.getValue().path("required");
            if (said.isBoolean() && said.booleanValue()) {
                names.add(entry.getKey());
            }
        }
        if (names.isEmpty()) {
            return;
        }
        ArrayNode all =
                out.path("required") instanceof ArrayNode listed
                        ? listed
                        : out.putArray("required");
        for (JsonNode listed : all) {
            names.remove(listed.asString(""));
        }
        names.forEach(all::add);
    }

    /** Follows the pointer through the schema as it was, and writes the steps as they are now. */
    private String pointer(String reference) {
        if (!reference.startsWith("#/")) {
            return reference;
        }
        StringBuilder out = new StringBuilder("#");
        JsonNode at = root;
        boolean names = false;
        for (String step : reference.substring(2).split("/", -1)) {
            String key = SchemaReferences.decoded(step).replace("~1", "/").replace("~0", "~");
            boolean keyword = at.isObject() && !names;
            String now = keyword ? keyword(key, at) : step;
            out.append('/').append(now);
            names = keyword && MAPS.contains(now);
            at =
                    at.isArray() && key.matches("\\d{1,9}")
                            ? at.path(Integer.parseInt(key))
                            : at.path(key);
        }
        return out.toString();
    }

    private static String keyword(String key, JsonNode schema) {
        return switch (key) {
            case "definitions" -> "$defs";
            case "dependencies" -> "dependentSchemas";
            case "additionalItems" -> "items";
            case "items" -> schema.path("items").isArray() ? "prefixItems" : "items";
            default -> key;
        };
    }
}
