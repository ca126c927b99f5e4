package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ContentPart;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.openai.Message.ToolCall;
import com.brievio.proxy.upstream.ContentParts;
import com.brievio.proxy.upstream.DataUri;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Notes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code messages} (mapping.md section 3): merges neighbours of one role, puts results in
 * call order in front of what the user says next, makes ids fit the pattern and unique.
 */
final class AnthropicMessages {
    private static final Set<String> IMAGES =
            Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    private final String model;
    private final ModelFacts.Claude facts;
    private final Notes notes;
    private final ArrayNode messages = Json.object().arrayNode();
    private final Set<String> usedIds = new HashSet<>();

    /** The open calls of the current turn: the client's id to the upstream's, in call order. */
    private final Map<String, String> turnIds = new LinkedHashMap<>();

    private final Map<String, ObjectNode> results = new LinkedHashMap<>();

    AnthropicMessages(String model, ModelFacts.Claude facts, Notes notes) {
        this.model = model;
        this.facts = facts;
        this.notes = notes;
    }

    /** Adds one text block for the instruction; nothing where it is blank. */
    static void instruction(Message.Instruction instruction, ArrayNode system) {
        StringBuilder text = new StringBuilder();
        JsonNode mark = null;
        for (ContentPart part : instruction.parts()) {
            if (part instanceof ContentPart.Text t) {
                text.append(text.isEmpty() ? "" : "\n").append(t.text());
                mark = t.cacheControl() == null ? mark : t.cacheControl();
            }
        }
        if (!text.toString().isBlank()) {
            text(system.addObject(), text.toString(), mark);
        }
    }

    private static void text(ObjectNode block, String text, @Nullable JsonNode cacheControl) {
        block.put("type", "text").put("text", text);
        if (cacheControl != null) {
            block.set("cache_control", cacheControl);
        }
    }

    ArrayNode encode(List<Message> conversation) {
        for (Message message : conversation) {
            switch (message) {
                case Message.Instruction _ -> {}
                case Message.User user -> user(user);
                case Message.Assistant assistant -> assistant(assistant);
                case Message.ToolResult result -> result(result);
            }
        }
        flushResults();
        if (messages.isEmpty()) {
            throw ContentParts.noMessage(model);
        }
        if (messages.get(0).path("role").asString().equals("assistant")) {
            ObjectNode opening = Json.object().put("role", "user");
            opening.putArray("content").addObject().put("type", "text").put("text", ".");
            messages.insert(0, opening);
            notes.ignored("messages[0]");
        }
        JsonNode last = messages.get(messages.size() - 1);
        if (last.path("role").asString().equals("assistant")) {
            prefill((ObjectNode) last, conversation);
        }
        return messages;
    }

    private void prefill(ObjectNode last, List<Message> conversation) {
        if (!facts.prefill()) {
            throw ContentParts.noPrefill(model, conversation);
        }
        ArrayNode content = (ArrayNode) last.path("content");
        ObjectNode block = (ObjectNode) content.get(content.size() - 1);
        String text = Json.string(block, "text");
        if (text != null) {
            block.put("text", text.stripTrailing());
        }
    }

    /** Returns the content of the message to append to, a new one where the role changes. */
    private ArrayNode contentOf(String role) {
        if (!messages.isEmpty()
                && messages.get(messages.size() - 1) instanceof ObjectNode last
                && role.equals(Json.string(last, "role"))) {
            return (ArrayNode) last.path("content");
        }
        return messages.addObject().put("role", role).putArray("content");
    }

    private void user(Message.User user) {
        flushResults();
        contentOf("user").addAll(ContentParts.encode(user, this::block));
    }

    private void assistant(Message.Assistant assistant) {
        flushResults();
        List<ObjectNode> blocks = new ArrayList<>();
        if (assistant.thinkingBlocks() != null) {
            for (JsonNode block : assistant.thinkingBlocks()) {
                if (block instanceof ObjectNode object) {
                    ObjectNode thinking = object.deepCopy();
                    thinking.remove("index");
                    blocks.add(thinking);
                }
            }
        }
        blocks.addAll(ContentParts.encode(assistant.parts(), this::block));
        turnIds.clear();
        for (ToolCall call : assistant.calls()) {
            String id = uniqueId(call.id());
            turnIds.put(call.id(), id);
            ObjectNode block =
                    Json.object().put("type", "tool_use").put("id", id).put("name", call.name());
            block.set("input", call.arguments());
            blocks.add(block);
        }
        if (!blocks.isEmpty()) {
            contentOf("assistant").addAll(blocks);
        }
    }

