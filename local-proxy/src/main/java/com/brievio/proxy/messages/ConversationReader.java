package com.brievio.proxy.messages;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ContentPart;
import com.brievio.proxy.openai.Fields;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.openai.Message.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code system} and {@code messages} (docs/wire/messages.md, "Content blocks"). */
final class ConversationReader {
    /** What Claude Code tells Anthropic's billing; nobody else has a use for it. */
    private static final String BILLING = "x-anthropic-billing-header:";

    private final Consumer<String> ignored;
    private final List<Message> messages = new ArrayList<>();
    private final Set<String> found = new HashSet<>();
    private Map<String, ToolCall> open = new LinkedHashMap<>();
    private String openPath = "";

    /** Tells this of the path of what is left out or approximated. */
    ConversationReader(Consumer<String> ignored) {
        this.ignored = ignored;
    }

    /** Returns the names of tools that the history has found by a search. */
    Set<String> found() {
        return found;
    }

    List<Message> read(Fields request) {
        system(request);
        JsonNode listed = request.get("messages");
        if (listed == null) {
            throw Refused.missing("messages");
        }
        if (!(listed instanceof ArrayNode array)) {
            throw Refused.at("messages", "Input should be a valid list");
        }
        if (array.isEmpty()) {
            throw Refused.at("messages", "at least one message is required");
        }
        for (int i = 0; i < array.size(); i++) {
            String path = "messages[" + i + "]";
            if (!(array.get(i) instanceof ObjectNode object)) {
                throw Refused.at(path, "Input should be an object");
            }
            message(new Fields(object, path), path);
        }
        requireNoneOpen();
        return messages;
    }

