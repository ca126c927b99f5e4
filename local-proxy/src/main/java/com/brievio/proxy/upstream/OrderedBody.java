package com.brievio.proxy.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A body as a stream in which a failure comes after the bytes that came before it. The JDK's own
 * forgets what has arrived and was not yet read when the connection breaks.
 */
final class OrderedBody extends InputStream implements HttpResponse.BodySubscriber<InputStream> {
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable End end;
    private volatile boolean closed;

    /** What arrives: bytes, or the end. */
    private sealed interface Arrival {}

    private record Bytes(List<ByteBuffer> buffers) implements Arrival {}

    private record End(@Nullable Throwable failure) implements Arrival {}

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        if (closed) {
            newSubscription.cancel();
        } else {
            newSubscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        arrivals.add(new Bytes(item));
    }

    @Override
    public void onError(Throwable throwable) {
        arrivals.add(new End(throwable));
    }

    @Override
    public void onComplete() {
        arrivals.add(new End(null));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            if (closed) {
                throw new IOException("closed");
            }
            ByteBuffer next = buffers.peek();
            if (next == null) {
                if (!more()) {
                    return -1;
                }
            } else if (!next.hasRemaining()) {
                buffers.remove();
            } else {
                int n = Math.min(length, next.remaining());
                next.get(bytes, offset, n);
                return n;
            }
        }
    }

    /** Waits for what arrives next; returns false at the end. */
    private boolean more() throws IOException {
        Arrival arrival;
        try {
            arrival = end == null ? arrivals.take() : end;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        return switch (arrival) {
            case Bytes(List<ByteBuffer> arrived) -> {
                buffers.addAll(arrived);
                synchronized (this) {
                    if (subscription != null) {
                        subscription.request(1);
                    }
                }
                yield true;
            }
            case End last -> {
                end = last;
                if (last.failure() != null) {
                    throw new IOException("the answer broke off", last.failure());
                }
                yield false;
            }
        };
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            if (subscription != null) {
                subscription.cancel();
            }
        }
        arrivals.add(new End(new IOException("closed")));
    }
}
