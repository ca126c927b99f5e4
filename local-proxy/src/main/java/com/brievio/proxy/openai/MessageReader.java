package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.Message.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
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
    private int legacyCalls;

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
            messages.add(message(object, path));
        }
        return messages;
    }

    private Message message(ObjectNode object, String path) {
        Fields fields = new Fields(object, path);
        String role = fields.requiredString("role");
        for (var entry : object.properties()) {
            JsonNode value = entry.getValue();
            boolean empty = value.isNull() || (value.isContainer() && value.isEmpty());
            if (!READ.contains(entry.getKey()) && !empty && !legacyName(role, entry.getKey())) {
                unknown.add(path + "." + entry.getKey());
            }
        }
        return switch (role) {
            case "system", "developer" ->
                    new Message.Instruction(path, content(fields, path, true, role));
            case "user" -> new Message.User(path, content(fields, path, true, role));
            case "assistant" -> assistant(fields, path);
            case "tool" ->
                    new Message.ToolResult(
                            path,
                            fields.requiredString("tool_call_id"),
                            content(fields, path, true, role));
            case "function" -> functionResult(fields, path);
            default ->
                    throw Fields.invalidValue(
                            path + ".role",
                            ("Invalid value: '%s'. Supported values are: 'system', 'developer',"
                                            + " 'assistant', 'user', 'tool' and 'function'.")
                                    .formatted(role));
        };
    }

    private static boolean legacyName(String role, String key) {
        return role.equals("function") && key.equals("name");
    }

    private Message assistant(Fields fields, String path) {
        List<ToolCall> calls = new ArrayList<>();
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
                            "call_function_" + legacyCalls,
                            call.requiredString("name"),
                            arguments(call),
                            null));
        }
        List<ContentPart> parts = new ArrayList<>(content(fields, path, false, "assistant"));
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
        return new Message.Assistant(path, parts, calls, fields.get("thinking_blocks"));
    }

    private Message functionResult(Fields fields, String path) {
        return new Message.ToolResult(
                path, "call_function_" + legacyCalls++, content(fields, path, false, "function"));
    }

    private static ToolCall toolCall(Fields call, String path) {
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
                arguments(inside),
                signature == null
                        ? null
                        : Json.string(signature.path("google"), "thought_signature"));
    }

    private static ObjectNode arguments(Fields function) {
        String text = function.string("arguments");
        if (text == null || text.isBlank()) {
            return Json.object();
        }
        try {
            if (Json.read(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // falls through to the refusal
        }
        throw Fields.invalidValue(
                function.path("arguments"),
                "Invalid '%s': the string must hold a JSON object. Mend or drop this call of the"
                                .formatted(function.path("arguments"))
                        + " history.");
    }

    /** Reads the content; a cache mark of the message is one of its last part. */
    private List<ContentPart> content(Fields fields, String path, boolean required, String role) {
        List<ContentPart> parts = new ArrayList<>(parts(fields, path, required, role));
        ObjectNode mark = fields.object("cache_control");
        if (mark != null && !parts.isEmpty() && parts.getLast().cacheControl() == null) {
            parts.add(parts.removeLast().withCacheControl(mark));
        }
        return parts;
    }

    private List<ContentPart> parts(Fields fields, String path, boolean required, String role) {
        String at = path + ".content";
        JsonNode content = fields.get("content");
        if (content == null) {
            if (required) {
                throw ApiError.invalid(
                                at,
                                "missing_required_parameter",
                                "Invalid value for '%s': expected a string or an array of parts, got"
                                                .formatted(at)
                                        + " null.")
                        .exception();
            }
            return List.of();
        }
        if (content.isString()) {
            return List.of(new ContentPart.Text(at, content.stringValue(), null));
        }
        if (!(content instanceof ArrayNode array)) {
            throw Fields.wrongType(at, "a string or an array of parts", content);
        }
        List<ContentPart> parts = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            String here = at + "[" + i + "]";
            if (!(array.get(i) instanceof ObjectNode part)) {
                throw Fields.wrongType(here, "an object", array.get(i));
            }
            parts.add(part(new Fields(part, here), here, role));
        }
        return parts;
    }

    private ContentPart part(Fields part, String path, String role) {
        String type = part.requiredString("type");
        boolean text = type.equals("text") || type.equals("refusal");
        boolean seen = type.equals("image_url") || type.equals("file");
        if (!text && !role.equals("user") && !(seen && role.equals("tool"))) {
            throw Fields.invalidValue(
                    path + ".type",
                    "Invalid value: '%s'. A message of role '%s' takes text parts only."
                            .formatted(type, role));
        }
        ObjectNode mark = part.object("cache_control");
        return switch (type) {
            case "text" -> {
                String value = part.string("text");
                if (value == null) {
                    throw Fields.missing(path + ".text");
                }
                yield new ContentPart.Text(path, value, mark);
            }
            case "refusal" -> {
                String value = part.string("refusal");
                yield new ContentPart.Text(path, value == null ? "" : value, mark);
            }
            case "image_url" -> image(part, path, mark);
            case "input_audio" -> {
                Fields audio = inner(part, "input_audio", path);
                yield new ContentPart.Audio(
                        path, audio.requiredString("data"), audio.requiredString("format"), mark);
            }
            case "file" -> {
                Fields file = inner(part, "file", path);
                yield new ContentPart.File(
                        path,
                        file.string("file_data"),
                        file.string("file_id"),
                        file.string("filename"),
                        mark);
            }
            default ->
                    throw Fields.invalidValue(
                            path + ".type",
                            ("Invalid value: '%s'. Supported values are: 'text', 'image_url',"
                                            + " 'input_audio', 'refusal' and 'file'.")
                                    .formatted(type));
        };
    }

    private static ContentPart image(Fields part, String path, @Nullable ObjectNode mark) {
        JsonNode node = part.get("image_url");
        if (node != null && node.isString()) {
            return new ContentPart.Image(path, node.stringValue(), null, mark);
        }
        Fields image = inner(part, "image_url", path);
        return new ContentPart.Image(
                path, image.requiredString("url"), image.string("detail"), mark);
    }

    private static Fields inner(Fields part, String key, String path) {
        ObjectNode object = part.object(key);
        if (object == null) {
            throw Fields.missing(path + "." + key);
        }
        return new Fields(object, path + "." + key);
    }
}
