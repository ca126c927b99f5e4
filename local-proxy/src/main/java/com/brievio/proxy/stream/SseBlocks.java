package com.brievio.proxy.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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

    /** Whether a carriage return has ended the block, so that a line feed still belongs to it. */
    private boolean ended;

    /**
     * What stands up to and including a blank line.
     *
     * @param bytes as they came
     * @param data the event's data, or null where it is only a comment
     */
    public record Block(byte[] bytes, @Nullable String data) {
        /** Returns how the block ends its lines: CRLF, CR or LF. */
        public String lineEnd() {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            return text.contains("\r\n") ? "\r\n" : text.contains("\n") ? "\n" : "\r";
        }
    }

    /** Takes the next bytes and returns the blocks that they complete. */
    public List<Block> feed(byte[] bytes) {
        List<Block> blocks = new ArrayList<>();
        for (byte b : bytes) {
            boolean secondOfTwo = b == '\n' && afterCr;
            if (ended && !secondOfTwo) {
                end(blocks);
            }
            block.write(b);
            afterCr = b == '\r';
            if (secondOfTwo) {
                if (ended) {
                    end(blocks);
                }
                continue;
            }
            boolean newline = b == '\n' || b == '\r';
            if (newline && lineEmpty) {
                ended = true;
                if (b == '\n') {
                    end(blocks);
                }
            }
            lineEmpty = newline;
        }
        return blocks;
    }

    private void end(List<Block> blocks) {
        ended = false;
        byte[] bytes = block.toByteArray();
        block.reset();
        List<WireFrame> frames = new SseReader().feed(bytes, 0, bytes.length);
        blocks.add(new Block(bytes, frames.isEmpty() ? null : frames.getFirst().data()));
    }

    /**
     * Takes the end of the stream: what has come since the last blank line is a block of its own.
     */
    public List<Block> end() {
        List<Block> blocks = new ArrayList<>();
        if (ended) {
            end(blocks);
        } else if (block.size() > 0) {
            boolean crlf = block.toString(StandardCharsets.ISO_8859_1).contains("\r\n");
            String missing = (crlf ? "\r\n" : "\n").repeat(lineEmpty ? 1 : 2);
            blocks.addAll(feed(missing.getBytes(StandardCharsets.UTF_8)));
            if (ended) {
                end(blocks);
            }
        }
        return blocks;
    }

    /** Returns what has come since the last blank line. */
    public byte[] rest() {
        return block.toByteArray();
    }
}
