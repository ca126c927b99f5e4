package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts what a schema refers to in the place of the reference, what stands beside it kept. Only what
 * refers to itself stays a reference, {@code #/$defs/NAME} alone, or is cut to any value. Bounded:
 * a schema that would grow without measure keeps references from there on.
 */
public final class SchemaReferences {
    private static final int MOST_SCHEMAS = 5_000;
    private static final int DEEPEST = 100;
    private static final List<String> DEFINITIONS = List.of("$defs", "definitions");

    private final ObjectNode root;
    private final boolean keepsRecursion;
    private final Set<String> open = new LinkedHashSet<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private int schemas;
    private boolean cut;

    private SchemaReferences(ObjectNode root, boolean keepsRecursion) {
        this.root = root;
        this.keepsRecursion = keepsRecursion;
    }

    /**
     * A schema whose references are resolved.
     *
     * @param cut whether some place takes any value now where the schema said more
     */
    public record Resolved(ObjectNode schema, boolean cut) {}

    /**
     * Resolves the local references of a schema of any draft.
     *
     * @param keepsRecursion whether the model takes references to {@code $defs}, in properties that
     *     are not required
     */
    public static Resolved resolve(ObjectNode schema, boolean keepsRecursion) {
        SchemaReferences references = new SchemaReferences(schema, keepsRecursion);
        ObjectNode out = references.whole();
        return new Resolved(out, references.cut);
    }

    private ObjectNode whole() {
        ObjectNode out = schema(root, 0) instanceof ObjectNode object ? object : Json.object();
        out.remove(DEFINITIONS);
        Set<String> written = new HashSet<>();
        ObjectNode definitions = Json.object();
        boolean more = true;
        while (more) {
            more = false;
            for (var entry : Map.copyOf(names).entrySet()) {
                if (written.add(entry.getKey())) {
                    more = true;
                    definitions.set(entry.getValue(), definition(entry.getKey()));
                }
            }
        }
        if (!definitions.isEmpty()) {
            out.set("$defs", definitions);
        }
        return out;
    }

    private JsonNode definition(String reference) {
        open.clear();
        open.add(reference);
        JsonNode target = target(reference);
        return target == null ? Json.object() : without(schema(target, 0));
    }

    private static JsonNode without(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            object.remove(DEFINITIONS);
        }
        return schema;
    }

    private JsonNode schema(JsonNode node, int depth) {
        if (!(node instanceof ObjectNode schema)) {
            return node;
        }
        schemas++;
        String reference = schema.path("$ref").asString("");
        if (reference.isEmpty()) {
            return inside(schema, depth);
        }
        JsonNode target = target(reference);
        if (target == null) {
            cut = true;
            return beside(Json.object(), schema, depth);
        }
        if (depth > DEEPEST || schemas > MOST_SCHEMAS || !open.add(reference)) {
            return recursion(reference);
        }
        JsonNode followed = schema(target, depth + 1);
        open.remove(reference);
        return beside(followed, schema, depth);
    }

    /** What stands beside a reference stands beside what it meant, and wins over it. */
    private JsonNode beside(JsonNode followed, ObjectNode schema, int depth) {
        ObjectNode out = followed instanceof ObjectNode object ? object : Json.object();
        without(out);
        ObjectNode siblings = schema.deepCopy();
        siblings.remove("$ref");
        siblings.remove(DEFINITIONS);
        if (siblings.isEmpty()) {
            return followed.isBoolean() ? followed : out;
        }
        out.setAll(inside(siblings, depth));
        return out;
    }

    private ObjectNode inside(ObjectNode schema, int depth) {
        ObjectNode out = Json.object();
        for (var entry : schema.properties()) {
            if (!DEFINITIONS.contains(entry.getKey())) {
                out.set(
                        entry.getKey(),
                        SchemaWalk.inside(
                                entry.getKey(),
                                entry.getValue(),
                                child -> schema(child, depth + 1)));
            }
        }
        if (!names.isEmpty() && out.path("required") instanceof ArrayNode required) {
            int before = required.size();
            required.removeIf(name -> isRecursive(out.path("properties").path(name.asString(""))));
            cut |= required.size() < before;
            if (required.isEmpty()) {
                out.remove("required");
            }
        }
        return out;
    }

    /** Tells whether a value cannot be without coming to a reference. */
    private static boolean isRecursive(JsonNode schema) {
        if (schema.path("$ref").isString()) {
            return true;
        }
        for (var entry : schema.properties()) {
            if (entry.getKey().equals("properties")) {
                for (JsonNode name : schema.path("required")) {
                    if (isRecursive(entry.getValue().path(name.asString("")))) {
                        return true;
                    }
                }
            } else if (SchemaWalk.children(entry.getKey(), entry.getValue()).stream()
                    .anyMatch(SchemaReferences::isRecursive)) {
                return true;
            }
        }
        return false;
    }

    private JsonNode recursion(String reference) {
        if (!keepsRecursion) {
            cut = true;
            return Json.object();
        }
        String name = names.computeIfAbsent(reference, this::name);
        return Json.object().put("$ref", "#/$defs/" + name);
    }

    private String name(String reference) {
        String last = reference.substring(reference.lastIndexOf('/') + 1);
        String plain = last.replaceAll("[^A-Za-z0-9_]", "_");
        String name = plain.isEmpty() || plain.equals("_") ? "root" : plain;
        String unique = name;
        for (int n = 2; names.containsValue(unique); n++) {
            unique = name + "_" + n;
        }
        return unique;
    }

    /** Returns what a local reference names, by pointer or anchor; null where there is nothing. */
    private @Nullable JsonNode target(String reference) {
        if (reference.equals("#")) {
            return root;
        }
        if (reference.startsWith("#/")) {
            JsonNode target = root.at(decoded(reference.substring(1)));
            return target.isObject() || target.isBoolean() ? target : null;
        }
        return reference.startsWith("#") ? anchored(root, reference.substring(1), 0) : null;
    }

    private static @Nullable JsonNode anchored(JsonNode schema, String anchor, int depth) {
        boolean here =
                anchor.equals(Json.string(schema, "$anchor"))
                        || ("#" + anchor).equals(Json.string(schema, "$id"));
        if (here || depth > DEEPEST) {
            return here ? schema : null;
        }
        for (JsonNode child : SchemaWalk.children(schema)) {
            JsonNode found = anchored(child, anchor, depth + 1);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Returns a pointer out of a URI, where it may be percent-encoded. */
    public static String decoded(String pointer) {
        if (pointer.indexOf('%') < 0) {
            return pointer;
        }
        try {
            return URLDecoder.decode(pointer.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return pointer;
        }
    }
}
