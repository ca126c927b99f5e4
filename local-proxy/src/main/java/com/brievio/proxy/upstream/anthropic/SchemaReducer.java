package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.SchemaWalk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
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

    /** A longer chain of references counts as endless. */
    private static final int MOST_REFERENCES = 200;

    private static final Set<String> DEFINITIONS = Set.of("$defs", "definitions");

    /** Regular expressions that Claude's compiler does not take. */
    private static final Pattern HARD_PATTERN = Pattern.compile("\\(\\?[=!<]|\\\\[bB1-9]");

    private boolean changed;

    private SchemaReducer() {}

    /**
     * A schema of the subset.
     *
     * @param changed whether a constraint had to go
     */
    record Reduced(ObjectNode schema, boolean changed) {}

    /** Returns the reduced copy of a schema that does not refer to itself. */
    static Reduced reduce(ObjectNode schema) {
        SchemaReducer reducer = new SchemaReducer();
        ObjectNode reduced = reducer.object(schema);
        return new Reduced(reduced, reducer.changed);
    }

    /** Returns the reference through which the schema refers to itself, or null. */
    static @Nullable String recursion(ObjectNode schema) {
        return new Recursion(schema).find(schema);
    }

    /** Walks each reference once: a schema may share definitions as often as it likes. */
    private static final class Recursion {
        private final JsonNode root;
        private final Set<String> open = new HashSet<>();
        private final Set<String> finite = new HashSet<>();

        Recursion(JsonNode root) {
            this.root = root;
        }

        @Nullable String find(JsonNode node) {
            String reference = node.path("$ref").asString("");
            if (reference.equals("#") || reference.startsWith("#/")) {
                if (open.size() > MOST_REFERENCES || !open.add(reference)) {
                    return reference;
                }
                String found = finite.add(reference) ? find(root.at(reference.substring(1))) : null;
                open.remove(reference);
                if (found != null) {
                    return found;
                }
            }
            for (var entry : node.properties()) {
                if (!DEFINITIONS.contains(entry.getKey())) {
                    String found = findIn(entry.getKey(), entry.getValue());
                    if (found != null) {
                        return found;
                    }
                }
            }
            return null;
        }

        private @Nullable String findIn(String keyword, JsonNode value) {
            for (JsonNode child : SchemaWalk.children(keyword, value)) {
                String found = find(child);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
    }

    /** Counts the properties, on every level, that are not required. */
    static int optionalProperties(JsonNode node) {
        int count = 0;
        if (node.path("properties") instanceof ObjectNode properties) {
            Set<String> required = new HashSet<>();
            node.path("required").forEach(name -> required.add(name.asString("")));
            for (String name : properties.propertyNames()) {
                count += required.contains(name) ? 0 : 1;
            }
        }
        for (JsonNode child : SchemaWalk.children(node)) {
            count += optionalProperties(child);
        }
        return count;
    }

    private ObjectNode object(ObjectNode schema) {
        ObjectNode out = Json.object();
        List<String> moved = new ArrayList<>();
        for (var entry : schema.properties()) {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            boolean tooMany = key.equals("minItems") && value.asInt(0) > 1;
            boolean unknownFormat = key.equals("format") && !FORMATS.contains(value.asString(""));
            boolean hardPattern =
                    key.equals("pattern") && HARD_PATTERN.matcher(value.asString("")).find();
            if (REMOVED.contains(key) || tooMany || unknownFormat || hardPattern) {
                moved.add(key + ": " + Json.text(value));
                changed = true;
            } else {
                String sent = key.equals("oneOf") ? "anyOf" : key;
                out.set(sent, SchemaWalk.inside(key, value, this::node));
            }
        }
        if (isObject(out)) {
            JsonNode open = out.path("additionalProperties");
            changed |= open.isObject() || open.asBoolean(false);
            out.put("additionalProperties", false);
        }
        if (!moved.isEmpty()) {
            String before = out.path("description").asString("");
            String addition = "(" + String.join(", ", moved) + ")";
            out.put("description", before.isEmpty() ? addition : before + " " + addition);
        }
        return out;
    }

    private static boolean isObject(ObjectNode schema) {
        boolean typed = schema.path("type").asString("").equals("object");
        for (JsonNode type : schema.path("type")) {
            typed |= type.asString("").equals("object");
        }
        return typed || schema.has("properties");
    }

    private JsonNode node(JsonNode value) {
        return value instanceof ObjectNode object ? object(object) : value;
    }
}
