package com.brievio.proxy.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One event loop. A connection of a client and the upstream connection that answers it stay on the
 * same loop, so that nothing between them needs a lock or a queue.
 */
public final class Loop {
    private final EventLoop events;
    private final Duration period;
    private final Set<Ticking> ticking = new LinkedHashSet<>();
    private final byte[] scratch = new byte[64 * 1024];
    private @Nullable ScheduledFuture<?> ticks;

    /** A task that runs beside the loop. */
    public interface Task {
        /** Interrupts the task; what it returns is dropped. */
        void cancel();
    }

    /**
     * Wraps the loop.
     *
     * @param period how often its limits are looked at
     */
    Loop(EventLoop events, Duration period) {
        this.events = events;
        this.period = period;
    }

    EventLoop events() {
        return events;
    }

    /** Returns memory for one read, shared by all that run on this loop. */
    byte[] scratch() {
        return scratch;
    }

    /** Runs the step on the loop, soon; nothing where the loop has stopped. */
    public void execute(Runnable step) {
        try {
            events.execute(step);
        } catch (RejectedExecutionException e) {
            // The server has stopped: nobody waits for it any more.
        }
    }

    /** Runs the step on the loop after this time. */
    void after(Duration delay, Runnable step) {
        var _ = events.schedule(step, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Runs work that blocks on a virtual thread; what follows it runs on the loop.
     *
     * @param then takes the result
     * @param failed takes what was thrown
     */
    public <T extends @Nullable Object> Task offload(
            Callable<T> work, Consumer<T> then, Consumer<Throwable> failed) {
        Offloaded<T> task = new Offloaded<>(work, then, failed);
        task.start();
        return task;
    }

    private final class Offloaded<T extends @Nullable Object> implements Task {
        private final Thread thread;
        private final Callable<T> work;
        private final Consumer<T> then;
        private final Consumer<Throwable> failed;
        private volatile boolean cancelled;

        Offloaded(Callable<T> work, Consumer<T> then, Consumer<Throwable> failed) {
            this.work = work;
            this.then = then;
            this.failed = failed;
            this.thread = Thread.ofVirtual().name("brievio-blocking").unstarted(this::run);
        }

        void start() {
            thread.start();
        }

        private void run() {
            try {
                T result = work.call();
                finish(() -> then.accept(result));
            } catch (Throwable e) {
                finish(() -> failed.accept(e));
            }
        }

        private void finish(Runnable step) {
            execute(() -> {
                if (!cancelled) {
                    step.run();
                }
            });
        }

        @Override
        public void cancel() {
            cancelled = true;
            thread.interrupt();
        }
    }

    /** Shows it the clock until it is removed; one timer serves all of a loop. */
    void add(Ticking what) {
        ticking.add(what);
        if (ticks == null) {
            long nanos = period.toNanos();
            ticks = events.scheduleAtFixedRate(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    void remove(Ticking what) {
        ticking.remove(what);
        if (ticking.isEmpty() && ticks != null) {
            ticks.cancel(false);
            ticks = null;
        }
    }

    private void tick() {
        long now = System.nanoTime();
        for (Ticking what : List.copyOf(ticking)) {
            what.tick(now);
        }
    }
}
