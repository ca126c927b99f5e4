package com.brievio.proxy.upstream.bedrock;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.anthropic.DocumentFormats;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns a Messages body into Converse's (mapping.md section 7.4): everything that the two formats
 * have in common is decided once, in the former.
 */
final class ConverseBody {
    private final ObjectNode messages;
    private final boolean chosen;
    private final Notes notes;
    private final Set<String> documentNames = new HashSet<>();

    private ConverseBody(ObjectNode messages, boolean chosen, Notes notes) {
        this.messages = messages;
        this.chosen = chosen;
        this.notes = notes;
    }

    /**
     * Returns the body for Converse; reports what Converse has no field for.
     *
     * @param userField the request field that holds the end user, or null where there is none
     * @param chosen whether the request says something about the choice of tools
     */
    static ObjectNode of(
            ObjectNode messages, @Nullable String userField, boolean chosen, Notes notes) {
        if (userField != null) {
            notes.ignored(userField);
        }
        return new ConverseBody(messages, chosen, notes).body();
    }

    private ObjectNode body() {
        ObjectNode body = Json.object();
        ArrayNode system = body.arrayNode();
        messages.path("system").forEach(block -> block(block, system));
        if (!system.isEmpty()) {
            body.set("system", system);
        }
        ArrayNode turns = body.putArray("messages");
        for (JsonNode message : messages.path("messages")) {
            ArrayNode content =
                    turns.addObject()
                            .put("role", message.path("role").asString())
                            .putArray("content");
            message.path("content").forEach(block -> block(block, content));
        }
        inference(body);
        tools(body);
        if (messages.has("thinking")) {
            body.putObject("additionalModelRequestFields")
                    .set("thinking", messages.path("thinking"));
        }
        output(body);
        return body;
    }

    private void inference(ObjectNode body) {
        ObjectNode inference = Json.object();
        copy("max_tokens", inference, "maxTokens");
        copy("temperature", inference, "temperature");
        copy("top_p", inference, "topP");
        copy("stop_sequences", inference, "stopSequences");
        if (!inference.isEmpty()) {
            body.set("inferenceConfig", inference);
        }
    }

    private void copy(String from, ObjectNode target, String to) {
        if (messages.has(from)) {
            target.set(to, messages.path(from));
        }
    }

    /** Converse knows no choice "none": tools are left out where the history does not need them. */
    private void tools(ObjectNode body) {
        JsonNode choice = messages.path("tool_choice");
        boolean none = choice.path("type").asString("").equals("none");
        if (!messages.has("tools") || (none && !historyHasCalls())) {
            return;
        }
        ObjectNode config = body.putObject("toolConfig");
        ArrayNode tools = config.putArray("tools");
        for (JsonNode tool : messages.path("tools")) {
            ObjectNode spec = tools.addObject().putObject("toolSpec");
            spec.put("name", tool.path("name").asString());
            if (tool.has("description")) {
                spec.set("description", tool.path("description"));
            }
            spec.putObject("inputSchema").set("json", tool.path("input_schema"));
            if (tool.has("strict")) {
                spec.set("strict", tool.path("strict"));
            }
            cachePoint(tool, tools);
        }
        if (choice.has("disable_parallel_tool_use")) {
            notes.ignored("parallel_tool_calls");
        }
        switch (choice.path("type").asString("")) {
            case "auto" -> config.putObject("toolChoice").putObject("auto");
            case "any" -> config.putObject("toolChoice").putObject("any");
            case "tool" ->
                    config.putObject("toolChoice")
                            .putObject("tool")
                            .put("name", choice.path("name").asString());
            case "none" -> {
                if (chosen) {
                    notes.ignored("tool_choice");
                }
            }
            default -> {}
        }
    }

