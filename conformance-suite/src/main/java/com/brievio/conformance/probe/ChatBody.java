package com.brievio.conformance.probe;

import com.brievio.conformance.Traits;
import com.brievio.conformance.wire.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds the body of a chat request on the defaults D of conformance.md section 2.0. */
public final class ChatBody {
    private final ObjectNode body = Json.object();
    private final ArrayNode messages = body.arrayNode();
    private final Traits traits;

    ChatBody(String model, Traits traits) {
        this.traits = traits;
        body.put("model", model);
        if (traits.temperature()) {
            body.put("temperature", 0);
        }
        body.set("messages", messages);
    }

    ChatBody max(int tokens) {
        body.put(traits.limitField(), traits.limit(tokens));
        return this;
    }

    ChatBody message(String role, String content) {
        messages.addObject().put("role", role).put("content", content);
        return this;
    }

    ChatBody user(String content) {
        return message("user", content);
    }

    ChatBody message(ObjectNode message) {
        messages.add(message);
        return this;
    }

    ChatBody stream() {
        body.put("stream", true);
        return this;
    }

    ChatBody streamWithUsage() {
        stream();
        body.putObject("stream_options").put("include_usage", true);
        return this;
    }

    ChatBody put(String key, Object value) {
        switch (value) {
            case String text -> body.put(key, text);
            case Integer number -> body.put(key, number);
            case Double number -> body.put(key, number);
            case Boolean bool -> body.put(key, bool);
            case JsonNode node -> body.set(key, node);
            default -> throw new IllegalArgumentException("no JSON value: " + value);
        }
        return this;
    }

    ChatBody remove(String key) {
        body.remove(key);
        return this;
    }

    ChatBody tools(ObjectNode... tools) {
        ArrayNode array = body.putArray("tools");
        for (ObjectNode tool : tools) {
            array.add(tool);
        }
        return this;
    }

    /** Names the tool to call; asks in words where force is refused. */
    ChatBody named(String tool) {
        return traits.forcedTools()
                ? forced(tool)
                : asked(" Use the tool " + tool + " for it, and do not answer in text.");
    }

    /** Demands some call; asks in words where force is refused. */
    ChatBody required() {
        return traits.forcedTools()
                ? put("tool_choice", "required")
                : asked(" Use a tool for it, and do not answer in text.");
    }

    private ChatBody asked(String words) {
        ObjectNode last = (ObjectNode) messages.get(messages.size() - 1);
        last.put("content", last.path("content").asString("") + words);
        return put("tool_choice", "auto");
    }

    /** Names the tool to call, whatever the endpoint says to it. */
    ChatBody forced(String tool) {
        body.putObject("tool_choice")
                .put("type", "function")
                .putObject("function")
                .put("name", tool);
        return this;
    }

    RequestSpec spec() {
        return RequestSpec.chat(Json.text(body));
    }
}
