package com.brievio.proxy.json;

import java.nio.charset.StandardCharsets;

/** Looks at bytes that ought to be UTF-8. */
public final class Utf8 {
    private Utf8() {}

    /**
     * Returns whether the bytes are UTF-8 for certain. Bytes that hold U+FFFD itself count as
     * uncertain: that is what the JDK puts in place of what is none.
     */
    public static boolean isValid(byte[] bytes, int offset, int length) {
        return isAscii(bytes, offset, length)
                || new String(bytes, offset, length, StandardCharsets.UTF_8).indexOf('\ufffd') < 0;
    }

    private static boolean isAscii(byte[] bytes, int offset, int length) {
        int all = 0;
        for (int i = offset; i < offset + length; i++) {
            all |= bytes[i];
        }
        return all >= 0;
    }
}
