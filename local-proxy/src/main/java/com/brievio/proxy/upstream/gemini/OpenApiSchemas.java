package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schema as the subset of OpenAPI 3.0 that models before JSON Schema take (gemini.md section
 * 3, "Schema"): references are followed, alternatives become {@code anyOf}, types with null become
 * nullable; bounds that have no counterpart are left out, what would change the meaning otherwise
 * is refused by path and keyword.
 */
final class OpenApiSchemas {
    private static final Set<String> KEPT =
            Set.of(
                    "title",
                    "description",
                    "default",
                    "minItems",
                    "maxItems",
                    "required",
                    "minProperties",
                    "maxProperties",
                    "minimum",
                    "maximum",
                    "minLength",
                    "maxLength",
                    "pattern",
                    "nullable",
                    "propertyOrdering");

    /** What references may blow a schema up to. */
    private static final int MOST_SCHEMAS = 10_000;

    private static final Set<String> REFUSED =
            Set.of("not", "if", "then", "else", "patternProperties", "prefixItems", "allOf");

    private final ObjectNode root;
    private final String path;
    private final Set<String> open = new HashSet<>();
    private int schemas;

    private OpenApiSchemas(ObjectNode root, String path) {
        this.root = root;
        this.path = path;
    }

    /**
     * Returns the schema in the subset.
     *
     * @throws ApiException with a 400 that names the path and the keyword that has no counterpart
     */
    static ObjectNode of(ObjectNode schema, String path) {
        return new OpenApiSchemas(schema, path).schema(schema, path);
    }

    private ObjectNode schema(JsonNode node, String at) {
        String reference = node.path("$ref").asString("");
        if (!reference.isEmpty()) {
            JsonNode target =
                    reference.startsWith("#/")
                            ? root.at(reference.substring(1))
                            : MissingNode.getInstance();
            if (target.isMissingNode() || open.size() > 100 || !open.add(reference)) {
                throw refuse(at, "$ref");
            }
            ObjectNode followed = schema(target, at);
            open.remove(reference);
            return followed;
        }
        if (++schemas > MOST_SCHEMAS) {
            throw refuse(at, "$ref");
        }
        ObjectNode out = Json.object();
        for (var entry : node.properties()) {
            keyword(entry.getKey(), entry.getValue(), at, out);
        }
        if (out.has("enum")) {
            out.put("type", "string");
        }
        return out;
    }

    private void keyword(String key, JsonNode value, String at, ObjectNode out) {
        switch (key) {
            case "type" -> type(value, at, out);
            case "properties" -> {
                ObjectNode properties = out.putObject("properties");
                for (var property : value.properties()) {
                    String name = property.getKey();
                    properties.set(name, schema(property.getValue(), at + "." + name));
                }
            }
            case "items" -> {
                if (value.isArray()) {
                    throw refuse(at, key);
                }
                out.set("items", schema(value, at + ".items"));
            }
            case "anyOf", "oneOf" -> {
                if (!value.isArray()) {
                    throw refuse(at, key);
                }
                ArrayNode variants = out.putArray("anyOf");
                for (int i = 0; i < value.size(); i++) {
                    variants.add(schema(value.get(i), at + "." + key + "[" + i + "]"));
                }
            }
            case "enum" -> strings(value, out);
            case "const" -> strings(Json.object().arrayNode().add(value), out);
            case "format" -> {
                if (value.asString("").equals("date-time")) {
                    out.set(key, value);
                }
            }
            default -> {
                if (REFUSED.contains(key)) {
                    throw refuse(at, key);
                }
                if (KEPT.contains(key)) {
                    out.set(key, value);
                }
            }
        }
    }

    private void type(JsonNode value, String at, ObjectNode out) {
        if (!value.isArray()) {
            out.set("type", value);
            return;
        }
        for (JsonNode one : value) {
            if (one.asString("").equals("null")) {
                out.put("nullable", true);
            } else if (out.has("type")) {
                throw refuse(at, "type");
            } else {
                out.set("type", one);
            }
        }
    }

    private static void strings(JsonNode values, ObjectNode out) {
        ArrayNode array = out.putArray("enum");
        values.forEach(value -> array.add(value.isString() ? value : Json.of(Json.text(value))));
    }

    private ApiException refuse(String at, String keyword) {
        return ApiError.invalid(
                        path,
                        "unsupported_value",
                        at + ": the keyword " + keyword + " has no counterpart on this model")
                .exception();
    }
}
