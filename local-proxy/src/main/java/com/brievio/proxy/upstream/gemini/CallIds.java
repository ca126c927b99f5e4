package com.brievio.proxy.upstream.gemini;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Ids of calls that Gemini sent without one: {@code call_g} and 24 hex digits (mapping.md, 5). */
final class CallIds {
    private CallIds() {}

    /** Returns a new id. */
    static String next() {
        byte[] bytes = new byte[12];
        ThreadLocalRandom.current().nextBytes(bytes);
        return "call_g" + HexFormat.of().formatHex(bytes);
    }

    /** Tells whether the proxy made this id; such an id is not sent upstream. */
    static boolean isOwn(String id) {
        return id.matches("call_g[0-9a-f]{24}");
    }
}
