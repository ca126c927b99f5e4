package com.brievio.proxy.openai;

import com.brievio.proxy.openai.Message.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Anthropic's parts inside a chat request, as some clients send them to every endpoint (Cursor
 * among others): {@code tool_use}, {@code tool_result}, {@code image} and {@code thinking}. They
 * are read as what they plainly mean, and reported (decisions.md, "Cursor's and Anthropic's
 * shapes").
 */
final class AnthropicShapes {
    private final Consumer<String> approximated;

    /** Tells this of the path of every part that was read so. */
    AnthropicShapes(Consumer<String> approximated) {
        this.approximated = approximated;
    }

    /** Tells whether a part of this type becomes something else than content. */
    static boolean isNoContent(String type, String role) {
        return switch (role) {
            case "assistant" -> type.equals("tool_use") || ThinkingReader.isThinking(type);
            case "user" -> type.equals("tool_result");
            default -> false;
        };
    }

    private interface PartReader {
        void read(int index, Fields part, String path);
    }

    private static void each(Fields message, String type, PartReader reader) {
        JsonNode content = message.get("content");
        for (int i = 0; content != null && content.isArray() && i < content.size(); i++) {
            if (content.get(i) instanceof ObjectNode part
                    && part.path("type").asString("").equals(type)) {
                String path = message.path("content") + "[" + i + "]";
                reader.read(i, new Fields(part, path), path);
            }
        }
    }

    /** Returns the calls among the parts of an assistant message. */
    List<ToolCall> calls(Fields message) {
        List<ToolCall> calls = new ArrayList<>();
        each(
                message,
                "tool_use",
                (_, part, path) -> {
                    approximated.accept(path);
                    calls.add(
                            new ToolCall(
                                    path,
                                    part.requiredString("id"),
                                    part.requiredString("name"),
                                    CallArguments.read(part, "input", _ -> {}),
                                    null));
                });
        return calls;
    }

    /** Returns the thinking among the parts of an assistant message; each knows its place. */
    List<ThinkingBlock> thinking(Fields message) {
        List<ThinkingBlock> blocks = new ArrayList<>();
        List<Integer> dropped = new ArrayList<>();
        JsonNode content = message.get("content");
        for (int i = 0; content != null && content.isArray() && i < content.size(); i++) {
            JsonNode part = content.get(i);
            if (ThinkingReader.isThinking(part.path("type").asString(""))) {
                approximated.accept(message.path("content") + "[" + i + "]");
                ThinkingBlock block = ThinkingReader.read(part, i);
                if (block == null) {
                    dropped.add(i);
                } else {
                    blocks.add(block);
                }
            }
        }
        return ThinkingReader.without(dropped, blocks);
    }

    /** Returns the results among the parts of a user message. */
    List<Message> results(Fields message) {
        List<Message> results = new ArrayList<>();
        each(
                message,
                "tool_result",
                (_, part, path) -> {
                    approximated.accept(path);
                    results.add(
                            new Message.ToolResult(
                                    path,
                                    part.requiredString("tool_use_id"),
                                    new ContentReader(this).read(part, path, false, "tool"),
                                    part.bool("is_error")));
                });
        return results;
    }

    /** Returns an {@code image} part as a picture by URL or data URI. */
    ContentPart.Image image(Fields part, String path, @Nullable ObjectNode mark) {
        approximated.accept(path);
        ObjectNode source = part.object("source");
        if (source == null) {
            throw Fields.missing(path + ".source");
        }
        Fields inside = new Fields(source, path + ".source");
        String url = inside.string("url");
        if (url == null) {
            url =
                    "data:"
                            + inside.requiredString("media_type")
                            + ";base64,"
                            + inside.requiredString("data");
        }
        return new ContentPart.Image(path, url, null, mark);
    }
}
