package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
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

    private static final Set<String> REFUSED =
            Set.of("not", "if", "then", "else", "patternProperties", "prefixItems", "allOf");

    private final String path;

    private OpenApiSchemas(String path) {
        this.path = path;
    }

    /**
     * Returns the schema in the subset.
     *
     * @param schema in the form of 2020-12, without references
     * @throws ApiException with a 400 that names the path and the keyword that has no counterpart
     */
    static ObjectNode of(ObjectNode schema, String path) {
        return new OpenApiSchemas(path).schema(schema, path);
    }

    private ObjectNode schema(JsonNode given, String at) {
        JsonNode node = withoutSingle(given);
        ObjectNode out = Json.object();
        for (var entry : node.properties()) {
            keyword(entry.getKey(), entry.getValue(), at, out);
        }
        JsonNode allowed =
                node.has("const")
                        ? Json.object().arrayNode().add(node.path("const"))
                        : node.path("enum");
        if (allowed.isArray()) {
            EnumValues.put(allowed, out);
        }
        return out;
    }

    /** One schema under {@code allOf} is how many generators write a reference with siblings. */
    private static JsonNode withoutSingle(JsonNode node) {
        JsonNode all = node.path("allOf");
        if (all.size() != 1 || !(all.get(0) instanceof ObjectNode only)) {
            return node;
        }
        ObjectNode merged = only.deepCopy();
        ObjectNode beside = ((ObjectNode) node).deepCopy();
        beside.remove("allOf");
        merged.setAll(beside);
        return withoutSingle(merged);
    }

    private void keyword(String key, JsonNode value, String at, ObjectNode out) {
        switch (key) {
            case "type" -> type(value, out);
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
            case "enum", "const" -> {}
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

    /** Several types are alternatives. */
    private static void type(JsonNode value, ObjectNode out) {
        if (!value.isArray()) {
            out.set("type", value);
            return;
        }
        List<JsonNode> types = new ArrayList<>();
        for (JsonNode one : value) {
            if (one.asString("").equals("null")) {
                out.put("nullable", true);
            } else {
                types.add(one);
            }
        }
        if (types.size() == 1) {
            out.set("type", types.getFirst());
        } else {
            types.forEach(one -> out.withArray("anyOf").addObject().set("type", one));
        }
    }

    private ApiException refuse(String at, String keyword) {
        return ApiError.invalid(
                        path,
                        "unsupported_value",
                        at + ": the keyword " + keyword + " has no counterpart on this model")
                .exception();
    }
}
