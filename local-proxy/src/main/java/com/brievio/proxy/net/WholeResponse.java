package com.brievio.proxy.net;

import com.brievio.proxy.upstream.UpstreamReply;
import java.time.Duration;

/**
 * A response that was read to its end.
 *
 * @param body unpacked
 */
public record WholeResponse(ResponseHead head, byte[] body) {
    private static final int LARGEST = 64 * 1024 * 1024;

    /**
     * How much, and how long, is waited for.
     *
     * @param bytes the largest body; what is longer is an error
     * @param patience time for the whole response
     */
    public record Limit(int bytes, Duration patience) {
        /** As much as any response may have, in this time. */
        public static Limit of(Duration patience) {
            return new Limit(LARGEST, patience);
        }
    }

    /** Returns it as the vendors' error tables read it. */
    public UpstreamReply reply() {
        return new UpstreamReply(head.status(), head::header, body);
    }
}
