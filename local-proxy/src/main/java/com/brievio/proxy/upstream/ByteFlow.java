package com.brievio.proxy.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one answer as they arrive. Owns the answer: reads the upstream on a thread of its
 * own, so that a silent upstream can be waited for with patience. Closing it cancels the upstream.
 */
public final class ByteFlow implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final int DRAINED_BYTES = 64 * 1024;
    private static final int QUEUED_PIECES = 64;

    private final UpstreamClient.Answer answer;
    private final BlockingQueue<Piece> queue = new ArrayBlockingQueue<>(QUEUED_PIECES);
    private final Thread reader;
    private volatile boolean ended;
    private volatile boolean enough;

    /** What has arrived. */
    public sealed interface Piece {
        /** One read of the body, never empty. */
        record Bytes(byte[] bytes) implements Piece {}

        /**
         * The end of the body; nothing follows.
         *
         * @param cut whether the connection broke before HTTP's own end
         */
        record End(boolean cut) implements Piece {}
    }

    private ByteFlow(UpstreamClient.Answer answer) {
        this.answer = answer;
        this.reader = Thread.ofVirtual().name("brievio-upstream").unstarted(this::read);
    }

    /** Starts reading the answer. */
    public static ByteFlow open(UpstreamClient.Answer answer) {
        ByteFlow flow = new ByteFlow(answer);
        flow.reader.start();
        return flow;
    }

    /** Returns what comes next, or null where nothing came in this time. */
    public @Nullable Piece next(Duration patience) throws InterruptedException {
        return queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void read() {
        byte[] buffer = new byte[16 * 1024];
        int wasted = 0;
        try {
            boolean cut = false;
            try {
                InputStream in = answer.body();
                int n;
                while ((n = in.read(buffer)) >= 0) {
                    if (!enough) {
                        queue.put(new Piece.Bytes(Arrays.copyOf(buffer, n)));
                        continue;
                    }
                    wasted += n;
                    if (wasted > DRAINED_BYTES) {
                        answer.close();
                        return;
                    }
                }
            } catch (IOException e) {
                cut = true;
            }
            ended = true;
            if (!enough) {
                queue.put(new Piece.End(cut));
            }
        } catch (InterruptedException e) {
            answer.close();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Tells that nothing more is wanted: what little still follows is read in the background, so
     * that the connection can be used again.
     */
    public void enough() {
        enough = true;
        queue.clear();
        if (!ended) {
            Thread.startVirtualThread(this::closeWhenLate);
        }
    }

    private void closeWhenLate() {
        try {
            if (!reader.join(DRAIN)) {
                answer.close();
            }
        } catch (InterruptedException e) {
            answer.close();
        }
    }

    /** Cancels the upstream where it is still answering; a complete answer's connection is kept. */
    @Override
    public void close() {
        if (!ended && !enough) {
            answer.close();
            reader.interrupt();
        }
    }
}