    private boolean historyHasCalls() {
        for (JsonNode message : messages.path("messages")) {
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asString("").equals("tool_use")) {
                    return true;
                }
            }
        }
        return false;
    }

    private void output(ObjectNode body) {
        JsonNode config = messages.path("output_config");
        if (config.has("effort")) {
            body.withObject("outputConfig").set("effort", config.path("effort"));
        }
        if (config.has("format")) {
            body.withObject("outputConfig")
                    .putObject("textFormat")
                    .put("type", "json_schema")
                    .putObject("structure")
                    .putObject("jsonSchema")
                    .put("schema", Json.text(config.path("format").path("schema")));
        }
    }

    private void block(JsonNode block, ArrayNode out) {
        switch (block.path("type").asString("")) {
            case "text" -> out.addObject().set("text", block.path("text"));
            case "image" -> image(block, out);
            case "document" -> document(block, out);
            case "tool_use" -> {
                ObjectNode use = out.addObject().putObject("toolUse");
                use.set("toolUseId", block.path("id"));
                use.set("name", block.path("name"));
                use.set("input", block.path("input"));
            }
            case "tool_result" -> result(block, out);
            case "thinking" -> {
                ObjectNode text =
                        out.addObject().putObject("reasoningContent").putObject("reasoningText");
                text.set("text", block.path("thinking"));
                text.set("signature", block.path("signature"));
            }
            case "redacted_thinking" ->
                    out.addObject()
                            .putObject("reasoningContent")
                            .set("redactedContent", block.path("data"));
            default -> throw new IllegalStateException("no such block is written: " + block);
        }
        cachePoint(block, out);
    }

    private static void cachePoint(JsonNode block, ArrayNode out) {
        JsonNode mark = block.path("cache_control");
        if (mark.isObject()) {
            ObjectNode point = out.addObject().putObject("cachePoint").put("type", "default");
            if (mark.path("ttl").asString("").equals("1h")) {
                point.put("ttl", "1h");
            }
        }
    }

    private void result(JsonNode block, ArrayNode out) {
        ObjectNode result = out.addObject().putObject("toolResult");
        result.set("toolUseId", block.path("tool_use_id"));
        if (block.path("is_error").asBoolean(false)) {
            result.put("status", "error");
        }
        ArrayNode content = result.putArray("content");
        JsonNode said = block.path("content");
        if (said.isString()) {
            content.addObject().set("text", said);
        } else {
            said.forEach(part -> markedOutside(part, content));
            said.forEach(part -> cachePoint(part, out));
        }
    }

    /** A result holds no cache point: its parts' marks stand behind it. */
    private void markedOutside(JsonNode part, ArrayNode content) {
        ObjectNode bare = ((ObjectNode) part).deepCopy();
        bare.remove("cache_control");
        block(bare, content);
    }

    private static void image(JsonNode block, ArrayNode out) {
        JsonNode source = block.path("source");
        ObjectNode image = out.addObject().putObject("image");
        image.put("format", source.path("media_type").asString().replaceFirst("image/", ""));
        image.putObject("source").set("bytes", source.path("data"));
    }

    private void document(JsonNode block, ArrayNode out) {
        JsonNode source = block.path("source");
        ObjectNode document = out.addObject().putObject("document");
        document.put("format", DocumentFormats.of(source.path("media_type").asString()));
        document.put("name", documentName(block.path("title").asString("")));
        String data = source.path("data").asString();
        boolean text = source.path("type").asString().equals("text");
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        document.putObject("source")
                .put("bytes", text ? Base64.getEncoder().encodeToString(bytes) : data);
    }

    /**
     * Converse takes letters, digits, single spaces and {@code -()[]} in a name, each name once.
     */
    private String documentName(String filename) {
        String plain =
                filename.replaceFirst("\\.[^.]*$", "")
                        .replaceAll("[^\\p{Alnum} \\-()\\[\\]]", "-")
                        .replaceAll(" +", " ")
                        .strip();
        String name = plain.isEmpty() ? "document" : plain;
        name = name.length() <= 180 ? name : name.substring(0, 180).strip();
        String unique = name;
        for (int i = 2; !documentNames.add(unique); i++) {
            unique = name + " " + i;
        }
        return unique;
    }
}