    private String uniqueId(String id) {
        String fitting = id.replaceAll("[^a-zA-Z0-9_-]", "_");
        String unique = fitting;
        for (int i = 2; !usedIds.add(unique); i++) {
            unique = fitting + "_" + i;
        }
        return unique;
    }

    private void result(Message.ToolResult result) {
        ObjectNode block =
                Json.object()
                        .put("type", "tool_result")
                        .put("tool_use_id", turnIds.get(result.callId()));
        boolean plain =
                result.parts().size() == 1 && result.parts().getFirst().path().endsWith(".content");
        ArrayNode content = block.arrayNode();
        for (ContentPart part : result.parts()) {
            if (part instanceof ContentPart.Text text && !text.text().isBlank()) {
                if (plain) {
                    block.put("content", text.text());
                } else {
                    text(content.addObject(), text.text(), text.cacheControl());
                }
            }
        }
        if (!content.isEmpty()) {
            block.set("content", content);
        }
        results.put(result.callId(), block);
    }

    private void flushResults() {
        if (results.isEmpty()) {
            return;
        }
        ArrayNode content = contentOf("user");
        for (String id : turnIds.keySet()) {
            ObjectNode block = results.get(id);
            if (block != null) {
                content.add(block);
            }
        }
        results.clear();
    }

    private @Nullable ObjectNode block(ContentPart part) {
        return switch (part) {
            case ContentPart.Text text -> {
                if (text.text().isBlank()) {
                    yield null;
                }
                ObjectNode block = Json.object();
                text(block, text.text(), text.cacheControl());
                yield block;
            }
            case ContentPart.Image image -> image(image);
            case ContentPart.Audio audio ->
                    throw ContentParts.unsupported(audio.path(), "Claude takes no audio");
            case ContentPart.File file -> file(file);
        };
    }

    private ObjectNode image(ContentPart.Image image) {
        String path = image.path() + ".image_url.url";
        if (image.detail() != null && !image.detail().equals("auto")) {
            notes.ignored(image.path() + ".image_url.detail");
        }
        ObjectNode block = Json.object().put("type", "image");
        ObjectNode source = block.putObject("source");
        if (DataUri.is(image.url())) {
            DataUri data = DataUri.read(image.url(), path);
            if (!IMAGES.contains(data.mediaType())) {
                throw ContentParts.unsupported(
                        path,
                        data.mediaType()
                                + " is not supported; send image/jpeg, image/png, image/gif or"
                                + " image/webp");
            }
            source.put("type", "base64").put("media_type", data.mediaType());
            source.put("data", data.base64());
            return block;
        }
        if (!image.url().toLowerCase(Locale.ROOT).startsWith("https://")) {
            throw ApiError.invalid(
                            path,
                            "invalid_image_url",
                            path + ": only https and data URLs are supported")
                    .exception();
        }
        source.put("type", "url").put("url", image.url());
        return block;
    }

    private static ObjectNode file(ContentPart.File file) {
        DataUri uri = ContentParts.data(file);
        ObjectNode block = Json.object().put("type", "document");
        ObjectNode source = block.putObject("source");
        switch (uri.mediaType()) {
            case "application/pdf" ->
                    source.put("type", "base64")
                            .put("media_type", "application/pdf")
                            .put("data", uri.base64());
            case "text/plain" ->
                    source.put("type", "text")
                            .put("media_type", "text/plain")
                            .put("data", new String(uri.bytes(), StandardCharsets.UTF_8));
            default ->
                    throw ContentParts.unsupported(
                            file.path() + ".file.file_data",
                            uri.mediaType() + " is not supported; send a PDF or plain text");
        }
        if (file.filename() != null) {
            block.put("title", file.filename());
        }
        return block;
    }
}
