package com.brievio.proxy.net;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
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

    /** Adds a header line; line ends and NUL in it become spaces, so that it stays one line. */
    static void header(StringBuilder head, String name, String value) {
        head.append(oneLine(name)).append(": ").append(oneLine(value)).append("\r\n");
    }

    private static String oneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                return text.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
            }
        }
        return text;
    }

    /** Returns the head in Latin-1, any other character as a question mark. */
    static byte[] bytes(StringBuilder head) {
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
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
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
