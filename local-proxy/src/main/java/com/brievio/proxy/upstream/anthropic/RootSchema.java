package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the root of a tool's schema an object without alternatives: Claude takes no other
 * (anthropic.md section 4). Alternatives are laid over each other: what all of them require stays
 * required.
 */
final class RootSchema {
    private final ObjectNode root;
    private final Map<String, Set<String>> referred = new HashMap<>();
    private final Map<String, Set<JsonNode>> properties = new LinkedHashMap<>();

    private RootSchema(ObjectNode root) {
        this.root = root;
    }

    /**
     * A schema whose root is an object.
     *
     * @param merged whether alternatives had to be laid over each other
     */
    record Rooted(ObjectNode schema, boolean merged) {}

    /**
     * Returns a copy of the schema with such a root.
     *
     * @param path JSON path of the schema, for the error
     * @throws com.brievio.proxy.error.ApiException with a 400 where {@code properties} is no object
     */
    static Rooted of(ObjectNode schema, String path) {
        if (schema.has("properties") && !schema.path("properties").isObject()) {
            throw ApiError.invalid(
                            path + ".properties",
                            "invalid_type",
                            "Invalid type for '%s.properties': expected an object.".formatted(path))
                    .exception();
        }
        ObjectNode typed = Json.object().put("type", "object");
        typed.setAll(schema.deepCopy());
        typed.put("type", "object");
        boolean merged = List.of("anyOf", "oneOf", "allOf", "$ref").stream().anyMatch(typed::has);
        return new Rooted(merged ? new RootSchema(schema).merged(typed) : typed, merged);
    }

    private ObjectNode merged(ObjectNode typed) {
        Set<String> required = demands(typed);
        typed.remove(List.of("anyOf", "oneOf", "allOf", "$ref", "properties", "required"));
        ObjectNode inner = typed.putObject("properties");
        properties.forEach((name, variants) -> inner.set(name, oneOf(variants)));
        if (!required.isEmpty()) {
            ArrayNode names = typed.putArray("required");
            required.forEach(names::add);
        }
        return typed;
    }

    private static JsonNode oneOf(Set<JsonNode> variants) {
        if (variants.size() == 1) {
            return variants.iterator().next();
        }
        ObjectNode any = Json.object();
        any.putArray("anyOf").addAll(variants);
        return any;
    }

    /** Collects the properties of the schema and all it is made of; returns what it requires. */
    private Set<String> demands(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        if (reference.startsWith("#/")) {
            Set<String> known = referred.get(reference);
            if (known != null || referred.size() > 100) {
                return known == null ? Set.of() : known;
            }
            referred.put(reference, Set.of());
            Set<String> demands = demands(root.at(reference.substring(1)));
            referred.put(reference, demands);
            return demands;
        }
        for (var property : schema.path("properties").properties()) {
            properties
                    .computeIfAbsent(property.getKey(), _ -> new LinkedHashSet<>())
                    .add(property.getValue());
        }
        Set<String> required = new LinkedHashSet<>();
        schema.path("required").forEach(name -> required.add(name.asString("")));
        schema.path("allOf").forEach(part -> required.addAll(demands(part)));
        for (String key : List.of("anyOf", "oneOf")) {
            List<Set<String>> each = new ArrayList<>();
            schema.path(key).forEach(variant -> each.add(demands(variant)));
            if (!each.isEmpty()) {
                Set<String> common = new LinkedHashSet<>(each.getFirst());
                each.forEach(common::retainAll);
                required.addAll(common);
            }
        }
        return required;
    }
}
