package com.brievio.proxy.upstream;

import com.brievio.proxy.error.Secrets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The first bytes of an answer, to be quoted where it turns out to be garbage. */
public final class Opening {
    private static final int LONGEST = 100;

    private final ByteArrayOutputStream first = new ByteArrayOutputStream(LONGEST);

    /** Returns the opening of these bytes. */
    public static Opening of(byte[] bytes) {
        Opening opening = new Opening();
        opening.add(bytes, 0, bytes.length);
        return opening;
    }

    /** Takes the next bytes. */
    void add(byte[] bytes, int offset, int length) {
        int room = LONGEST - first.size();
        if (room > 0) {
            first.write(bytes, offset, Math.min(length, room));
        }
    }

    /**
     * Returns {@code , it begins with "…"}, keys masked and control characters replaced; "" where
     * nothing came.
     */
    public String quoted() {
        if (first.size() == 0) {
            return "";
        }
        String text =
                first.toString(StandardCharsets.UTF_8)
                        .replaceAll("[\\p{Cntrl}\\ufffd\"]+", " ")
                        .strip();
        return ", it begins with \"" + Secrets.masked(text) + "\"";
    }
}
