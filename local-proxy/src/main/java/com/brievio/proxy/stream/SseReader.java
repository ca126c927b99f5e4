package com.brievio.proxy.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads server-sent events from bytes that arrive in any cuts: LF, CR and CRLF, a byte order mark,
 * comments, several {@code data:} lines. Pure; one instance a response.
 */
public final class SseReader {
    private static final int MAX_LINE = 32 * 1024 * 1024;
    private static final int MAX_STRAY = 64 * 1024;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private final StringBuilder data = new StringBuilder();
    private final StringBuilder stray = new StringBuilder();
    private String event = "";
    private boolean hasData;
    private boolean afterCr;
    private boolean firstLine = true;

    /** The bytes are no event stream: half a character, or a line without end. */
    public static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /**
     * Takes the next bytes and returns the events they complete.
     *
     * @throws Malformed where the bytes are no UTF-8 or a line exceeds 32 MiB
     */
    public List<SseFrame> feed(byte[] bytes, int offset, int length) {
        List<SseFrame> frames = new ArrayList<>();
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterCr) {
                afterCr = false;
                continue;
            }
            afterCr = b == '\r';
            if (b == '\n' || b == '\r') {
                endLine(frames);
            } else {
                if (line.size() >= MAX_LINE) {
                    throw new Malformed("a line of the stream exceeds " + MAX_LINE + " bytes");
                }
                line.write(b);
            }
        }
        return frames;
    }

    /**
     * Returns the lines that were no field of an event, joined by a line feed: some upstreams write
     * a bare JSON error into their stream. Includes an unfinished last line.
     */
    public String stray() {
        String rest = line.toString(StandardCharsets.UTF_8);
        return stray + (rest.startsWith("data:") ? "" : rest);
    }

    private void endLine(List<SseFrame> frames) {
        String text = decode(line.toByteArray());
        line.reset();
        if (firstLine) {
            firstLine = false;
            if (text.startsWith("\uFEFF")) {
                text = text.substring(1);
            }
        }
        if (text.isEmpty()) {
            if (hasData) {
                frames.add(new SseFrame(event, data.toString()));
            }
            event = "";
            data.setLength(0);
            hasData = false;
        } else if (!text.startsWith(":")) {
            field(text);
        }
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        if (value.startsWith(" ")) {
            value = value.substring(1);
        }
        switch (name) {
            case "data" -> {
                if (hasData) {
                    data.append('\n');
                }
                data.append(value);
                hasData = true;
            }
            case "event" -> event = value;
            case "id", "retry" -> {}
            default -> {
                if (stray.length() < MAX_STRAY) {
                    stray.append(text).append('\n');
                }
            }
        }
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("the stream is not valid UTF-8");
        }
    }
}
