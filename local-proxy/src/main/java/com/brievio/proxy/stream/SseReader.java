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
public final class SseReader implements FrameReader {
    private static final int MAX_LINE = 32 * 1024 * 1024;
    private static final int MAX_STRAY = 64 * 1024;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private final StringBuilder data = new StringBuilder();
    private final StringBuilder stray = new StringBuilder();
    private String event = "";
    private boolean hasData;
    private boolean afterCr;
    private boolean firstLine = true;
    private boolean malformed;

    @Override
    public List<WireFrame> feed(byte[] bytes, int offset, int length) {
        List<WireFrame> frames = new ArrayList<>();
        for (int i = offset; i < offset + length && !malformed; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterCr) {
                afterCr = false;
                continue;
            }
            afterCr = b == '\r';
            if (b == '\n' || b == '\r') {
                endLine(frames);
            } else if (line.size() >= MAX_LINE) {
                fail(frames, "a line of the stream exceeds " + MAX_LINE + " bytes");
            } else {
                line.write(b);
            }
        }
        return frames;
    }

    private void fail(List<WireFrame> frames, String why) {
        malformed = true;
        frames.add(WireFrame.malformed(why));
    }

    /** Returns the stray lines, joined by a line feed; includes an unfinished last line. */
    @Override
    public String stray() {
        String rest = line.toString(StandardCharsets.UTF_8);
        return stray + (rest.startsWith("data:") ? "" : rest);
    }

    private void endLine(List<WireFrame> frames) {
        String text;
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(line.toByteArray()))
                            .toString();
        } catch (CharacterCodingException e) {
            fail(frames, "the stream is not valid UTF-8");
            return;
        }
        line.reset();
        if (firstLine) {
            firstLine = false;
            if (text.startsWith("\uFEFF")) {
                text = text.substring(1);
            }
        }
        if (text.isEmpty()) {
            if (hasData) {
                frames.add(WireFrame.event(event, data.toString()));
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
}
