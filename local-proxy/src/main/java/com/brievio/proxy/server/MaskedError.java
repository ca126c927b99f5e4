package com.brievio.proxy.server;

import com.brievio.proxy.stream.ByteStage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** An error body that is passed on: as it came, save that no key is in it. */
final class MaskedError implements ByteStage {
    private static final int LARGEST = 1024 * 1024;

    private final RequestContext context;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean passes;

    MaskedError(RequestContext context) {
        this.context = context;
    }

    @Override
    public byte[] feed(byte[] bytes) {
        if (passes) {
            return bytes;
        }
        body.writeBytes(bytes);
        if (body.size() < LARGEST) {
            return new byte[0];
        }
        passes = true; // No error is that long.
        return masked();
    }

    private byte[] masked() {
        byte[] whole = body.toByteArray();
        body.reset();
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        String masked = context.masked(text);
        return masked.equals(text) ? whole : masked.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public byte[] end(boolean cut) {
        return passes ? new byte[0] : masked();
    }
}
