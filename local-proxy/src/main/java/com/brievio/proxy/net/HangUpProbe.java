package com.brievio.proxy.net;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Tells a client that has gone from one that has only ended its own side (docs/decisions/0025):
 * what is sent to a client that has gone draws a reset, and what is sent next meets it. Confined to
 * the loop.
 */
final class HangUpProbe {
    private static final Duration FIRST = Duration.ofMillis(10);
    private static final int MOST_IN_VAIN = 2;
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    private final Loop loop;
    private final Outflow out;
    private final FrontCall call;
    private final CallHandler handler;
    private final BooleanSupplier isRunning;
    private final Runnable gone;
    private int vain;
    private long writtenBefore;

    /**
     * Probes while one call is answered.
     *
     * @param isRunning whether it still is
     * @param gone closes the connection
     */
    HangUpProbe(
            Loop loop,
            Outflow out,
            FrontCall call,
            CallHandler handler,
            BooleanSupplier isRunning,
            Runnable gone) {
        this.loop = loop;
        this.out = out;
        this.call = call;
        this.handler = handler;
        this.isRunning = isRunning;
        this.gone = gone;
        this.writtenBefore = out.written();
    }

    void start() {
        later(FIRST);
    }

    private void later(Duration wait) {
        loop.after(
                wait,
                () -> {
                    if (isRunning.getAsBoolean()) {
                        look();
                        later(wait.multipliedBy(2));
                    }
                });
    }

    /** What was sent since the last look, or waits to be, is a probe itself. */
    private void look() {
        boolean silent = out.written() == writtenBefore && call.isWritable();
        if (silent && !call.answered()) {
            sendContinue(out);
        } else if (silent) {
            vain = handler.probe() ? 0 : vain + 1;
        }
        writtenBefore = out.written();
        if (vain >= MOST_IN_VAIN) {
            gone.run();
        }
    }

    /** Sends the interim response that every client of HTTP/1.1 passes over. */
    static void sendContinue(Outflow out) {
        out.write(CONTINUE.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
