package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.net.HttpCall;
import com.brievio.proxy.upstream.UpstreamCall;

/**
 * Counts how often a request has passed a brievio: one whose upstream leads back to itself, by a
 * name or another proxy in between, would go round for ever.
 */
final class Hops {
    static final String HEADER = "x-brievio-hops";
    private static final int MOST = 4;

    private Hops() {}

    /**
     * Refuses a request that has passed too many.
     *
     * @throws com.brievio.proxy.error.ApiException with a 508
     */
    static void check(HttpCall call) {
        if (count(call) >= MOST) {
            throw ApiError.of(
                            508,
                            "The request has passed brievio "
                                    + MOST
                                    + " times: an upstream leads back here. Check the base URLs.",
                            ApiError.SERVER,
                            null,
                            "loop_detected")
                    .exception();
        }
    }

    private static int count(HttpCall call) {
        String given = call.header(HEADER);
        return given != null && given.matches("\\d{1,3}") ? Integer.parseInt(given) : 0;
    }

    /** Returns the call with one more hop than the request has behind it. */
    static UpstreamCall onward(HttpCall inbound, UpstreamCall call) {
        return call.withHeader(HEADER, Integer.toString(count(inbound) + 1));
    }
}
