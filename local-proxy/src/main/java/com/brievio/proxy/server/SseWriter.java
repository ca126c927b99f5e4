package com.brievio.proxy.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes frames to the client at once; a failed write means that the client has left. */
final class SseWriter implements AutoCloseable {
    private final OutputStream out;

    SseWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes and flushes the frames.
     *
     * @throws IOException where the client has left
     */
    void write(List<String> frames) throws IOException {
        if (frames.isEmpty()) {
            return;
        }
        out.write(String.join("", frames).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
