package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.upstream.ClaudeFacts;
import com.brievio.proxy.upstream.ConversationDigests;
import com.brievio.proxy.upstream.ThinkingMemory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The thinking of the turns of one conversation: what the client hands back, else what the memory
 * holds.
 */
final class ThinkingReplay {
    private final @Nullable ThinkingMemory memory;
    private final boolean takes;
    private final Map<String, String> prefixes = new HashMap<>();

    private ThinkingReplay(@Nullable ThinkingMemory memory, boolean takes) {
        this.memory = memory;
        this.takes = takes;
    }

    /** Returns the same without the memory: only what the client hands back. */
    ThinkingReplay givenOnly() {
        return new ThinkingReplay(null, takes);
    }

    /** Replays what this memory holds too, where the model takes it after this conversation. */
    static ThinkingReplay from(
            ThinkingMemory memory, ChatRequest request, String model, ClaudeFacts facts) {
        boolean takes = facts.thinking() != ClaudeFacts.Thinking.NONE;
        ThinkingReplay replay = new ThinkingReplay(takes ? memory : null, takes);
        if (facts.bound()) {
            ConversationDigests digests = new ConversationDigests(request, model);
            List<Message> messages = request.messages();
            for (int i = 0; i < messages.size(); i++) {
                replay.prefixes.put(messages.get(i).path(), digests.before(i));
            }
        }
        return replay;
    }

    /** Returns the blocks that belong in front of the turn, in order. */
    List<ObjectNode> blocks(Message.Assistant turn) {
        if (!turn.thinkingBlocks().isEmpty()) {
            return takes ? turn.thinkingBlocks() : List.of();
        }
        if (memory == null || turn.calls().isEmpty()) {
            return List.of();
        }
        List<String> ids = turn.calls().stream().map(Message.ToolCall::id).toList();
        return memory.recall(ids, prefixes.getOrDefault(turn.path(), ""));
    }

    /** Tells whether the last turn, where it called tools, can be sent back with its thinking. */
    boolean reachesLastTurn(List<Message> messages) {
        for (Message message : messages.reversed()) {
            if (message instanceof Message.Assistant turn) {
                return turn.calls().isEmpty() || !blocks(turn).isEmpty();
            }
        }
        return true;
    }
}
