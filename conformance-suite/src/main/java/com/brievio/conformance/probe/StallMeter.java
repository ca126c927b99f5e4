package com.brievio.conformance.probe;

import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long this machine keeps a thread of ours waiting: a tester that is starved of its
 * processor sees bursts that the endpoint never sent.
 */
final class StallMeter implements AutoCloseable {
    private static final long STEP = 2_000_000;

    private final Thread thread =
            Thread.ofPlatform().daemon().name("brievio-stall").unstarted(this::run);
    private volatile boolean closed;
    private volatile long longest;

    static StallMeter start() {
        StallMeter meter = new StallMeter();
        meter.thread.start();
        return meter;
    }

    private void run() {
        while (!closed) {
            long before = System.nanoTime();
            LockSupport.parkNanos(STEP);
            longest = Math.max(longest, System.nanoTime() - before - STEP);
        }
    }

    /** Returns the longest stall so far, in nanoseconds. */
    long longest() {
        return longest;
    }

    @Override
    public void close() {
        closed = true;
    }
}
