package com.brievio.proxy.net;

import io.netty.buffer.ByteBuf;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes the head of a request or response (RFC 9112, sections 2 to 5). */
final class HeadWriter {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private static volatile Dated date = new Dated(0, "");

    private record Dated(long second, String text) {}

    private HeadWriter() {}

    /** Writes a header line; line ends and NUL in it become spaces, so that it stays one line. */
    static void header(ByteBuf out, String name, String value) {
        text(out, name);
        out.writeByte(':').writeByte(' ');
        text(out, value);
        end(out);
    }

    /** Writes Latin-1, of any other character a question mark. */
    static void text(ByteBuf out, String text) {
        int length = text.length();
        out.ensureWritable(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean breaks = c == '\r' || c == '\n' || c == 0;
            out.writeByte(breaks ? ' ' : c < 0x100 ? c : '?');
        }
    }

    static void end(ByteBuf out) {
        out.writeByte('\r').writeByte('\n');
    }

    /** Returns the value of the {@code Date} header. */
    static String date() {
        long second = System.currentTimeMillis() / 1000;
        Dated last = date;
        if (last.second() != second) {
            last = new Dated(second, ZonedDateTime.now(ZoneOffset.UTC).format(DATE));
            date = last;
        }
        return last.text();
    }

    /** Returns the words behind a status code. */
    static String reason(int status) {
        return io.netty.handler.codec.http.HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
