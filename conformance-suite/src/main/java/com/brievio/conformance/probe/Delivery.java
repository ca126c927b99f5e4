package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * How a request goes over the wire.
 *
 * @param chunked whether the body goes out in chunks, without a length
 * @param before a request to send first on the same connection, or null
 * @param leave when to leave
 * @param mostBytes how much of an answer's body is read; what is longer counts as never ending
 */
record Delivery(boolean chunked, Exchange.@Nullable Request before, Leave leave, int mostBytes) {
    private static final int USUAL_BYTES = 16 * 1024 * 1024;

    static final Delivery USUAL = new Delivery(false, null, Leave.NEVER, USUAL_BYTES);

    /** When the tester closes the connection. */
    enum Leave {
        /** After the answer. */
        NEVER,
        /** After three deltas with output, with a reset. */
        AFTER_OUTPUT,
        /** As soon as the request is out, in the orderly way. */
        AT_ONCE
    }

    boolean needsSocket() {
        return chunked || before != null || leave != Leave.NEVER;
    }
}
