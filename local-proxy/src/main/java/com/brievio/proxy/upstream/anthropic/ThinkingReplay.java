package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.openai.ThinkingBlock;
import com.brievio.proxy.upstream.CallKey;
import com.brievio.proxy.upstream.ClaudeFacts;
import com.brievio.proxy.upstream.ConversationDigests;
import com.brievio.proxy.upstream.ThinkingMemory;
import com.brievio.proxy.upstream.TurnRecorder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the turns of one conversation together again as Claude made them: thinking, text and calls
 * in their order, from what the client hands back and from what the memory holds (decisions.md,
 * "Order of an assistant turn").
 */
final class ThinkingReplay {
    private final ThinkingMemory memory;
    private final String model;
    private final boolean takes;
    private final boolean remembers;
    private final Map<String, String> prefixes;

    private ThinkingReplay(
            ThinkingMemory memory,
            String model,
            boolean takes,
            boolean remembers,
            Map<String, String> prefixes) {
        this.memory = memory;
        this.model = model;
        this.takes = takes;
        this.remembers = remembers;
        this.prefixes = prefixes;
    }

    /** Returns the same without the memory's thinking: only what the client hands back. */
    ThinkingReplay givenOnly() {
        return new ThinkingReplay(memory, model, takes, false, prefixes);
    }

    /**
     * Replays what this memory holds too, where the model takes it after this conversation.
     *
     * @param family what the memory calls the model
     */
    static ThinkingReplay from(
            ThinkingMemory memory,
            ChatRequest request,
            String model,
            String family,
            ClaudeFacts facts) {
        boolean takes = facts.thinking() != ClaudeFacts.Thinking.NONE;
        Map<String, String> prefixes = new HashMap<>();
        if (facts.bound()) {
            ConversationDigests digests = new ConversationDigests(request, model);
            List<Message> messages = request.messages();
            for (int i = 0; i < messages.size(); i++) {
                prefixes.put(messages.get(i).path(), digests.before(i));
            }
        }
        return new ThinkingReplay(memory, family, takes, takes, prefixes);
    }

    static boolean isThinking(JsonNode block) {
        return block.path("type").asString("").endsWith("thinking");
    }

    /** Tells whether the last turn, where it called tools, can be sent back with its thinking. */
    boolean reachesLastTurn(List<Message> messages) {
        for (Message message : messages.reversed()) {
            if (message instanceof Message.Assistant turn) {
                return turn.calls().isEmpty()
                        || !given(turn).isEmpty()
                        || (remembers
                                && remembered(turn).stream().anyMatch(ThinkingReplay::isThinking));
            }
        }
        return true;
    }

    /** Returns what the client hands back, without what is bound to another conversation. */
    private List<ThinkingBlock> given(Message.Assistant turn) {
        if (!takes) {
            return List.of();
        }
        String before = prefixes.get(turn.path());
        return turn.thinkingBlocks().stream()
                .filter(block ->
                        before == null || block.boundTo() == null || before.equals(block.boundTo()))
                .toList();
    }

    /**
     * Returns the content of a turn.
     *
     * @param texts its text blocks
     * @param calls its calls by the client's id, in order
     */
    List<ObjectNode> content(
            Message.Assistant turn, List<ObjectNode> texts, Map<String, ObjectNode> calls) {
        List<ThinkingBlock> given = given(turn);
        List<ObjectNode> remembered = remembered(turn);
        if (!remembered.isEmpty() && (given.isEmpty() || isSame(given, remembered))) {
            boolean thinks = remembers || !given.isEmpty();
            return asRemembered(remembered, texts, calls, thinks);
        }
        if (given.stream().allMatch(block -> block.position() != null)) {
            return placed(given, texts, calls);
        }
        List<ObjectNode> content = new ArrayList<>();
        given.forEach(block -> content.add(block.block()));
        content.addAll(texts);
        content.addAll(calls.values());
        return content;
    }

    /** Returns the pieces of the turn in the form of {@link TurnRecorder}. */
    private List<ObjectNode> remembered(Message.Assistant turn) {
        if (turn.calls().isEmpty()) {
            return List.of();
        }
        List<String> keys =
                turn.calls().stream()
                        .map(c -> CallKey.of(model, c.id(), c.name(), c.arguments()))
                        .toList();
        return memory.recall(keys, prefixes.getOrDefault(turn.path(), ""));
    }

