package com.brievio.proxy.net;

import com.brievio.proxy.coding.ContentCoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Unpacks a response as it comes. Few upstreams pack what was asked for as it is, and the decoders
 * read from streams that block: they run on a virtual thread of their own, bounded both ways.
 */
final class Unpacking {
    private static final int MOST_PACKED = 64 * 1024;
    private static final int PIECES = 4;

    private final Loop loop;
    private final UpstreamExchange exchange;
    private final ResponseReceiver receiver;
    private final Source source = new Source();
    private final Semaphore pieces = new Semaphore(PIECES);
    private final Loop.Task thread;
    private boolean reading = true;
    private int owed;
    private boolean closed;

    Unpacking(
            Loop loop, ContentCoding coding, UpstreamExchange exchange, ResponseReceiver receiver) {
        this.loop = loop;
        this.exchange = exchange;
        this.receiver = receiver;
        this.thread = loop.offload(() -> unpack(coding), this::finished, _ -> finished(true));
    }

    /** Returns whether the body broke off, or was no such coding. */
    private boolean unpack(ContentCoding coding) throws InterruptedException {
        byte[] buffer = new byte[16 * 1024];
        try (InputStream in = coding.unpacked(source)) {
            int n;
            while ((n = in.read(buffer)) >= 0) {
                byte[] piece = Arrays.copyOf(buffer, n);
                pieces.acquire();
                loop.execute(() -> unpacked(piece));
            }
            return source.cut;
        } catch (IOException e) {
            return true;
        }
    }

    private void unpacked(byte[] piece) {
        if (closed) {
            return;
        }
        receiver.bytes(piece, 0, piece.length);
        receiver.pause();
        if (reading) {
            pieces.release();
        } else {
            owed++;
        }
    }

    private void finished(boolean cut) {
        if (!closed) {
            closed = true;
            receiver.end(cut);
        }
    }

    void bytes(byte[] bytes, int offset, int length) {
        if (source.add(Arrays.copyOfRange(bytes, offset, offset + length)) > MOST_PACKED) {
            exchange.setConnectionReading(false);
        }
    }

    void end(boolean cut) {
        source.end(cut);
    }

    void setReading(boolean newReading) {
        reading = newReading;
        if (reading) {
            pieces.release(owed);
            owed = 0;
        }
    }

    void close() {
        closed = true;
        thread.cancel();
    }

    /** What has arrived: packed bytes, or the end. */
    private record Arrival(byte[] bytes, boolean last, boolean cut) {}

    /** The packed bytes as the decoders want them. */
    private final class Source extends InputStream {
        private final BlockingQueue<Arrival> arrived = new LinkedBlockingQueue<>();
        private final AtomicInteger waiting = new AtomicInteger();
        private Arrival current = new Arrival(new byte[0], false, false);
        private int position;
        private boolean cut;

        int add(byte[] bytes) {
            arrived.add(new Arrival(bytes, false, false));
            return waiting.addAndGet(bytes.length);
        }

        void end(boolean isCut) {
            arrived.add(new Arrival(new byte[0], true, isCut));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int n = read(one, 0, 1);
            return n < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (!current.last() && position == current.bytes().length) {
                current = next();
                position = 0;
            }
            if (current.cut()) {
                cut = true;
                throw new IOException("the body broke off");
            }
            if (current.last()) {
                return -1;
            }
            int n = Math.min(length, current.bytes().length - position);
            System.arraycopy(current.bytes(), position, bytes, offset, n);
            position += n;
            return n;
        }

        private Arrival next() throws IOException {
            try {
                Arrival next = arrived.take();
                if (waiting.addAndGet(-next.bytes().length) <= MOST_PACKED / 2) {
                    loop.execute(() -> exchange.setConnectionReading(true));
                }
                return next;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the response is not wanted any more");
            }
        }
    }
}
