package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Exchange.Framing;
import com.brievio.conformance.wire.Exchange.Read;
import com.brievio.conformance.wire.Header;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads one HTTP/1.1 response from a socket and notes when which part of its body arrived. */
final class ResponseReader {
    /** How long the body may stay open after the last event before it counts as never ending. */
    private static final Duration LINGER = Duration.ofSeconds(6);

    /** What the last event of a stream holds: of chat completions, of Messages, of Responses. */
    private static final List<byte[]> LAST =
            Stream.of(
                            "[DONE]",
                            "message_stop\"",
                            "response.completed\"",
                            "response.incomplete\"",
                            "response.failed\"")
                    .map(mark -> mark.getBytes(StandardCharsets.US_ASCII))
                    .toList();

    private static final int MOST_HEAD = 256 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final long start;
    private final long connect;
    private long deadline;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int filled;
    private long fillTime;
    private final Body body = new Body();
    private final List<Read> reads = new ArrayList<>();

    private final int mostBytes;
    private int deltasLeft;
    private int last;

    /** The bytes so far. */
    private static final class Body extends ByteArrayOutputStream {
        boolean endsWith(byte[] mark) {
            int from = count - mark.length;
            return from >= 0 && Arrays.equals(buf, from, count, mark, 0, mark.length);
        }
    }

    /** Reads at most this many events of a stream after its first one, which has no output yet. */
    ResponseReader(
            Socket socket,
            long start,
            long connect,
            Duration timeout,
            int mostBytes,
            int mostDeltas)
            throws IOException {
        this.mostBytes = mostBytes;
        this.deltasLeft = mostDeltas;
        this.socket = socket;
        this.in = socket.getInputStream();
        this.start = start;
        this.connect = connect;
        this.deadline = start + timeout.toNanos();
    }

    /**
     * Reads the response.
     *
     * @throws IOException where no complete head came
     */
    Exchange.Response read() throws IOException {
        int status;
        List<Header> headers;
        do {
            status = statusLine();
            headers = headers();
        } while (status >= 100 && status < 200);
        long headersAt = System.nanoTime() - start;
        Framing framing = body(status, headers);
        return new Exchange.Response(
                status,
                headers,
                body.toByteArray(),
                reads,
                framing,
                new Exchange.Timing(connect, headersAt, System.nanoTime() - start, 0));
    }

    /** Enough was read: the tester leaves in the middle of the answer. */
    private static final class TesterLeft extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private int statusLine() throws IOException {
        String line = line();
        if (!line.matches("HTTP/1\\.[01] \\d{3}.*")) {
            throw new IOException(
                    "the answer is not HTTP/1.1 but begins with \""
                            + line.substring(0, Math.min(40, line.length()))
                            + "\"");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private List<Header> headers() throws IOException {
        List<Header> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(
                        new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
            }
        }
        return headers;
    }

    private static String value(List<Header> headers, String name) {
        return headers.stream()
                .filter(h -> h.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst()
                .orElse("");
    }

    private Framing body(int status, List<Header> headers) throws IOException {
        if (status == 204 || status == 304) {
            return Framing.LENGTH;
        }
        String coding = value(headers, "transfer-encoding").toLowerCase(Locale.ROOT);
        String length = value(headers, "content-length");
        try {
            if (coding.contains("chunked")) {
                chunks();
                return Framing.CHUNKED;
            }
            if (length.matches("\\d{1,9}")) {
                take(Integer.parseInt(length));
                return Framing.LENGTH;
            }
            int b;
            while ((b = next()) >= 0) {
                append(b);
            }
            return Framing.UNTIL_CLOSE;
        } catch (TesterLeft e) {
            return Framing.LEFT;
        } catch (SocketTimeoutException e) {
            return Framing.NEVER_ENDED;
        } catch (EOFException | SocketException e) {
            return Framing.CUT;
        }
    }

    private void chunks() throws IOException {
        while (true) {
            String size = line().split(";", -1)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,7}")) {
                throw new EOFException("no chunk size: " + size);
            }
            int n = Integer.parseInt(size, 16);
            if (n == 0) {
                String trailer = line();
                while (!trailer.isEmpty()) {
                    trailer = line();
                }
                return;
            }
            take(n);
            if (!line().isEmpty()) {
                throw new EOFException("a chunk is longer than its size");
            }
        }
    }

    private void take(int n) throws IOException {
        for (int i = 0; i < n; i++) {
            int b = next();
            if (b < 0) {
                throw new EOFException("the body ended early");
            }
            append(b);
        }
    }

    private void append(int b) throws IOException {
        if (body.size() >= mostBytes) {
            throw new SocketTimeoutException("the body exceeds " + mostBytes + " bytes");
        }
        body.write(b);
        int end = body.size();
        if (!reads.isEmpty() && reads.getLast().nanos() == fillTime) {
            reads.set(reads.size() - 1, new Read(fillTime, end));
        } else {
            reads.add(new Read(fillTime, end));
        }
        if (b == '\n' && end > 1 && last == '\n' && deltasLeft-- < 0) {
            throw new TesterLeft();
        }
        last = b;
        if ((b == ']' || b == '"') && LAST.stream().anyMatch(body::endsWith)) {
            deadline = Math.min(deadline, System.nanoTime() + LINGER.toNanos());
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = next();
            if (b < 0) {
                throw new EOFException(
                        line.size() == 0
                                ? "the connection was closed without an answer"
                                : "the connection was closed in the head of the answer");
            }
            if (b == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            if (line.size() > MOST_HEAD) {
                throw new IOException("the head of the answer has a line without end");
            }
            line.write(b);
        }
    }

    private int next() throws IOException {
        if (position == filled) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new SocketTimeoutException("no end in time");
            }
            socket.setSoTimeout((int) Math.max(1, left / 1_000_000));
            filled = Math.max(0, in.read(buffer));
            position = 0;
            fillTime = System.nanoTime() - start;
            if (filled == 0) {
                return -1;
            }
        }
        return buffer[position++] & 0xff;
    }
}
