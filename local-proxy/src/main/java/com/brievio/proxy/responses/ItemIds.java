package com.brievio.proxy.responses;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids of responses and their items: a prefix and 48 hex digits that nobody can guess. */
public final class ItemIds {
    private static final SecureRandom RANDOM = new SecureRandom();

    private ItemIds() {}

    /** Returns a new id, such as {@code msg_…} for the prefix {@code msg}. */
    public static String next(String prefix) {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return prefix + "_" + HexFormat.of().formatHex(bytes);
    }
}
