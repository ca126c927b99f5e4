package com.brievio.proxy.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are being put together, in memory that is used again. */
public final class ByteSink {
    private static final int KEPT = 64 * 1024;

    private byte[] bytes = new byte[512];
    private int length;

    /** Adds the text in UTF-8. */
    public void add(String text) {
        add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds the bytes. */
    public void add(byte[] more) {
        add(more, 0, more.length);
    }

    /** Adds a part of the bytes. */
    public void add(byte[] more, int offset, int count) {
        ensure(count);
        System.arraycopy(more, offset, bytes, length, count);
        length += count;
    }

    /** Adds one byte. */
    public void add(int one) {
        ensure(1);
        bytes[length++] = (byte) one;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }

    /** Returns the memory; the first {@link #length} bytes count. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns how many bytes there are. */
    public int length() {
        return length;
    }

    /** Forgets the bytes. */
    public void reset() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[512];
        }
    }
}
