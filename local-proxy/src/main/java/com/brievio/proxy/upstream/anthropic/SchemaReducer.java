package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.Notes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reduces a JSON Schema to the subset that Claude compiles (mapping.md section 6): closes every
 * object, rewrites {@code oneOf}, and moves the keywords it refuses into the description.
 */
final class SchemaReducer {
    private static final Set<String> REMOVED =
            Set.of(
                    "minimum",
                    "maximum",
                    "exclusiveMinimum",
                    "exclusiveMaximum",
                    "multipleOf",
                    "minLength",
                    "maxLength",
                    "maxItems",
                    "uniqueItems",
                    "minProperties",
                    "maxProperties",
                    "not",
                    "if",
                    "then",
                    "else",
                    "patternProperties");
    private static final Set<String> FORMATS =
            Set.of(
                    "date-time",
                    "time",
                    "date",
                    "duration",
                    "email",
                    "hostname",
                    "uri",
                    "ipv4",
                    "ipv6",
                    "uuid");
    private static final Set<String> MAPS_OF_SCHEMAS = Set.of("properties", "$defs", "definitions");

    private final String path;
    private final Set<String> open = new HashSet<>();
    private final Set<String> finite = new HashSet<>();
    private boolean removed;

    private SchemaReducer(String path) {
        this.path = path;
    }

    /**
     * Returns the reduced copy; reports the path once where a keyword had to go.
     *
     * @throws com.brievio.proxy.error.ApiException with a 400 where the schema is recursive
     */
    static ObjectNode reduce(ObjectNode schema, String path, Notes notes) {
        SchemaReducer reducer = new SchemaReducer(path);
        reducer.refuseRecursion(schema, schema);
        ObjectNode reduced = reducer.object(schema);
        if (reducer.removed) {
            notes.ignored(path);
        }
        return reduced;
    }

    /** Walks each reference once: a schema may share definitions as often as it likes. */
    private void refuseRecursion(JsonNode root, JsonNode node) {
        String reference = node.path("$ref").asString("");
        if (reference.equals("#") || reference.startsWith("#/")) {
            if (open.contains(reference)) {
                throw ApiError.invalid(
                                path,
                                "unsupported_value",
                                path
                                        + ": the schema refers to itself ("
                                        + reference
                                        + "), which this model does not take")
                        .exception();
            }
            if (open.add(reference) && finite.add(reference)) {
                refuseRecursion(root, root.at(reference.substring(1)));
            }
            open.remove(reference);
        }
        for (var entry : node.properties()) {
            boolean definitions =
                    entry.getKey().equals("$defs") || entry.getKey().equals("definitions");
            if (!definitions && entry.getValue().isContainer()) {
                refuseRecursion(root, entry.getValue());
            }
        }
        if (node.isArray()) {
            for (JsonNode item : node) {
                refuseRecursion(root, item);
            }
        }
    }

    private ObjectNode object(ObjectNode schema) {
        ObjectNode out = Json.object();
        List<String> moved = new ArrayList<>();
        for (var entry : schema.properties()) {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            boolean tooMany = key.equals("minItems") && value.asInt(0) > 1;
            boolean unknownFormat = key.equals("format") && !FORMATS.contains(value.asString(""));
            if (REMOVED.contains(key) || tooMany || unknownFormat) {
                moved.add(key + ": " + Json.text(value));
                removed = true;
            } else if (key.equals("oneOf")) {
                out.set("anyOf", node(value));
            } else if (MAPS_OF_SCHEMAS.contains(key) && value instanceof ObjectNode map) {
                ObjectNode inner = out.putObject(key);
                for (var property : map.properties()) {
                    inner.set(property.getKey(), node(property.getValue()));
                }
            } else if (key.equals("enum") || key.equals("const") || key.equals("default")) {
                out.set(key, value);
            } else {
                out.set(key, node(value));
            }
        }
        if (out.path("type").asString("").equals("object") || out.has("properties")) {
            out.put("additionalProperties", false);
        }
        if (!moved.isEmpty()) {
            String before = out.path("description").asString("");
            String addition = "(" + String.join(", ", moved) + ")";
            out.put("description", before.isEmpty() ? addition : before + " " + addition);
        }
        return out;
    }

    private JsonNode node(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return object(object);
        }
        if (value instanceof ArrayNode array) {
            ArrayNode out = array.arrayNode();
            for (JsonNode item : array) {
                out.add(node(item));
            }
            return out;
        }
        return value;
    }
}
