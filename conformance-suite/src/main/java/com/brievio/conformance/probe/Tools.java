package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The tool fixtures TC, TW, TX and the canned history of conformance.md section 2.1. */
final class Tools {
    private Tools() {}

    /** TC: {@code set_color{color: red|green, count: integer}}. */
    static ObjectNode setColor() {
        ObjectNode parameters = Json.object().put("type", "object");
        ObjectNode properties = parameters.putObject("properties");
        properties
                .putObject("color")
                .put("type", "string")
                .putArray("enum")
                .add("red")
                .add("green");
        properties.putObject("count").put("type", "integer");
        parameters.putArray("required").add("color").add("count");
        return tool("set_color", "Sets the colour of a number of lamps", parameters);
    }

    /** TW: {@code get_weather{city: Oslo|Lima}}. */
    static ObjectNode getWeather() {
        ObjectNode parameters = Json.object().put("type", "object");
        parameters
                .putObject("properties")
                .putObject("city")
                .put("type", "string")
                .putArray("enum")
                .add("Oslo")
                .add("Lima");
        parameters.putArray("required").add("city");
        return tool("get_weather", "Weather of a city", parameters);
    }

    /** T0: {@code get_code{}}. */
    static ObjectNode getCode() {
        ObjectNode parameters = Json.object().put("type", "object");
        parameters.putObject("properties");
        return tool("get_code", "Returns the secret code", parameters);
    }

    /** TX: {@code save_note{text}}. */
    static ObjectNode saveNote() {
        ObjectNode parameters = Json.object().put("type", "object");
        parameters.putObject("properties").putObject("text").put("type", "string");
        parameters.putArray("required").add("text");
        return tool("save_note", "Saves a note", parameters);
    }

    private static ObjectNode tool(String name, String description, ObjectNode parameters) {
        ObjectNode tool = Json.object().put("type", "function");
        tool.putObject("function")
                .put("name", name)
                .put("description", description)
                .set("parameters", parameters);
        return tool;
    }

    /** An assistant message with one call and no text. */
    static ObjectNode called(String id, String name, String arguments, boolean emptyText) {
        ObjectNode message = Json.object().put("role", "assistant");
        message.put("content", emptyText ? "" : null);
        ArrayNode calls = message.putArray("tool_calls");
        ObjectNode call = calls.addObject().put("id", id).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
        return message;
    }

    /** Adds a further call to an assistant message. */
    static void add(ObjectNode message, String id, String name, String arguments) {
        ObjectNode call =
                ((ArrayNode) message.path("tool_calls"))
                        .addObject()
                        .put("id", id)
                        .put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
    }

    /** A tool message. */
    static ObjectNode result(String id, String content) {
        return Json.object().put("role", "tool").put("tool_call_id", id).put("content", content);
    }
}
