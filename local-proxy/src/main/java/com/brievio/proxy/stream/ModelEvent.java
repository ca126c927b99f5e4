package com.brievio.proxy.stream;

import com.brievio.proxy.error.ApiError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an upstream says, in order, whatever its wire format: a start, parts, usage, one finish a
 * choice. A failure ends the answer at any point. Part events carry the choice index, from 0.
 */
public sealed interface ModelEvent {
    /** The answer has begun; {@code id} and {@code model} as the upstream names them, or null. */
    record Started(@Nullable String id, @Nullable String model) implements ModelEvent {}

    /** More text; never empty. */
    record TextDelta(int choice, String text) implements ModelEvent {}

    /**
     * The log probabilities of text tokens; belongs to the text that follows it.
     *
     * @param tokens entries of OpenAI's {@code logprobs.content}
     */
    record TokensWeighed(int choice, List<ObjectNode> tokens) implements ModelEvent {
        /** Copies the list. */
        public TokensWeighed {
            tokens = List.copyOf(tokens);
        }
    }

    /** More thinking text; never empty. */
    record ReasoningDelta(int choice, String text) implements ModelEvent {}

    /**
     * A block of thinking is complete.
     *
     * @param block what the upstream wants back unchanged in the next turn, in LiteLLM's form of
     *     {@code thinking_blocks}: {@code {"type":"thinking","thinking","signature"}} or {@code
     *     {"type":"redacted_thinking","data"}}
     * @param position index of the block in the upstream's content, from 0
     * @param boundTo digest of the conversation that the block holds after, or null where it holds
     *     after any
     */
    record ThinkingSealed(int choice, ObjectNode block, int position, @Nullable String boundTo)
            implements ModelEvent {
        /** A block that holds after any conversation. */
        public ThinkingSealed(int choice, ObjectNode block, int position) {
            this(choice, block, position, null);
        }

        /** Returns the same, bound to this conversation. */
        public ThinkingSealed to(String digest) {
            return new ThinkingSealed(choice, block, position, digest);
        }

        /** Returns the block as clients are handed it: with its position. */
        public ObjectNode placed() {
            return block.deepCopy().put("position", position);
        }
    }

    /**
     * Output that OpenAI's shape has no place for, handed on in an extension member.
     *
     * @param member name of the member, an array on the message, such as {@code images}
     * @param item an item of it
     */
    record Attached(int choice, String member, ObjectNode item) implements ModelEvent {}

    /**
     * A tool call has begun.
     *
     * @param index position among the calls of this choice, from 0 over the whole stream
     * @param arguments the first fragment of the arguments' JSON, "" where the upstream streams
     *     them, the whole where it does not
     * @param signature Gemini's thought signature, or null
     * @param upstreamId the id that the upstream gave the call, or null where it gave none
     */
    record ToolCallStarted(
            int choice,
            int index,
            String id,
            String name,
            String arguments,
            @Nullable String signature,
            @Nullable String upstreamId)
            implements ModelEvent {
        /** Returns the same call under another id and name. */
        public ToolCallStarted as(String newId, String newName) {
            return new ToolCallStarted(
                    choice, index, newId, newName, arguments, signature, upstreamId);
        }
    }

    /** More of a call's arguments, a fragment of JSON text. */
    record ToolCallDelta(int choice, int index, String arguments) implements ModelEvent {}

    /** The final counts; {@code serviceTier} in OpenAI's words, or null. */
    record UsageReported(Usage usage, @Nullable String serviceTier) implements ModelEvent {}

    /**
     * A choice is complete.
     *
     * @param refusal the upstream's explanation, or null
     * @param stopSequence the stop sequence that ended it, or null where none did or none is named
     */
    record Finished(
            int choice,
            FinishReason reason,
            @Nullable String refusal,
            @Nullable String stopSequence)
            implements ModelEvent {
        /** A choice is complete, by no stop sequence that is known. */
        public Finished(int choice, FinishReason reason, @Nullable String refusal) {
            this(choice, reason, refusal, null);
        }
    }

    /** The upstream is alive and has nothing to say. */
    record Pinged() implements ModelEvent {}

    /** The answer cannot be completed; nothing follows. */
    record Failed(ApiError error) implements ModelEvent {}

    /** Something that this version does not know; {@code what} names it for the log. */
    record Unrecognized(String what) implements ModelEvent {}
}
