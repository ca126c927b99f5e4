package com.brievio.proxy.openai;

import com.brievio.proxy.json.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads thinking blocks of the history, in LiteLLM's form and in Anthropic's own. */
final class ThinkingReader {
    /** What a client may have put beside a block; Anthropic refuses a block that holds it. */
    private static final Set<String> NOT_CLAUDES = Set.of("index", "position", "cache_control");

    private ThinkingReader() {}

    /** Tells whether the type is one of thinking. */
    static boolean isThinking(String type) {
        return type.equals("thinking") || type.equals("redacted_thinking");
    }

    /**
     * Returns the block without what is not Claude's, or null where no upstream could take it back:
     * without a signature it proves nothing.
     *
     * @param place its index in Claude's content, or null to read it from the block
     */
    static @Nullable ThinkingBlock read(JsonNode node, @Nullable Integer place) {
        if (!(node instanceof ObjectNode block) || !isSigned(block)) {
            return null;
        }
        Integer position = place == null ? Json.integer(block.path("position")) : place;
        ObjectNode bare = block.deepCopy();
        bare.remove(NOT_CLAUDES);
        return new ThinkingBlock(bare, position == null || position < 0 ? null : position);
    }

    /** Returns the blocks with the places that they have without those at these. */
    static List<ThinkingBlock> without(List<Integer> dropped, List<ThinkingBlock> blocks) {
        return dropped.isEmpty()
                ? blocks
                : blocks.stream().map(block -> moved(block, dropped)).toList();
    }

    private static ThinkingBlock moved(ThinkingBlock block, List<Integer> dropped) {
        Integer position = block.position();
        return position == null
                ? block
                : new ThinkingBlock(
                        block.block(),
                        position - (int) dropped.stream().filter(d -> d < position).count(),
                        block.boundTo());
    }

    private static boolean isSigned(ObjectNode block) {
        return switch (block.path("type").asString("")) {
            case "thinking" ->
                    block.path("thinking").isString()
                            && !block.path("signature").asString("").isEmpty();
            case "redacted_thinking" -> !block.path("data").asString("").isEmpty();
            default -> false;
        };
    }
}
