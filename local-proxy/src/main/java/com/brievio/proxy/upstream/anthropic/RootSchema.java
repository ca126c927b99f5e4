package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the root of a tool's schema an object without alternatives: Claude takes no other
 * (anthropic.md section 4). Alternatives are laid over each other: what all of them require stays
 * required.
 */
final class RootSchema {
    private static final List<String> ALTERNATIVES = List.of("anyOf", "oneOf");

    private final ObjectNode root;
    private boolean merged;

    private RootSchema(ObjectNode root) {
        this.root = root;
    }

    /**
     * A schema whose root is an object.
     *
     * @param merged whether alternatives had to be laid over each other
     */
    record Rooted(ObjectNode schema, boolean merged) {}

    static Rooted of(ObjectNode schema) {
        RootSchema rooting = new RootSchema(schema);
        ObjectNode rooted = rooting.object(schema);
        return new Rooted(rooted, rooting.merged);
    }

    private ObjectNode object(ObjectNode schema) {
        ObjectNode typed = Json.object().put("type", "object");
        typed.setAll(schema);
        typed.put("type", "object");
        Set<String> required = names(typed.path("required"));
        for (String key : ALTERNATIVES) {
            List<Set<String>> demands = overlays(typed, key);
            if (!demands.isEmpty()) {
                Set<String> common = new LinkedHashSet<>(demands.getFirst());
                demands.forEach(common::retainAll);
                required.addAll(common);
            }
        }
        overlays(typed, "allOf").forEach(required::addAll);
        if (!required.isEmpty()) {
            typed.putArray("required").addAll(required.stream().map(Json::of).toList());
        }
        return typed;
    }

    /** Lays what stands under the keyword over the target; returns what each part requires. */
    private List<Set<String>> overlays(ObjectNode target, String key) {
        JsonNode variants = target.path(key);
        target.remove(key);
        List<Set<String>> demands = new ArrayList<>();
        variants.forEach(variant -> demands.add(overlay(variant, target)));
        return demands;
    }

    /** Adds the variant's properties to the target and returns what it requires. */
    private Set<String> overlay(JsonNode variant, ObjectNode target) {
        merged = true;
        String reference = variant.path("$ref").asString("");
        JsonNode resolved = reference.startsWith("#/") ? root.at(reference.substring(1)) : variant;
        for (var property : resolved.path("properties").properties()) {
            ObjectNode properties = target.withObject("properties");
            JsonNode before = properties.path(property.getKey());
            JsonNode now = property.getValue();
            if (before.isMissingNode()) {
                properties.set(property.getKey(), now);
            } else if (!before.equals(now)) {
                List<JsonNode> both = new ArrayList<>();
                both.add(before);
                both.add(now);
                properties.set(
                        property.getKey(),
                        Json.object().set("anyOf", Json.object().arrayNode().addAll(both)));
            }
        }
        return names(resolved.path("required"));
    }

    private static Set<String> names(JsonNode array) {
        Set<String> names = new LinkedHashSet<>();
        array.forEach(name -> names.add(name.asString("")));
        return names;
    }
}
