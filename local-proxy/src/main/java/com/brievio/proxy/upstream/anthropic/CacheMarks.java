package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.Notes;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The cache marks of one request (anthropic.md section 2, "Caching"; decisions.md, "Cache marks").
 * Those of the client win: what Anthropic would refuse in them is mended and reported, and the
 * automatic ones are set only where they contradict none.
 */
final class CacheMarks {
    private static final int MOST = 4;
    private static final String KEY = "cache_control";
    private static final String HOUR = "1h";

    /** Where the client set the mark of a block. */
    private final IdentityHashMap<ObjectNode, String> paths = new IdentityHashMap<>();

    /** Sets the client's mark on the block; {@code path} is where the client set it. */
    void set(ObjectNode block, @Nullable ObjectNode mark, String path) {
        if (mark != null) {
            block.set(KEY, mark);
            paths.put(block, path + "." + KEY);
        }
    }

    /** Takes every mark off again, for models without a cache. */
    void drop(Notes notes) {
        paths.forEach((block, path) -> {
            block.remove(KEY);
            notes.ignored(path);
        });
    }

    /**
     * Mends the client's marks: keeps the last four, which cover the longest prefixes, and lets the
     * short ones before a long one live as long, since what stands before a mark is cached with it.
     */
    void mend(ObjectNode body, Notes notes) {
        List<ObjectNode> marked = blocks(body).stream().filter(block -> block.has(KEY)).toList();
        int most = Math.max(0, marked.size() - MOST);
        for (ObjectNode block : marked.subList(0, most)) {
            block.remove(KEY);
            report(block, notes);
        }
        boolean hourLater = false;
        for (ObjectNode block : marked.subList(most, marked.size()).reversed()) {
            if (isLong(block)) {
                hourLater = true;
            } else if (hourLater && block.path(KEY) instanceof ObjectNode mark) {
                block.set(KEY, mark.deepCopy().put("ttl", HOUR));
                report(block, notes);
            }
        }
    }

    private void report(ObjectNode block, Notes notes) {
        String path = paths.get(block);
        if (path != null) {
            notes.ignored(path);
        }
    }

    private static boolean isLong(ObjectNode block) {
        return HOUR.equals(Json.string(block.path(KEY), "ttl"));
    }

    /** Adds the automatic marks that fit beside the client's. */
    void addAutomatic(ObjectNode body, boolean byItself, Notes notes) {
        List<ObjectNode> blocks = blocks(body);
        if (byItself) {
            // It stands for a mark on the last block, which must not have one of its own.
            boolean free =
                    count(blocks) < MOST && lastBlock(body).stream().noneMatch(CacheMarks::has);
            if (free) {
                body.set(KEY, ephemeral());
                notes.remark("cache mark: automatic");
            }
            return;
        }
        List<String> added = new ArrayList<>();
        add(blocks, lastUserBlock(body), "messages", added);
        add(blocks, last(body.path("system")), "system", added);
        add(blocks, last(body.path("tools")), "tools", added);
        if (!added.isEmpty()) {
            notes.remark("cache marks: " + String.join(", ", added));
        }
    }

    private static boolean has(ObjectNode block) {
        return block.has(KEY);
    }

    private static long count(List<ObjectNode> blocks) {
        return blocks.stream().filter(CacheMarks::has).count();
    }

    /** A short mark may not stand before a long one. */
    @SuppressWarnings("ReferenceEquality") // the very block, not one that says the same
    private static void add(
            List<ObjectNode> blocks,
            @Nullable ObjectNode block,
            String section,
            List<String> added) {
        if (block == null || count(blocks) >= MOST || isThinking(block)) {
            return;
        }
        List<ObjectNode> inside = new ArrayList<>();
        add(block, inside);
        if (inside.stream().anyMatch(CacheMarks::has)) {
            return;
        }
        boolean passed = false;
        for (ObjectNode other : blocks) {
            passed |= other == block;
            if (passed && isLong(other)) {
                return;
            }
        }
        block.set(KEY, ephemeral());
        added.add(section);
    }

    private static boolean isThinking(ObjectNode block) {
        return ThinkingReplay.isThinking(block);
    }

    private static ObjectNode ephemeral() {
        return Json.object().put("type", "ephemeral");
    }

    /** Returns everything that can hold a mark, in the order in which a prefix is read. */
    private static List<ObjectNode> blocks(ObjectNode body) {
        List<ObjectNode> blocks = new ArrayList<>();
        body.path("tools").forEach(tool -> add(tool, blocks));
        body.path("system").forEach(block -> add(block, blocks));
        for (JsonNode message : body.path("messages")) {
            message.path("content").forEach(block -> add(block, blocks));
        }
        return blocks;
    }

    /** The parts of a result come before the result itself. */
    private static void add(JsonNode node, List<ObjectNode> blocks) {
        node.path("content").forEach(part -> add(part, blocks));
        if (node instanceof ObjectNode block) {
            blocks.add(block);
        }
    }

    /** Returns the last block of the conversation with all that stands inside it. */
    private static List<ObjectNode> lastBlock(ObjectNode body) {
        List<ObjectNode> blocks = new ArrayList<>();
        JsonNode messages = body.path("messages");
        JsonNode content = messages.path(messages.size() - 1).path("content");
        add(content.path(content.size() - 1), blocks);
        return blocks;
    }

    private static @Nullable ObjectNode lastUserBlock(ObjectNode body) {
        JsonNode messages = body.path("messages");
        for (int i = messages.size() - 1; i >= 0; i--) {
            if ("user".equals(Json.string(messages.get(i), "role"))) {
                return last(messages.get(i).path("content"));
            }
        }
        return null;
    }

    private static @Nullable ObjectNode last(JsonNode array) {
        return array.path(array.size() - 1) instanceof ObjectNode block ? block : null;
    }
}
