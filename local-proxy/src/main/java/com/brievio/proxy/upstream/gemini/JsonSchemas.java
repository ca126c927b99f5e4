package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.SchemaWalk;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schemas as Gemini takes them: {@code const} becomes {@code enum}, {@code $schema} goes, and
 * a schema that is {@code true} is one without conditions.
 */
final class JsonSchemas {
    private JsonSchemas() {}

    /** Returns the schema, which is in the form of 2020-12. */
    static ObjectNode clean(ObjectNode schema) {
        ObjectNode out = Json.object();
        for (var entry : schema.properties()) {
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "$schema" -> {}
                case "const" -> out.putArray("enum").add(value);
                // What these say as a boolean has no other form.
                case "items" -> items(value, schema, out);
                case "additionalProperties", "unevaluatedProperties" ->
                        out.set(
                                entry.getKey(),
                                value instanceof ObjectNode object ? clean(object) : value);
                default ->
                        out.set(
                                entry.getKey(),
                                SchemaWalk.inside(entry.getKey(), value, JsonSchemas::node));
            }
        }
        return out;
    }

    /** {@code items: false} behind a tuple says that nothing follows it. */
    private static void items(JsonNode value, ObjectNode schema, ObjectNode out) {
        if (!value.isBoolean() || value.booleanValue()) {
            out.set("items", node(value));
        } else if (!schema.has("maxItems")) {
            out.put("maxItems", schema.path("prefixItems").size());
        }
    }

    private static JsonNode node(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            return clean(object);
        }
        ObjectNode any = Json.object();
        if (!schema.asBoolean(true)) {
            any.putObject("not");
        }
        return any;
    }
}