    private static boolean isSame(List<ThinkingBlock> given, List<ObjectNode> remembered) {
        List<ObjectNode> thinking = remembered.stream().filter(ThinkingReplay::isThinking).toList();
        return given.stream().map(ThinkingBlock::block).toList().equals(thinking);
    }

    /** A client may send one turn as several messages: each gets what belongs to its calls. */
    private static List<ObjectNode> asRemembered(
            List<ObjectNode> pieces,
            List<ObjectNode> texts,
            Map<String, ObjectNode> calls,
            boolean thinks) {
        Deque<ObjectNode> cut = new ArrayDeque<>(cut(pieces, texts));
        boolean divided = cut.size() > texts.size();
        List<ObjectNode> content = new ArrayList<>();
        List<ObjectNode> waiting = new ArrayList<>();
        Map<String, ObjectNode> left = new LinkedHashMap<>(calls);
        for (ObjectNode piece : pieces) {
            String id = Json.string(piece, "id");
            if (id != null) {
                ObjectNode call = left.remove(id);
                if (call == null) {
                    waiting.removeIf(ThinkingReplay::isThinking);
                    if (!divided) {
                        // Where the text is another message's, this one's begins later.
                        waiting.reversed().forEach(cut::addFirst);
                        waiting.clear();
                    }
                } else {
                    content.addAll(waiting);
                    content.add(call);
                    waiting.clear();
                }
            } else if (!isThinking(piece)) {
                waiting.addAll(cut.isEmpty() ? List.of() : List.of(cut.pop()));
            } else if (thinks) {
                waiting.add(piece);
            }
        }
        content.addAll(waiting);
        content.addAll(cut);
        content.addAll(left.values());
        content.removeIf(ThinkingReplay::isBlank);
        return content;
    }

    private static boolean isBlank(ObjectNode block) {
        return block.path("type").asString("").equals("text")
                && block.path("text").asString("").isBlank();
    }

    /** Returns the text in the pieces in which it came; all in the first where it was changed. */
    private static List<ObjectNode> cut(List<ObjectNode> pieces, List<ObjectNode> texts) {
        List<Integer> lengths =
                pieces.stream()
                        .filter(piece -> piece.has("length"))
                        .map(piece -> piece.path("length").asInt(0))
                        .toList();
        String text = texts.size() == 1 ? texts.getFirst().path("text").asString("") : "";
        boolean whole =
                lengths.size() < 2
                        || text.length() != lengths.stream().mapToInt(Integer::intValue).sum()
                        || texts.getFirst().has("cache_control");
        if (whole) {
            return texts;
        }
        List<ObjectNode> cut = new ArrayList<>();
        int from = 0;
        for (int length : lengths) {
            cut.add(AnthropicParts.text(text.substring(from, from + length)));
            from += length;
        }
        return cut;
    }

    /**
     * Puts each block at its index; text and calls fill the places between. Claude's blank texts
     * are gone and its texts are one: where fewer blocks are left than places, places of text go,
     * the last first, so that every thinking keeps the call that it led to.
     */
    private static List<ObjectNode> placed(
            List<ThinkingBlock> given, List<ObjectNode> texts, Map<String, ObjectNode> calls) {
        List<ThinkingBlock> sorted =
                given.stream().sorted(Comparator.comparingInt(ThinkingReplay::position)).toList();
        Deque<ObjectNode> others = new ArrayDeque<>(texts);
        others.addAll(calls.values());
        int[] places = places(sorted, others.size());
        List<ObjectNode> content = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            for (int n = 0; n < places[i] && !others.isEmpty(); n++) {
                content.add(others.pop());
            }
            content.add(sorted.get(i).block());
        }
        content.addAll(others);
        return content;
    }

    private static int position(ThinkingBlock block) {
        Integer position = block.position();
        return position == null ? 0 : position;
    }

    /** Returns how many other blocks stand in front of each; one at least is left for the end. */
    private static int[] places(List<ThinkingBlock> sorted, int others) {
        int[] places = new int[sorted.size()];
        int before = -1;
        int missing = 1 - others;
        for (int i = 0; i < places.length; i++) {
            places[i] = Math.max(0, position(sorted.get(i)) - before - 1);
            before = Math.max(before, position(sorted.get(i)));
            missing += places[i];
        }
        for (int least = 2; least > 0; least--) {
            for (int i = places.length - 1; i >= 0 && missing > 0; i--) {
                int fewer = Math.clamp(missing, 0, Math.max(0, places[i] - least + 1));
                places[i] -= fewer;
                missing -= fewer;
            }
        }
        return places;
    }
}
