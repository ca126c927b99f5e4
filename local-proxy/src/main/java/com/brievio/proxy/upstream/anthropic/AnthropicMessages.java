package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ContentPart;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.openai.Message.ToolCall;
import com.brievio.proxy.upstream.ClaudeFacts;
import com.brievio.proxy.upstream.ContentParts;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.UpstreamCallIds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code messages} (mapping.md section 3): merges neighbours of one role, puts results in
 * call order in front of what the user says next, makes ids fit the pattern and unique.
 */
final class AnthropicMessages {
    private static final String CONTINUE =
            "Your answer has begun with the text below. Go on exactly where it ends, without repeating"
                    + " it.\n\n";

    private final String model;
    private final ClaudeFacts facts;
    private final boolean instructPrefill;
    private final AnthropicParts parts;
    private final ThinkingReplay replay;
    private final PropertyNames properties;
    private final Notes notes;
    private final ArrayNode messages = Json.object().arrayNode();
    private final UpstreamCallIds ids = new UpstreamCallIds();

    /** The open calls of the current turn: the client's id to the upstream's, in call order. */
    private final Map<String, String> turnIds = new LinkedHashMap<>();

    private final Map<String, ObjectNode> results = new LinkedHashMap<>();
    private String assistantPath = "";

    AnthropicMessages(
            String model,
            ClaudeFacts facts,
            boolean instructPrefill,
            AnthropicParts parts,
            ThinkingReplay replay,
            PropertyNames properties,
            Notes notes) {
        this.model = model;
        this.facts = facts;
        this.instructPrefill = instructPrefill;
        this.parts = parts;
        this.replay = replay;
        this.properties = properties;
        this.notes = notes;
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
        dropLastThinking();
        if (messages.isEmpty()) {
            throw ContentParts.noMessage(model);
        }
        if (messages.get(0).path("role").asString().equals("assistant")) {
            ObjectNode opening = Json.object().put("role", "user");
            opening.putArray("content").add(AnthropicParts.text("."));
            messages.insert(0, opening);
            notes.ignored(ContentParts.firstAssistantPath(conversation));
        }
        JsonNode last = messages.get(messages.size() - 1);
        if (last.path("role").asString().equals("assistant")) {
            prefill((ObjectNode) last, conversation);
        }
        return messages;
    }

    private void prefill(ObjectNode last, List<Message> conversation) {
        if (facts.prefill()) {
            ArrayNode content = (ArrayNode) last.path("content");
            ObjectNode block = (ObjectNode) content.get(content.size() - 1);
            String text = Json.string(block, "text");
            if (text != null) {
                block.put("text", text.stripTrailing());
            }
            return;
        }
        if (!instructPrefill) {
            throw ContentParts.unsupported(
                    ContentParts.lastAssistantPath(conversation),
                    model
                            + " does not continue an assistant message; end with a user message, or"
                            + " start brievio with --prefill instruct");
        }
        StringBuilder begun = new StringBuilder();
        last.path("content").forEach(block -> begun.append(block.path("text").asString("")));
        messages.remove(messages.size() - 1);
        contentOf("user").add(AnthropicParts.text(CONTINUE + begun));
        notes.ignored(ContentParts.lastAssistantPath(conversation));
    }

    /** Returns the content of the message to append to, a new one where the role changes. */
    private ArrayNode contentOf(String role) {
        if (role.equals("user")) {
            dropLastThinking();
        }
        if (!messages.isEmpty()
                && messages.get(messages.size() - 1) instanceof ObjectNode last
                && role.equals(Json.string(last, "role"))) {
            return (ArrayNode) last.path("content");
        }
        return messages.addObject().put("role", role).putArray("content");
    }

    /** A turn that ends in thinking, as one that was cut does, is refused for ever. */
    private void dropLastThinking() {
        if (messages.isEmpty()
                || !(messages.get(messages.size() - 1) instanceof ObjectNode last)
                || !"assistant".equals(Json.string(last, "role"))) {
            return;
        }
        ArrayNode content = (ArrayNode) last.path("content");
        boolean thinks = false;
        while (!content.isEmpty() && ThinkingReplay.isThinking(content.get(content.size() - 1))) {
            content.remove(content.size() - 1);
            thinks = true;
        }
        if (thinks) {
            notes.ignored(assistantPath + ".thinking_blocks");
        }
        if (content.isEmpty()) {
            messages.remove(messages.size() - 1);
        }
    }

    private void user(Message.User user) {
        flushResults();
        contentOf("user").addAll(ContentParts.encode(user, parts::block));
    }

    private void assistant(Message.Assistant assistant) {
        flushResults();
        turnIds.clear();
        assistantPath = assistant.path();
        Map<String, ObjectNode> calls = new LinkedHashMap<>();
        for (ToolCall call : assistant.calls()) {
            calls.put(call.id(), call(call));
        }
        List<ObjectNode> texts = ContentParts.encode(assistant.parts(), parts::block);
        List<ObjectNode> blocks = replay.content(assistant, texts, calls);
        if (!blocks.isEmpty()) {
            append(blocks, contentOf("assistant"));
        }
    }

    private ObjectNode call(ToolCall call) {
        String id = ids.next(call.id());
        turnIds.put(call.id(), id);
        String name = fittingName(call.name());
        if (!name.equals(call.name())) {
            notes.ignored(call.path() + ".function.name");
        }
        ObjectNode block = Json.object().put("type", "tool_use").put("id", id).put("name", name);
        block.set("input", properties.encoded(call.name(), call.arguments()));
        return block;
    }

    /** Where a client sent one turn as two messages, its thinking stands before its text. */
    private static void append(List<ObjectNode> blocks, ArrayNode content) {
        int thinking = 0;
        while (thinking < blocks.size() && ThinkingReplay.isThinking(blocks.get(thinking))) {
            thinking++;
        }
        boolean moves = !content.isEmpty() && !ThinkingReplay.isThinking(content.get(0));
        for (int i = 0; i < blocks.size(); i++) {
            if (moves && i < thinking) {
                content.insert(i, blocks.get(i));
            } else {
                content.add(blocks.get(i));
            }
        }
    }

    /** Histories of other providers hold names that Claude does not take. */
    static String fittingName(String name) {
        String fitting = name.replaceAll("[^a-zA-Z0-9_-]", "_");
        return fitting.length() <= 128 ? fitting : fitting.substring(0, 128);
    }

    private void result(Message.ToolResult result) {
        ObjectNode block =
                Json.object()
                        .put("type", "tool_result")
                        .put("tool_use_id", turnIds.get(result.callId()));
        List<ContentPart> said = result.parts();
        boolean plain = said.size() == 1 && said.getFirst().path().endsWith(".content");
        if (plain && said.getFirst() instanceof ContentPart.Text text) {
            if (!text.text().isBlank()) {
                block.put("content", text.text());
            }
            parts.mark(block, text);
        } else {
            List<ObjectNode> content = ContentParts.encode(said, parts::block);
            if (!content.isEmpty()) {
                block.putArray("content").addAll(content);
            }
        }
        if (result.failed()) {
            block.put("is_error", true);
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
}
