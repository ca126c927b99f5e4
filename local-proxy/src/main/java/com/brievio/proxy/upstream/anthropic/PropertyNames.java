package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ToolDefinition;
import com.brievio.proxy.upstream.ClaudeFacts;
import com.brievio.proxy.upstream.SchemaReferences;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The names of the properties of one request's tools as Claude takes them: at the top level of a
 * schema it refuses all but {@code ^[a-zA-Z0-9_.-]{1,64}$}. A renamed property has its own name
 * again in the answer, and no two properties of a tool share one.
 */
final class PropertyNames {
    private static final Pattern FITS = Pattern.compile("[a-zA-Z0-9_.-]{1,64}");
    private static final int LONGEST = 64;

    /** By the client's name of the tool: its properties' names to Claude's; only those renamed. */
    private final Map<String, Map<String, String>> renamed = new HashMap<>();

    private PropertyNames() {}

    /** Looks at the tools; models that are not Claude take any name. */
    static PropertyNames of(List<ToolDefinition> tools, ClaudeFacts facts) {
        PropertyNames names = new PropertyNames();
        if (facts.caches()) {
            tools.forEach(names::add);
        }
        return names;
    }

    private void add(ToolDefinition tool) {
        ObjectNode parameters = tool.parameters();
        if (parameters == null) {
            return;
        }
        Set<String> all = new HashSet<>();
        properties(parameters, parameters, all, new HashSet<>());
        if (all.stream().allMatch(name -> FITS.matcher(name).matches())) {
            return;
        }
        Map<String, String> map = new LinkedHashMap<>();
        Set<String> used = new HashSet<>();
        all.stream().filter(name -> FITS.matcher(name).matches()).forEach(used::add);
        all.stream()
                .sorted()
                .filter(name -> !FITS.matcher(name).matches())
                .forEach(name -> map.put(name, fitting(name, used)));
        renamed.put(tool.name(), map);
    }

    /** Collects the names at the top level, those of alternatives and references included. */
    private static void properties(
            JsonNode schema, JsonNode root, Set<String> names, Set<String> followed) {
        names.addAll(schema.path("properties").propertyNames());
        for (String key : List.of("allOf", "anyOf", "oneOf")) {
            schema.path(key).forEach(part -> properties(part, root, names, followed));
        }
        String reference = schema.path("$ref").asString("");
        if (reference.startsWith("#/") && followed.add(reference)) {
            properties(root.at(reference.substring(1)), root, names, followed);
        }
    }

    private static String fitting(String name, Set<String> used) {
        String plain = name.replaceAll("[^a-zA-Z0-9_.-]", "_");
        plain = plain.isEmpty() ? "_" : plain;
        String unique = plain.substring(0, Math.min(LONGEST, plain.length()));
        for (int n = 2; !used.add(unique); n++) {
            String end = "_" + n;
            unique = plain.substring(0, Math.min(LONGEST - end.length(), plain.length())) + end;
        }
        return unique;
    }

    /** Tells whether a property of some tool has another name upstream. */
    boolean isEmpty() {
        return renamed.isEmpty();
    }

    /** Returns Claude's names of the tool's renamed properties, each to the client's own. */
    Map<String, String> decoding(String tool) {
        Map<String, String> back = new HashMap<>();
        renamed.getOrDefault(tool, Map.of()).forEach((own, sent) -> back.put(sent, own));
        return back;
    }

    /** Returns arguments of a call of the tool with Claude's names. */
    ObjectNode encoded(String tool, ObjectNode arguments) {
        Map<String, String> names = renamed.get(tool);
        return names == null ? arguments : renamed(arguments, names);
    }

    private static ObjectNode renamed(ObjectNode object, Map<String, String> names) {
        ObjectNode out = Json.object();
        object.properties()
                .forEach(entry ->
                        out.set(
                                names.getOrDefault(entry.getKey(), entry.getKey()),
                                entry.getValue()));
        return out;
    }

    /** Returns a tool's schema, its root an object without alternatives, with Claude's names. */
    ObjectNode schema(String tool, ObjectNode schema) {
        Map<String, String> names = renamed.get(tool);
        if (names == null) {
            return schema;
        }
        ObjectNode out = schema.deepCopy();
        for (String key : List.of("properties", "dependentRequired", "dependentSchemas")) {
            if (out.path(key) instanceof ObjectNode map) {
                out.set(key, renamed(map, names));
            }
        }
        if (out.path("required") instanceof ArrayNode required) {
            ArrayNode sent = out.putArray("required");
            required.forEach(
                    name -> sent.add(names.getOrDefault(name.asString(""), name.asString(""))));
        }
        return (ObjectNode) pointers(out, names);
    }

    /** Pointers to a renamed property follow it. */
    private static JsonNode pointers(JsonNode node, Map<String, String> names) {
        if (node instanceof ObjectNode object) {
            for (String key : List.copyOf(object.propertyNames())) {
                JsonNode value = object.path(key);
                boolean pointer = key.equals("$ref") && value.isString();
                object.set(
                        key,
                        pointer
                                ? StringNode.valueOf(pointer(value.stringValue(), names))
                                : pointers(value, names));
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, pointers(array.get(i), names));
            }
        }
        return node;
    }

    private static String pointer(String written, Map<String, String> names) {
        String reference = SchemaReferences.decoded(written);
        for (var entry : names.entrySet()) {
            String step = entry.getKey().replace("~", "~0").replace("/", "~1");
            String from = "#/properties/" + step;
            if (reference.equals(from) || reference.startsWith(from + "/")) {
                return "#/properties/" + entry.getValue() + reference.substring(from.length());
            }
        }
        return written;
    }
}
