package com.brievio.proxy.stream;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Ids of calls that came without one: {@code call_g} and 24 hex digits (mapping.md, 5). */
public final class CallIds {
    private CallIds() {}

    /** Returns a new id. */
    public static String next() {
        byte[] bytes = new byte[12];
        ThreadLocalRandom.current().nextBytes(bytes);
        return "call_g" + HexFormat.of().formatHex(bytes);
    }

    /** Tells whether the proxy made this id; such an id is not sent upstream. */
    public static boolean isOwn(String id) {
        return id.matches("call_g[0-9a-f]{24}");
    }
}
