package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.Message.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code messages} (openai-chat.md section 3); collects the keys that nobody reads. */
final class MessageReader {
    private static final Set<String> READ =
            Set.of(
                    "role",
                    "content",
                    "tool_calls",
                    "tool_call_id",
                    "function_call",
                    "refusal",
                    "reasoning_content",
                    "reasoning",
                    "thinking_blocks",
                    "cache_control");

    private final List<String> unknown = new ArrayList<>();
    private final AnthropicShapes shapes = new AnthropicShapes(unknown::add);
    private final ContentReader content = new ContentReader(shapes);
    private final List<String> legacyCalls = new ArrayList<>();
    private int legacyResults;

    /** Returns the JSON paths of the keys that were not read. */
    List<String> unknown() {
        return List.copyOf(unknown);
    }

    List<Message> read(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            throw Fields.missing("messages");
        }
        if (!(node instanceof ArrayNode array)) {
            throw Fields.wrongType("messages", "an array of objects", node);
        }
        if (array.isEmpty()) {
            throw ApiError.invalid(
                            "messages",
                            "empty_array",
                            "Invalid 'messages': empty array. Expected an array with minimum length"
                                    + " 1, but got an empty array instead.")
                    .exception();
        }
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            String path = "messages[" + i + "]";
            if (!(array.get(i) instanceof ObjectNode object)) {
                throw Fields.wrongType(path, "an object", array.get(i));
            }
            message(object, path, messages);
        }
        return ConversationRules.checked(messages, unknown::add);
    }

    private void message(ObjectNode object, String path, List<Message> messages) {
        Fields fields = new Fields(object, path);
        String role = fields.requiredString("role");
        for (var entry : object.properties()) {
            JsonNode value = entry.getValue();
            boolean empty = value.isNull() || (value.isContainer() && value.isEmpty());
            if (!READ.contains(entry.getKey()) && !empty && !legacyName(role, entry.getKey())) {
                unknown.add(path + "." + entry.getKey());
            }
        }
        switch (role) {
            case "system", "developer" ->
                    messages.add(
                            new Message.Instruction(path, content.read(fields, path, true, role)));
            case "user" -> user(fields, path, messages);
            case "assistant" -> messages.add(assistant(fields, path));
            case "tool" ->
                    messages.add(
                            new Message.ToolResult(
                                    path,
                                    fields.requiredString("tool_call_id"),
                                    content.read(fields, path, true, role),
                                    false));
            case "function" -> messages.add(functionResult(fields, path));
            default ->
                    throw Fields.invalidValue(
                            path + ".role",
                            ("Invalid value: '%s'. Supported values are: 'system', 'developer',"
                                            + " 'assistant', 'user', 'tool' and 'function'.")
                                    .formatted(role));
        }
    }

    /** Results that stand among the parts are messages of their own, in front of what is said. */
    private void user(Fields fields, String path, List<Message> messages) {
        List<Message> results = shapes.results(fields);
        List<ContentPart> parts = content.read(fields, path, true, "user");
        messages.addAll(results);
        if (results.isEmpty() || !parts.isEmpty()) {
            messages.add(new Message.User(path, parts));
        }
    }

    private static boolean legacyName(String role, String key) {
        return role.equals("function") && key.equals("name");
    }

    private Message assistant(Fields fields, String path) {
        List<ToolCall> calls = shapes.calls(fields);
        JsonNode listed = fields.get("tool_calls");
        if (listed != null && !(listed instanceof ArrayNode)) {
            throw Fields.wrongType(path + ".tool_calls", "an array", listed);
        }
        for (int i = 0; listed != null && i < listed.size(); i++) {
            String at = path + ".tool_calls[" + i + "]";
            if (!(listed.get(i) instanceof ObjectNode call)) {
                throw Fields.wrongType(at, "an object", listed.get(i));
            }
            calls.add(toolCall(new Fields(call, at), at));
        }
        ObjectNode legacy = fields.object("function_call");
        if (legacy != null) {
            Fields call = new Fields(legacy, path + ".function_call");
            calls.add(
                    new ToolCall(
                            path + ".function_call",
                            "call_function_" + legacyCalls.size(),
                            call.requiredString("name"),
                            CallArguments.read(call, "arguments", unknown::add),
                            null));
            legacyCalls.add(calls.getLast().name());
        }
        List<ContentPart> parts = new ArrayList<>(content.read(fields, path, false, "assistant"));
        if (fields.get("audio") != null) {
            throw ApiError.invalid(
                            path + ".audio",
                            "unsupported_value",
                            path + ".audio: no upstream takes back sound that it did not make")
                    .exception();
        }
        String refusal = fields.string("refusal");
        boolean silent =
                parts.stream().allMatch(p -> p instanceof ContentPart.Text t && t.text().isBlank());
        if (refusal != null && !refusal.isEmpty()) {
            if (silent) {
                parts.add(new ContentPart.Text(path + ".refusal", refusal, null));
            } else {
                unknown.add(path + ".refusal");
            }
        }
        return new Message.Assistant(path, parts, calls, thinkingBlocks(fields, path));
    }

    /** Blocks that no upstream could take back are left out and reported. */
    private List<ThinkingBlock> thinkingBlocks(Fields fields, String path) {
        String at = path + ".thinking_blocks";
        JsonNode listed = fields.get("thinking_blocks");
        if (listed != null && !(listed instanceof ArrayNode)) {
            throw Fields.wrongType(at, "an array", listed);
        }
        List<ThinkingBlock> blocks = new ArrayList<>();
        List<Integer> dropped = new ArrayList<>();
        for (int i = 0; listed != null && i < listed.size(); i++) {
            ThinkingBlock block = ThinkingReader.read(listed.get(i), null);
            if (block == null) {
                unknown.add(at + "[" + i + "]");
                dropped.add(listed.get(i).path("position").asInt(Integer.MAX_VALUE));
            } else {
                blocks.add(block);
            }
        }
        return blocks.isEmpty() ? shapes.thinking(fields) : ThinkingReader.without(dropped, blocks);
    }

    /** A result of the deprecated form names its function, not its call: the next one open. */
    private Message functionResult(Fields fields, String path) {
        String name = fields.requiredString("name");
        boolean open =
                legacyResults < legacyCalls.size() && legacyCalls.get(legacyResults).equals(name);
        if (!open) {
            throw Fields.invalidValue(
                    path + ".name",
                    "messages with role 'function' must be a response to a preceding message with"
                            + " 'function_call'; no such call is open: "
                            + name);
        }
        return new Message.ToolResult(
                path,
                "call_function_" + legacyResults++,
                content.read(fields, path, false, "function"),
                false);
    }

    private ToolCall toolCall(Fields call, String path) {
        String type = call.string("type");
        if (type != null && !type.equals("function")) {
            throw ApiError.invalid(
                            path,
                            "unsupported_value",
                            path
                                    + ": only calls of type \"function\" are supported, not \""
                                    + type
                                    + "\"")
                    .exception();
        }
        ObjectNode function = call.object("function");
        if (function == null) {
            throw Fields.missing(path + ".function");
        }
        Fields inside = new Fields(function, path + ".function");
        JsonNode signature = call.get("extra_content");
        return new ToolCall(
                path,
                call.requiredString("id"),
                inside.requiredString("name"),
                CallArguments.read(inside, "arguments", unknown::add),
                signature == null
                        ? null
                        : Json.string(signature.path("google"), "thought_signature"));
    }
}
