package com.brievio.proxy.net;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that are held for requests in flight: bodies, responses being put together,
 * images. What goes beyond half of the heap is refused at once, so that what runs can end; small
 * holdings are always granted. Safe for use by several threads.
 */
public final class MemoryBudget {
    /** What is read as JSON takes about so many times its length until it is sent on. */
    public static final int READ = 6;

    /** What is held as bytes and copied once. */
    public static final int HELD = 2;

    private static final int SMALL = 64 * 1024;

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    /** A budget of this many bytes. */
    public MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** Returns half of the largest heap. */
    public static MemoryBudget ofHeap() {
        return new MemoryBudget(Runtime.getRuntime().maxMemory() / 2);
    }

    /** Bytes that are held until they are released. Confined to one thread at a time. */
    public final class Holding implements AutoCloseable {
        private long bytes;

        /**
         * Holds this many bytes in all.
         *
         * @throws ApiException with 503 where there is no room for them
         */
        public void grow(long total) {
            long more = total - bytes;
            if (more <= 0) {
                return;
            }
            if (held.addAndGet(more) > limit && total > SMALL) {
                held.addAndGet(-more);
                throw full(total).exception();
            }
            bytes = total;
        }

        /** Gives back all but this many bytes. */
        public void shrink(long total) {
            if (total < bytes) {
                held.addAndGet(total - bytes);
                bytes = total;
            }
        }

        /** Returns whether so many bytes would be granted now. */
        public boolean wouldGrant(long total) {
            return total <= SMALL || held.get() + total - bytes <= limit;
        }

        /** Gives back all; the holding can be used again. */
        @Override
        public void close() {
            held.addAndGet(-bytes);
            bytes = 0;
        }
    }

    /** Returns a holding of nothing. */
    public Holding open() {
        return new Holding();
    }

    /** Returns how many bytes are held. */
    public long held() {
        return held.get();
    }

    /** Returns the error for what needs so many bytes more than there are. */
    public ApiError full(long bytes) {
        String hint =
                bytes > limit
                        ? "; give it a larger heap, such as BRIEVIO_JAVA_OPTS=-Xmx1g"
                        : "; ask again in a moment";
        return new ApiError(
                503,
                "brievio has no memory left for a request of this size" + hint + ".",
                ApiError.SERVER,
                null,
                "out_of_memory",
                Map.of("retry-after", "1"));
    }
}
