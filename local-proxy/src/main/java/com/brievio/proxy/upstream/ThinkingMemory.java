package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Remembers the thinking of turns that called tools, so that a client which knows nothing of it can
 * finish its tool loop (decisions.md, "Reasoning text"), each under a {@link CallKey}. Bounded;
 * what was used least recently goes first. Safe for use by several threads.
 */
public final class ThinkingMemory {
    private static final int MOST_CALLS = 10_000;
    private static final int MOST_CHARS = 16 * 1024 * 1024;

    private final Map<String, Turn> byCall = new LinkedHashMap<>(64, 0.75f, true);
    private final int mostCalls;
    private final int mostChars;
    private long chars;

    /**
     * The thinking of one turn.
     *
     * @param prefix digest of the conversation before the turn, to which some models bind it
     */
    private record Turn(String prefix, List<ObjectNode> blocks, int chars) {}

    /** Remembers up to ten thousand calls and 16 Mi characters. */
    public ThinkingMemory() {
        this(MOST_CALLS, MOST_CHARS);
    }

    ThinkingMemory(int mostCalls, int mostChars) {
        this.mostCalls = mostCalls;
        this.mostChars = mostChars;
    }

    /**
     * Remembers a turn under each of its calls.
     *
     * @param callKeys the keys of the calls
     * @param prefix digest of the conversation before the turn
     */
    public synchronized void remember(
            Collection<String> callKeys, String prefix, List<ObjectNode> blocks) {
        int size = blocks.stream().mapToInt(block -> Json.text(block).length()).sum();
        Turn turn = new Turn(prefix, List.copyOf(blocks), size);
        for (String key : callKeys) {
            Turn before = byCall.put(key, turn);
            chars += size - (before == null ? 0 : before.chars());
        }
        Iterator<Turn> eldest = byCall.values().iterator();
        while ((byCall.size() > mostCalls || chars > mostChars) && eldest.hasNext()) {
            chars -= eldest.next().chars();
            eldest.remove();
        }
    }

    /**
     * Returns copies of the blocks of the turn that made one of these calls, empty where it is not
     * remembered.
     *
     * @param prefix digest that the turn must have been made after, or "" where it does not matter
     */
    public synchronized List<ObjectNode> recall(Collection<String> callKeys, String prefix) {
        for (String key : callKeys) {
            Turn turn = byCall.get(key);
            if (turn != null && (prefix.isEmpty() || prefix.equals(turn.prefix()))) {
                List<ObjectNode> copies = new ArrayList<>();
                turn.blocks().forEach(block -> copies.add(block.deepCopy()));
                return copies;
            }
        }
        return List.of();
    }
}
