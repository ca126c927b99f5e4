package com.brievio.proxy.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A thinking block that the client hands back (anthropic.md section 5).
 *
 * @param block what Claude wants back unchanged: {@code {"type":"thinking","thinking","signature"}}
 *     or {@code {"type":"redacted_thinking","data"}}
 * @param position the index of the block in Claude's content, from 0; null where the client does
 *     not say
 * @param boundTo digest of the conversation that the block holds after; null where it is not known
 */
public record ThinkingBlock(
        ObjectNode block, @Nullable Integer position, @Nullable String boundTo) {
    /** A block of which is not known which conversation it is bound to. */
    public ThinkingBlock(ObjectNode block, @Nullable Integer position) {
        this(block, position, null);
    }
}
