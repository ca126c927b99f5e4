package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.Notes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The cache marks of one request: the client's own, then the automatic ones, never more than four
 * (anthropic.md section 2, "Caching"; decisions.md, "Automatic prefix caching").
 */
final class CacheMarks {
    private static final int MOST = 4;
    private static final String KEY = "cache_control";

    /** In the order in which a prefix is read. */
    enum Section {
        TOOLS,
        SYSTEM,
        MESSAGES
    }

    private record Mark(Section section, ObjectNode block, String path) {
        boolean isLong() {
            return "1h".equals(Json.string(block.path(KEY), "ttl"));
        }
    }

    private final List<Mark> marks = new ArrayList<>();

    /** Sets the client's mark on the block; {@code path} is where the client set it. */
    void set(Section section, ObjectNode block, @Nullable ObjectNode mark, String path) {
        if (mark != null) {
            block.set(KEY, mark);
            marks.add(new Mark(section, block, path + "." + KEY));
        }
    }

    /** Takes every mark off again, for models without a cache. */
    void drop(Notes notes) {
        marks.forEach(mark -> remove(mark, notes));
        marks.clear();
    }

    private static void remove(Mark mark, Notes notes) {
        mark.block().remove(KEY);
        notes.ignored(mark.path());
    }

    /** Keeps the last four of the client's marks: they cover the longest prefixes. */
    void limit(Notes notes) {
        marks.sort(Comparator.comparing(Mark::section));
        while (marks.size() > MOST) {
            remove(marks.removeFirst(), notes);
        }
    }

    /** Adds the automatic marks that fit beside the client's. */
    void addAutomatic(ObjectNode body, boolean byItself, Notes notes) {
        if (marks.size() == MOST) {
            return;
        }
        if (byItself) {
            body.set(KEY, ephemeral());
            notes.remark("cache mark: automatic");
            return;
        }
        List<String> added = new ArrayList<>();
        add(Section.MESSAGES, lastUserBlock(body), added);
        add(Section.SYSTEM, last(body.path("system")), added);
        add(Section.TOOLS, last(body.path("tools")), added);
        if (!added.isEmpty()) {
            notes.remark("cache marks: " + String.join(", ", added));
        }
    }

    /** A short mark may not stand before a long one. */
    private void add(Section section, @Nullable ObjectNode block, List<String> added) {
        boolean longLater =
                marks.stream().anyMatch(m -> m.isLong() && m.section().compareTo(section) > 0);
        if (block == null || block.has(KEY) || longLater || marks.size() == MOST) {
            return;
        }
        block.set(KEY, ephemeral());
        marks.add(new Mark(section, block, ""));
        added.add(section.name().toLowerCase(Locale.ROOT));
    }

    private static ObjectNode ephemeral() {
        return Json.object().put("type", "ephemeral");
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
