package com.brievio.proxy.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A message of the request (openai-chat.md section 3); {@code path} is its JSON path. */
public sealed interface Message {
    /** Returns the JSON path, such as {@code messages[2]}. */
    String path();

    /** Role {@code system} or {@code developer}. */
    record Instruction(String path, List<ContentPart> parts) implements Message {
        /** Copies the parts. */
        public Instruction {
            parts = List.copyOf(parts);
        }
    }

    /** Role {@code user}. */
    record User(String path, List<ContentPart> parts) implements Message {
        /** Copies the parts. */
        public User {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Role {@code assistant}: its text parts, then its calls.
     *
     * @param thinkingBlocks Anthropic's thinking blocks that the client hands back, signed, in
     *     order
     */
    record Assistant(
            String path,
            List<ContentPart> parts,
            List<ToolCall> calls,
            List<ThinkingBlock> thinkingBlocks)
            implements Message {
        /** Copies the lists. */
        public Assistant {
            parts = List.copyOf(parts);
            calls = List.copyOf(calls);
            thinkingBlocks = List.copyOf(thinkingBlocks);
        }
    }

    /**
     * Role {@code tool}: the result of one call.
     *
     * @param failed whether the client says that the call failed, which only Anthropic's shape can
     */
    record ToolResult(String path, String callId, List<ContentPart> parts, boolean failed)
            implements Message {
        /** Copies the parts. */
        public ToolResult {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A call that the assistant made.
     *
     * @param arguments the parsed arguments; an empty string on the wire is an empty object
     * @param signature Gemini's thought signature from {@code extra_content}, or null
     */
    record ToolCall(
            String path,
            String id,
            String name,
            ObjectNode arguments,
            @Nullable String signature) {}
}
