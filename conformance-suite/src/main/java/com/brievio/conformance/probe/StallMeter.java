package com.brievio.conformance.probe;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long this machine keeps threads of ours waiting: a tester that is starved of its
 * processor sees bursts that the endpoint never sent. One platform thread stands for the reader of
 * a timed probe, one virtual thread for a simulated endpoint inside this process.
 */
final class StallMeter implements AutoCloseable {
    private static final long STEP = 2_000_000;

    private final AtomicLong longest = new AtomicLong();
    private volatile boolean closed;

    static StallMeter start() {
        StallMeter meter = new StallMeter();
        for (Thread.Builder kind : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
            kind.name("brievio-stall").start(meter::run);
        }
        return meter;
    }

    private void run() {
        while (!closed) {
            long before = System.nanoTime();
            LockSupport.parkNanos(STEP);
            longest.accumulateAndGet(System.nanoTime() - before - STEP, Math::max);
        }
    }

    /** Returns the longest stall so far, in nanoseconds. */
    long longest() {
        return longest.get();
    }

    @Override
    public void close() {
        closed = true;
    }
}