    private void system(Fields request) {
        JsonNode system = request.get("system");
        if (system == null) {
            return;
        }
        List<ContentPart> parts = new ArrayList<>();
        if (system.isString()) {
            text("system", system.stringValue(), parts);
        } else if (system instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                String text = Json.string(array.get(i), "text");
                if (text == null) {
                    throw Refused.missing("system[" + i + "].text");
                }
                text("system[" + i + "]", text, parts);
            }
        } else {
            throw Refused.at("system", "Input should be a valid string or list");
        }
        parts.removeIf(p -> p instanceof ContentPart.Text t && t.text().startsWith(BILLING));
        for (ContentPart part : parts) {
            messages.add(new Message.Instruction(part.path(), List.of(part)));
        }
    }

    private static void text(String path, String text, List<ContentPart> into) {
        if (!text.isBlank()) {
            into.add(new ContentPart.Text(path, text, null));
        }
    }

    private void message(Fields message, String path) {
        String role = message.string("role");
        JsonNode content = message.get("content");
        if (content == null) {
            throw Refused.missing(path + ".content");
        }
        if (!content.isString() && !content.isArray()) {
            throw Refused.at(path + ".content", "Input should be a valid string or list");
        }
        switch (role == null ? "" : role) {
            case "user" -> user(content, path);
            case "assistant" -> assistant(content, path);
            case "system" -> {
                List<ContentPart> parts = new ArrayList<>();
                blocks(content, path, (block, at) -> part(block, at, parts));
                messages.add(new Message.Instruction(path, parts));
            }
            default -> throw Refused.at(path + ".role", "Input should be 'user' or 'assistant'");
        }
    }

    private interface BlockReader {
        void read(Fields block, String path);
    }

    private static void blocks(JsonNode content, String path, BlockReader reader) {
        if (content.isString()) {
            ObjectNode text = Json.object().put("type", "text").set("text", content);
            reader.read(new Fields(text, path + ".content"), path + ".content");
            return;
        }
        for (int i = 0; i < content.size(); i++) {
            String at = path + ".content[" + i + "]";
            if (!(content.get(i) instanceof ObjectNode block)) {
                throw Refused.at(at, "Input should be an object");
            }
            reader.read(new Fields(block, at), at);
        }
    }

    private static String type(Fields block, String path) {
        String type = block.string("type");
        if (type == null) {
            throw Refused.missing(path + ".type");
        }
        return type;
    }

    private void user(JsonNode content, String path) {
        Map<String, Message.ToolResult> results = new HashMap<>();
        List<ContentPart> parts = new ArrayList<>();
        blocks(
                content,
                path,
                (block, at) -> {
                    if (type(block, at).equals("tool_result")) {
                        Message.ToolResult result = result(block, at);
                        if (!open.containsKey(result.callId())) {
                            throw Refused.at(
                                    at,
                                    "unexpected `tool_use_id` found in `tool_result` blocks: "
                                            + result.callId()
                                            + ". Each `tool_result` block must have a corresponding"
                                            + " `tool_use` block in the previous message.");
                        }
                        Message.ToolResult before = results.put(result.callId(), result);
                        if (before != null) {
                            ignored.accept(before.path());
                        }
                    } else {
                        part(block, at, parts);
                    }
                });
        for (String id : List.copyOf(open.keySet())) {
            Message.ToolResult result = results.get(id);
            if (result != null) {
                open.remove(id);
                messages.add(result);
            }
        }
        requireNoneOpen();
        if (results.isEmpty() || !parts.isEmpty()) {
            said(path, parts);
        }
    }

    private void said(String path, List<ContentPart> parts) {
        if (!messages.isEmpty() && messages.getLast() instanceof Message.User before) {
            List<ContentPart> all = new ArrayList<>(before.parts());
            all.addAll(parts);
            messages.set(messages.size() - 1, new Message.User(before.path(), all));
        } else {
            messages.add(new Message.User(path, parts));
        }
    }

    private void requireNoneOpen() {
        if (!open.isEmpty()) {
            throw Refused.at(
                    openPath,
                    "`tool_use` ids were found without `tool_result` blocks immediately after: "
                            + String.join(", ", open.keySet())
                            + ". Each `tool_use` block must have a corresponding `tool_result` block"
                            + " in the next message.");
        }
    }

    private void assistant(JsonNode content, String path) {
        requireNoneOpen();
        List<ContentPart> parts = new ArrayList<>();
        Map<String, String> signatures = new HashMap<>();
        Map<String, ToolCall> calls = new LinkedHashMap<>();
        blocks(
                content,
                path,
                (block, at) -> {
                    switch (type(block, at)) {
                        case "thinking" -> {
                            String signature = block.string("signature");
                            signatures.putAll(
                                    Signatures.opened(signature == null ? "" : signature));
                        }
                        case "redacted_thinking" -> {}
                        case "tool_use" -> call(block, at, signatures, calls);
                        case "server_tool_use" -> {
                            ignored.accept(at);
                            text(
                                    at,
                                    "[" + block.string("name") + " " + block.get("input") + "]",
                                    parts);
                        }
                        default -> {
                            if (type(block, at).endsWith("_tool_result")) {
                                ignored.accept(at);
                                text(at, summary(block), parts);
                            } else {
                                part(block, at, parts);
                            }
                        }
                    }
                });
        open = calls;
        openPath = path;
        if (!parts.isEmpty() || !calls.isEmpty()) {
            messages.add(
                    new Message.Assistant(path, parts, List.copyOf(calls.values()), List.of()));
        }
    }

    private static String summary(Fields block) {
        StringBuilder text = new StringBuilder();
        JsonNode content = block.get("content");
        for (JsonNode one : content == null ? Json.object() : content) {
            String title = Json.string(one, "title");
            String url = Json.string(one, "url");
            if (url != null) {
                text.append('[')
                        .append(title == null ? url : title)
                        .append("](")
                        .append(url)
                        .append(")\n");
            }
        }
        return text.toString().strip();
    }

    private static void call(
            Fields block,
            String path,
            Map<String, String> signatures,
            Map<String, ToolCall> calls) {
        String id = block.string("id");
        String name = block.string("name");
        if (id == null || name == null) {
            throw Refused.missing(path + (id == null ? ".id" : ".name"));
        }
        if (!(block.get("input") instanceof ObjectNode input)) {
            throw Refused.at(path + ".tool_use.input", "Input should be an object");
        }
        ToolCall call = new ToolCall(path, id, name, input, signatures.get(id));
        if (calls.put(id, call) != null) {
            throw Refused.at(path, "`tool_use` ids must be unique");
        }
    }

    private Message.ToolResult result(Fields block, String path) {
        String id = block.string("tool_use_id");
        if (id == null) {
            throw Refused.missing(path + ".tool_use_id");
        }
        List<ContentPart> parts = new ArrayList<>();
        JsonNode content = block.get("content");
        if (content != null) {
            blocks(
                    content,
                    path,
                    (inner, at) -> {
                        if (type(inner, at).equals("tool_reference")) {
                            String name = inner.string("tool_name");
                            found.add(name == null ? "" : name);
                            text(at, "Tool " + name + " can be called now.", parts);
                        } else {
                            part(inner, at, parts);
                        }
                    });
        }
        if (parts.isEmpty()) {
            parts.add(new ContentPart.Text(path + ".content", "", null));
        }
        return new Message.ToolResult(path, id, parts, block.bool("is_error"));
    }

    private void part(Fields block, String path, List<ContentPart> into) {
        switch (type(block, path)) {
            case "text" -> {
                String text = block.string("text");
                if (text == null) {
                    throw Refused.missing(path + ".text.text");
                }
                text(path, text, into);
            }
            case "image" -> into.add(image(block, path));
            case "document" -> document(block, path, into);
            case "search_result" -> {
                ignored.accept(path);
                StringBuilder text = new StringBuilder();
                text.append('[').append(block.string("title")).append("](");
                text.append(block.string("source")).append(')');
                JsonNode content = block.get("content");
                for (JsonNode one : content == null ? Json.object() : content) {
                    text.append('\n').append(one.path("text").asString(""));
                }
                text(path, text.toString(), into);
            }
            case "container_upload" -> throw atAnthropic(path);
            default ->
                    throw Refused.at(
                            path,
                            "Input tag '"
                                    + block.string("type")
                                    + "' found using 'type' does not match any of the expected tags");
        }
    }

    private static RuntimeException atAnthropic(String path) {
        return Refused.at(path, "files live at Anthropic; send the data itself");
    }

    private static Fields source(Fields block, String path) {
        ObjectNode source = block.object("source");
        if (source == null) {
            throw Refused.missing(path + "." + block.string("type") + ".source");
        }
        return new Fields(source, path + ".source");
    }

    private static String required(Fields source, String key) {
        String value = source.string(key);
        if (value == null) {
            throw Refused.missing(source.path(key));
        }
        return value;
    }

    private static ContentPart image(Fields block, String path) {
        Fields source = source(block, path);
        return switch (required(source, "type")) {
            case "base64" ->
                    new ContentPart.Image(
                            path,
                            "data:"
                                    + required(source, "media_type")
                                    + ";base64,"
                                    + required(source, "data"),
                            null,
                            null);
            case "url" -> new ContentPart.Image(path, required(source, "url"), null, null);
            default -> throw atAnthropic(path + ".source");
        };
    }

    private void document(Fields block, String path, List<ContentPart> into) {
        Fields source = source(block, path);
        String title = block.string("title");
        String context = block.string("context");
        JsonNode citations = block.get("citations");
        if (citations != null && citations.path("enabled").asBoolean(false)) {
            ignored.accept(path + ".citations");
        }
        if (context != null) {
            text(path + ".context", context, into);
        }
        switch (required(source, "type")) {
            case "base64" -> {
                String type = required(source, "media_type");
                String name = title == null ? "document.pdf" : title;
                into.add(
                        new ContentPart.File(
                                path,
                                "data:" + type + ";base64," + required(source, "data"),
                                null,
                                name,
                                null));
            }
            case "text" -> text(path, titled(title, required(source, "data")), into);
            case "content" -> {
                JsonNode content = source.get("content");
                StringBuilder all = new StringBuilder();
                if (content != null && content.isString()) {
                    all.append(content.stringValue());
                }
                for (JsonNode one : content == null ? Json.object() : content) {
                    all.append(one.path("text").asString("")).append('\n');
                }
                text(path, titled(title, all.toString().strip()), into);
            }
            case "url" ->
                    throw Refused.at(
                            path + ".source.url", "documents are not fetched here; send the data");
            default -> throw atAnthropic(path + ".source");
        }
    }

    private static String titled(@Nullable String title, String text) {
        return title == null ? text : title + "\n" + text;
    }
}
