package com.brievio.proxy.stream;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of server-sent events behind every blank line, bytes kept as they came. Pure; one
 * instance a response.
 */
public final class SseBlocks {
    private final ByteArrayOutputStream block = new ByteArrayOutputStream(512);
    private boolean lineEmpty = true;
    private boolean afterCr;

    /**
     * What stands up to and including a blank line.
     *
     * @param bytes as they came
     * @param data the event's data, or null where it is only a comment
     */
    public record Block(byte[] bytes, @Nullable String data) {}

    /** Takes the next bytes and returns the blocks that they complete. */
    public List<Block> feed(byte[] bytes) {
        List<Block> blocks = new ArrayList<>();
        for (byte b : bytes) {
            block.write(b);
            if (b == '\n' && afterCr) {
                afterCr =
                        false; // The second half of CRLF; where it ended a block, a harmless line.
                continue;
            }
            afterCr = b == '\r';
            boolean newline = b == '\n' || b == '\r';
            if (newline && lineEmpty) {
                end(blocks);
            }
            lineEmpty = newline;
        }
        return blocks;
    }

    private void end(List<Block> blocks) {
        byte[] bytes = block.toByteArray();
        block.reset();
        List<WireFrame> frames = new SseReader().feed(bytes, 0, bytes.length);
        blocks.add(new Block(bytes, frames.isEmpty() ? null : frames.getFirst().data()));
    }

    /** Returns what has come since the last blank line. */
    public byte[] rest() {
        return block.toByteArray();
    }
}
