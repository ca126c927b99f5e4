package com.brievio.proxy.stream;

import com.brievio.proxy.json.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events from bytes that arrive in any cuts: LF, CR and CRLF, a byte order mark,
 * comments, several {@code data:} lines. Lines are found in the bytes as they came; only one that
 * is cut is copied. Pure; one instance a response.
 */
public final class SseReader implements FrameReader {
    /** Largest event, and largest line, in bytes. */
    public static final int LARGEST_EVENT = 32 * 1024 * 1024;

    private static final int MAX_STRAY = 64 * 1024;
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

    /** The line that has begun. */
    private final ByteSink line = new ByteSink();

    /** The data of an event that has begun, where it stands in no single line of this read. */
    private final ByteSink data = new ByteSink();

    private final StringBuilder stray = new StringBuilder();
    private String event = "";

    /** The last line that named an event, and the name. */
    private byte[] named = new byte[0];

    private String name = "";
    private boolean hasData;
    private boolean afterCr;
    private boolean firstLine = true;
    private boolean malformed;

    /** Where the only data line of the event stands; a negative length where it was copied. */
    private byte[] held = new byte[0];

    private int heldOffset;
    private int heldLength = -1;

    @Override
    public void feed(byte[] bytes, int offset, int length, FrameSink sink) {
        int end = offset + length;
        int start = offset;
        if (afterCr && start < end) {
            start += bytes[start] == '\n' ? 1 : 0;
            afterCr = false;
        }
        while (start < end && !malformed) {
            int stop = lineEnd(bytes, start, end);
            if (stop == end) {
                keep(bytes, start, end - start, sink);
                break;
            }
            endLine(bytes, start, stop - start, sink);
            start = stop + 1;
            if (bytes[stop] == '\r') {
                afterCr = start == end;
                start += start < end && bytes[start] == '\n' ? 1 : 0;
            }
        }
        copyHeld();
    }

    private static int lineEnd(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && bytes[i] != '\n' && bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    /** Keeps the beginning of a line until the rest of it comes. */
    private void keep(byte[] bytes, int offset, int length, FrameSink sink) {
        if ((long) line.length() + length > LARGEST_EVENT) {
            fail(sink, "a line of the stream exceeds " + LARGEST_EVENT + " bytes");
        } else {
            line.add(bytes, offset, length);
        }
    }

    private void endLine(byte[] bytes, int offset, int length, FrameSink sink) {
        if (line.length() == 0) {
            line(bytes, offset, length, sink);
            return;
        }
        keep(bytes, offset, length, sink);
        if (!malformed) {
            copyHeld();
            line(line.bytes(), 0, line.length(), sink);
            copyHeld();
            line.reset();
        }
    }

    /** What the event holds of this read, or of a line that was put together, is copied. */
    private void copyHeld() {
        if (heldLength >= 0) {
            data.add(held, heldOffset, heldLength);
            heldLength = -1;
        }
    }

    private void fail(FrameSink sink, String why) {
        malformed = true;
        sink.frame(WireFrame.malformed(why));
    }

    /** Returns the stray lines, joined by a line feed; includes an unfinished last line. */
    @Override
    public String stray() {
        String rest = new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8);
        return stray + (rest.startsWith("data:") ? "" : rest);
    }

    private void line(byte[] bytes, int start, int size, FrameSink sink) {
        int offset = start;
        int length = size;
        if (firstLine) {
            firstLine = false;
            if (hasMark(bytes, offset, length)) {
                offset += 3;
                length -= 3;
            }
        }
        if (length == 0) {
            endEvent(sink);
        } else if (startsWithData(bytes, offset, length)) {
            int space = length > DATA.length && bytes[offset + DATA.length] == ' ' ? 1 : 0;
            int skipped = DATA.length + space;
            data(bytes, offset + skipped, length - skipped, sink);
        } else if (bytes[offset] != ':') {
            field(bytes, offset, length, sink);
        }
    }

    private static boolean hasMark(byte[] bytes, int offset, int length) {
        return length >= 3
                && bytes[offset] == (byte) 0xEF
                && bytes[offset + 1] == (byte) 0xBB
                && bytes[offset + 2] == (byte) 0xBF;
    }

    private static boolean startsWithData(byte[] bytes, int offset, int length) {
        if (length < DATA.length) {
            return false;
        }
        for (int i = 0; i < DATA.length; i++) {
            if (bytes[offset + i] != DATA[i]) {
                return false;
            }
        }
        return true;
    }

    private void data(byte[] bytes, int offset, int length, FrameSink sink) {
        if (!Utf8.isValid(bytes, offset, length) && text(bytes, offset, length, sink) == null) {
            return;
        }
        if (!hasData) {
            hasData = true;
            held = bytes;
            heldOffset = offset;
            heldLength = length;
            return;
        }
        copyHeld();
        if ((long) data.length() + length > LARGEST_EVENT) {
            fail(sink, "an event of the stream exceeds " + LARGEST_EVENT + " bytes");
        } else {
            data.add('\n');
            data.add(bytes, offset, length);
        }
    }

    private void endEvent(FrameSink sink) {
        if (hasData) {
            if (heldLength >= 0) {
                hand(held, heldOffset, heldLength, sink);
            } else {
                hand(data.bytes(), 0, data.length(), sink);
            }
        }
        event = "";
        data.reset();
        hasData = false;
        heldLength = -1;
    }

    private void hand(byte[] bytes, int offset, int length, FrameSink sink) {
        if (!sink.data(bytes, offset, length)) {
            String text = text(bytes, offset, length, sink);
            if (text != null) {
                sink.frame(WireFrame.event(event, text));
            }
        }
    }

    /** Returns the text, or fails where it is not UTF-8 and returns null. */
    private @Nullable String text(byte[] bytes, int offset, int length, FrameSink sink) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            fail(sink, "the stream is not valid UTF-8");
            return null;
        }
    }

    /** Events of one name follow each other: the line is read once. */
    private void field(byte[] bytes, int offset, int length, FrameSink sink) {
        if (Arrays.equals(bytes, offset, offset + length, named, 0, named.length)) {
            event = name;
            return;
        }
        String text = text(bytes, offset, length, sink);
        if (text != null) {
            field(text);
            if (text.startsWith("event:")) {
                named = Arrays.copyOfRange(bytes, offset, offset + length);
                name = event;
            }
        }
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        if (value.startsWith(" ")) {
            value = value.substring(1);
        }
        switch (field) {
            case "data" -> hasNoValue();
            case "event" -> event = value;
            case "id", "retry" -> {}
            default -> {
                if (stray.length() < MAX_STRAY) {
                    stray.append(text).append('\n');
                }
            }
        }
    }

    /** A line of {@code data} alone adds an empty line. */
    private void hasNoValue() {
        if (hasData) {
            copyHeld();
            data.add('\n');
        }
        hasData = true;
    }
}
