package com.brievio.proxy.net;

import com.brievio.proxy.error.ApiException;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call on a connection of the server: its head, its body as it comes, its response. */
final class FrontCall implements HttpCall {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] CHUNK_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

    private final FrontHandler front;
    private final HttpRequest request;
    private final boolean old;
    private final MemoryBudget.Holding memory;
    private final String path;
    private byte[] body = NOTHING;
    private int received;
    private boolean requestRead;
    private boolean answered;
    private boolean ended;
    private boolean chunked;

    FrontCall(FrontHandler front, HttpRequest request, MemoryBudget.Holding memory) {
        this.front = front;
        this.request = request;
        this.old = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0;
        this.memory = memory;
        this.path = path(request.uri());
    }

    /** A target may be a whole URL; a base URL that ends in a slash makes two of it. */
    private static String path(String target) {
        String path = withoutQuery(target);
        int scheme = path.indexOf("://");
        if (scheme > 0 && !path.startsWith("/")) {
            int slash = path.indexOf('/', scheme + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        return path.contains("//") ? path.replaceAll("/{2,}", "/") : path;
    }

    private static String withoutQuery(String target) {
        int end = target.indexOf('?');
        return end < 0 ? target : target.substring(0, end);
    }

    @Override
    public Loop loop() {
        return front.loop();
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String query() {
        int start = request.uri().indexOf('?');
        return start < 0 ? null : request.uri().substring(start + 1);
    }

    @Override
    public @Nullable String header(String name) {
        return request.headers().get(name);
    }

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers()
                .forEach(header ->
                        headers.merge(
                                header.getKey().toLowerCase(Locale.ROOT),
                                header.getValue(),
                                (first, second) -> first + ", " + second));
        return headers;
    }

    HttpRequest request() {
        return request;
    }

    boolean wantsContinue() {
        return HttpUtil.is100ContinueExpected(request);
    }

    /** Returns whether the client speaks HTTP/1.0: no chunks, no interim responses. */
    boolean isOld() {
        return old;
    }

    /**
     * Takes a part of the body.
     *
     * @throws ApiException with 503 where there is no memory for it
     */
    void add(ByteBuf part) {
        int length = part.readableBytes();
        if (length == 0) {
            return;
        }
        int total = received + length;
        memory.grow(total);
        if (total > body.length) {
            long declared = HttpUtil.getContentLength(request, 0L);
            int size = body.length == 0 ? Math.max(length, 4096) : body.length * 2;
            int wanted = declared >= total ? (int) Math.min(declared, size) : size;
            body = Arrays.copyOf(body, Math.max(wanted, total));
        }
        part.readBytes(body, received, length);
        received = total;
    }

    int received() {
        return received;
    }

    /**
     * Returns the body and keeps nothing of it; what reading it takes is held from here on.
     *
     * @throws ApiException with 503 where there is no memory for it
     */
    byte[] takeBody() {
        memory.grow((long) received * MemoryBudget.READ);
        byte[] whole = body.length == received ? body : Arrays.copyOf(body, received);
        body = NOTHING;
        return whole;
    }

    /** Gives back what was held of the body. */
    void dropBody() {
        body = NOTHING;
        memory.close();
    }

    boolean requestRead() {
        return requestRead;
    }

    void setRequestRead() {
        requestRead = true;
    }

    @Override
    public boolean answered() {
        return answered;
    }

    boolean ended() {
        return ended;
    }

    @Override
    public boolean isWritable() {
        return front.isWritable();
    }

    @Override
    public void respond(int status, Map<String, String> headers, byte[] whole) {
        start(status, headers, whole.length);
        if (!isHead()) {
            front.out().write(whole);
        }
        finish();
    }

    private boolean isHead() {
        return method().equals("HEAD");
    }

    @Override
    public void start(int status, Map<String, String> headers, long length) {
        answered = true;
        memory.shrink((long) received * MemoryBudget.HELD);
        chunked = length == UNKNOWN_LENGTH && !old;
        boolean untilClose = length == UNKNOWN_LENGTH && old;
        boolean stays = front.staysOpen(untilClose);
        StringBuilder head = new StringBuilder(512);
        head.append("HTTP/1.1 ").append(status).append(' ').append(HeadWriter.reason(status));
        head.append("\r\n");
        HeadWriter.header(head, "date", HeadWriter.date());
        headers.forEach((name, value) -> HeadWriter.header(head, name, value));
        if (chunked) {
            HeadWriter.header(head, "transfer-encoding", "chunked");
        } else if (!untilClose) {
            HeadWriter.header(head, "content-length", Long.toString(length));
        }
        if (!stays) {
            HeadWriter.header(head, "connection", "close");
        } else if (old) {
            HeadWriter.header(head, "connection", "keep-alive");
        }
        front.out().write(HeadWriter.bytes(head));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (length == 0 || ended || isHead()) {
            return;
        }
        ByteBuf part = front.buffer(length + 12);
        if (chunked) {
            part.writeBytes(chunkHead(length));
        }
        part.writeBytes(bytes, offset, length);
        if (chunked) {
            part.writeBytes(CHUNK_END);
        }
        front.out().write(part);
    }

    private static byte[] chunkHead(int length) {
        return (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void flush() {
        front.out().flush();
    }

    @Override
    public void end() {
        if (ended) {
            return;
        }
        if (chunked && !isHead()) {
            front.out().write(LAST_CHUNK);
        }
        finish();
    }

    private void finish() {
        setEnded();
        front.out().flush();
        front.ended(this);
    }

    @Override
    public void breakOff() {
        if (!ended) {
            setEnded();
            front.out().flush();
            front.brokenOff();
        }
    }

    void setEnded() {
        ended = true;
        dropBody();
    }
}
