package com.brievio.proxy.responses;

import com.brievio.proxy.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A store in the process: 2,000 responses, 64 Mi characters together, a response of more than 8 Mi
 * is not kept, each for 24 hours; what was used least recently goes first. Safe for use by several
 * threads.
 */
public final class MemoryResponseStore implements ResponseStore {
    private static final int MOST = 2_000;
    private static final long MOST_CHARS = 64L * 1024 * 1024;
    private static final long LARGEST = 8L * 1024 * 1024;
    private static final Duration KEPT = Duration.ofHours(24);

    private final InstantSource clock;
    private final Map<String, Entry> byId = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<String, List<Entry>> byItem = new HashMap<>();
    private long chars;

    private record Entry(
            Stored stored,
            String owner,
            Instant until,
            long chars,
            Map<String, ObjectNode> items) {}

    /** Keeps by this clock. */
    public MemoryResponseStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized @Nullable Stored response(String id, String owner) {
        Entry entry = seen(byId.get(id), owner);
        return entry == null ? null : entry.stored();
    }

    @Override
    public synchronized @Nullable ObjectNode item(String id, String owner) {
        for (Entry one : List.copyOf(byItem.getOrDefault(key(owner, id), List.of())).reversed()) {
            Entry entry = seen(one, owner);
            if (entry != null) {
                return entry.items().get(id);
            }
        }
        return null;
    }

    private @Nullable Entry seen(@Nullable Entry entry, String owner) {
        if (entry == null || !entry.owner().equals(owner)) {
            return null;
        }
        if (entry.until().isBefore(clock.instant())) {
            drop(id(entry.stored()));
            return null;
        }
        return byId.get(id(entry.stored()));
    }

    private static String key(String owner, String item) {
        return owner + "\n" + item;
    }

    private static String id(Stored stored) {
        return stored.response().path("id").asString("");
    }

    @Override
    public void keep(Stored stored, String owner) {
        long size = size(stored);
        if (size <= LARGEST) {
            keep(stored, owner, size);
        }
    }

    private synchronized void keep(Stored stored, String owner, long size) {
        Map<String, ObjectNode> items = new HashMap<>();
        all(stored).forEach(item -> items.put(item.path("id").asString(""), item));
        items.remove("");
        String id = id(stored);
        drop(id);
        Entry entry = new Entry(stored, owner, clock.instant().plus(KEPT), size, items);
        byId.put(id, entry);
        items.keySet()
                .forEach(item ->
                        byItem.computeIfAbsent(key(owner, item), _ -> new ArrayList<>())
                                .add(entry));
        chars += size;
        while (byId.size() > MOST || chars > MOST_CHARS) {
            drop(byId.keySet().iterator().next());
        }
    }

    private static List<ObjectNode> all(Stored stored) {
        List<ObjectNode> all = new ArrayList<>(stored.ownItems());
        for (JsonNode item : stored.response().path("output")) {
            if (item instanceof ObjectNode object) {
                all.add(object);
            }
        }
        return all;
    }

    private static long size(Stored stored) {
        long size = Json.text(stored.response()).length();
        for (ObjectNode item : stored.expanded()) {
            size += Json.text(item).length();
        }
        return size;
    }

    @Override
    public synchronized boolean delete(String id, String owner) {
        return seen(byId.get(id), owner) != null && drop(id);
    }

    private boolean drop(String id) {
        Entry entry = byId.remove(id);
        if (entry == null) {
            return false;
        }
        chars -= entry.chars();
        for (String item : entry.items().keySet()) {
            byItem.computeIfPresent(
                    key(entry.owner(), item),
                    (_, all) -> {
                        all.remove(entry);
                        return all.isEmpty() ? null : all;
                    });
        }
        return true;
    }
}
