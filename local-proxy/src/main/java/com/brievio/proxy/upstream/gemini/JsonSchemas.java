package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Schemas as Gemini takes them: {@code const} becomes {@code enum}, {@code $schema} goes. */
final class JsonSchemas {
    private JsonSchemas() {}

    static ObjectNode clean(ObjectNode schema) {
        ObjectNode out = Json.object();
        for (var entry : schema.properties()) {
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "$schema" -> {}
                case "const" -> out.putArray("enum").add(value);
                case "enum", "default" -> out.set(entry.getKey(), value);
                case "properties", "$defs", "definitions" -> {
                    ObjectNode inner = out.putObject(entry.getKey());
                    for (var property : value.properties()) {
                        inner.set(property.getKey(), node(property.getValue()));
                    }
                }
                default -> out.set(entry.getKey(), node(value));
            }
        }
        return out;
    }

    private static JsonNode node(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return clean(object);
        }
        if (value instanceof ArrayNode array) {
            ArrayNode out = array.arrayNode();
            array.forEach(item -> out.add(node(item)));
            return out;
        }
        return value;
    }
}
