package com.brievio.proxy.net;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Idle connections of one loop, for each origin the last used first. Confined to the loop. */
final class UpstreamPool implements Ticking {
    private static final int MOST_IDLE = 32;
    private static final long KEPT = Duration.ofSeconds(30).toNanos();

    private final Loop loop;
    private final Map<Origin, Deque<Idle>> idle = new HashMap<>();
    private int count;

    private record Idle(UpstreamConnection connection, long since) {}

    UpstreamPool(Loop loop) {
        this.loop = loop;
    }

    /** Returns an open connection that nobody uses, or null. */
    @Nullable UpstreamConnection take(Origin origin) {
        Deque<Idle> kept = idle.get(origin);
        while (kept != null && !kept.isEmpty()) {
            UpstreamConnection connection = kept.removeFirst().connection();
            forgotten();
            if (connection.isOpen()) {
                return connection;
            }
        }
        return null;
    }

    /** Keeps the connection for the next call, or closes it where enough are kept. */
    void put(UpstreamConnection connection) {
        Deque<Idle> kept = idle.computeIfAbsent(connection.origin(), _ -> new ArrayDeque<>());
        if (kept.size() >= MOST_IDLE) {
            connection.close();
            return;
        }
        kept.addFirst(new Idle(connection, System.nanoTime()));
        if (count++ == 0) {
            loop.add(this);
        }
    }

    /** Forgets a connection that was closed. */
    void remove(UpstreamConnection connection) {
        Deque<Idle> kept = idle.get(connection.origin());
        if (kept != null && kept.removeIf(one -> one.connection() == connection)) {
            forgotten();
        }
    }

    private void forgotten() {
        if (--count == 0) {
            loop.remove(this);
        }
    }

    @Override
    public void tick(long now) {
        for (Deque<Idle> kept : idle.values()) {
            while (!kept.isEmpty() && now - kept.getLast().since() > KEPT) {
                UpstreamConnection old = kept.removeLast().connection();
                forgotten();
                old.close();
            }
        }
    }

    void close() {
        idle.values().forEach(kept -> kept.forEach(one -> one.connection().close()));
    }
}
