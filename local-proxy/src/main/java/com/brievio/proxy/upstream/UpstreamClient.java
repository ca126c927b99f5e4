package com.brievio.proxy.upstream;

import com.brievio.proxy.Limits;
import com.brievio.proxy.coding.ContentCoding;
import com.brievio.proxy.error.ApiError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The only outbound I/O of the proxy: one call, one answer, no retry, no redirect. */
public final class UpstreamClient implements AutoCloseable {
    private final Limits limits;
    private @Nullable HttpClient http;
    private boolean closed;

    /** A client with these limits. */
    public UpstreamClient(Limits limits) {
        this.limits = limits;
    }

    /**
     * Makes the JDK's client, which reads every certificate of the trust store and so takes a
     * quarter of the whole start: the first call does it, unless this did it in spare time.
     *
     * @throws com.brievio.proxy.error.ApiException with 500 where the trust store cannot be read
     */
    public void prepare() {
        http();
    }

    private synchronized HttpClient http() {
        HttpClient client = http;
        if (client == null) {
            client = made();
            if (closed) {
                client.shutdownNow();
            }
            http = client;
        }
        return client;
    }

    private HttpClient made() {
        try {
            return HttpClient.newBuilder()
                    .connectTimeout(limits.connect())
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
        } catch (UncheckedIOException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw ApiError.of(
                            500,
                            "brievio cannot make connections: "
                                    + root.getMessage()
                                    + ". Check the trust store of its Java runtime"
                                    + " (javax.net.ssl.trustStore).",
                            ApiError.SERVER,
                            null,
                            "no_connections")
                    .exception();
        }
    }

    /**
     * An answer whose body is still coming; close it to cancel the upstream.
     *
     * @param body as it comes, packed or not
     * @param limit longest time to read the whole body
     */
    public record Answer(HttpResponse<InputStream> response, InputStream body, Duration limit)
            implements AutoCloseable {
        private static final int LARGEST = 64 * 1024 * 1024;

        /** Returns the HTTP status. */
        public int status() {
            return response.statusCode();
        }

        /** Returns the first header of this name, or null. */
        public @Nullable String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** Returns how the body is packed. */
        public ContentCoding coding() {
            return ContentCoding.of(header("content-encoding"));
        }

        /**
         * Returns the answer with its body unpacked.
         *
         * @throws com.brievio.proxy.error.ApiException with 502 for a coding that is not known
         */
        public Answer unpacked(String upstream) {
            ContentCoding coding = coding();
            if (!coding.packs()) {
                return this;
            }
            if (coding.unknown() != null) {
                close();
                throw ApiError.of(
                                502,
                                upstream
                                        + ": the answer is packed as "
                                        + coding.unknown()
                                        + ", though it was asked for as it is",
                                ApiError.SERVER,
                                null,
                                "upstream_malformed_response")
                        .exception();
            }
            return new Answer(response, coding.unpacked(body), limit);
        }

        /**
         * Reads the rest of the body, unpacked.
         *
         * @throws com.brievio.proxy.error.ApiException with 502 where it breaks off or exceeds 64
         *     MiB, 504 where it does not come in time
         */
        public UpstreamReply whole(String upstream) {
            long deadline = System.nanoTime() + limit.toNanos();
            try {
                byte[] whole = unpacked(upstream).atMost(LARGEST, limit);
                if (whole.length == LARGEST) {
                    throw new IOException("larger than " + LARGEST + " bytes");
                }
                return new UpstreamReply(status(), this::header, whole);
            } catch (IOException e) {
                boolean late = System.nanoTime() >= deadline;
                throw ApiError.of(
                                late ? 504 : 502,
                                upstream
                                        + (late
                                                ? ": the answer did not end in time"
                                                : ": the answer broke off"),
                                ApiError.SERVER,
                                null,
                                late ? "upstream_timeout" : "upstream_truncated")
                        .exception();
            }
        }

        /**
         * Reads up to this many bytes of the body.
         *
         * @throws IOException where it breaks off or does not come in time
         */
        public byte[] atMost(int bytes, Duration patience) throws IOException {
            try (Deadline _ = Deadline.closing(this, patience)) {
                return body.readNBytes(bytes);
            }
        }

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                // It is cancelled either way.
            }
        }
    }

    /** Closes an answer when its time is over. */
    private record Deadline(Thread watch) implements AutoCloseable {
        static Deadline closing(Answer answer, Duration limit) {
            return new Deadline(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    Thread.sleep(limit);
                                    answer.close();
                                } catch (InterruptedException e) {
                                    // The body came in time.
                                }
                            }));
        }

        @Override
        public void close() {
            watch.interrupt();
        }
    }

    /**
     * Sends the call and waits for the answer's headers.
     *
     * @param upstream the upstream's name, for the error
     * @throws com.brievio.proxy.error.ApiException with 502 where it cannot be reached, 504 where
     *     it does not answer in time
     * @throws InterruptedException when the server stops
     */
    public Answer send(UpstreamCall call, String upstream) throws InterruptedException {
        return send(call, upstream, limits.firstByte());
    }

    /** The same, with another limit for the headers and for the body. */
    public Answer send(UpstreamCall call, String upstream, Duration patience)
            throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(call.uri())
                        .timeout(patience)
                        .header("user-agent", "brievio")
                        .header("accept-encoding", "identity");
        if (!call.headers().containsKey("accept")) {
            request.header("accept", call.stream() ? "text/event-stream" : "application/json");
        }
        if (call.uri().getScheme().equals("http")) {
            // Else the client asks for an upgrade to HTTP/2, which some servers take badly.
            request.version(HttpClient.Version.HTTP_1_1);
        }
        String proxy = ProxyCredentials.of(call.uri());
        if (proxy != null) {
            request.header("proxy-authorization", proxy);
        }
        call.headers().forEach(request::header);
        if (call.body() == null) {
            request.GET();
        } else {
            request.header("content-type", "application/json");
            request.POST(HttpRequest.BodyPublishers.ofByteArray(call.body()));
        }
        try {
            HttpResponse<InputStream> response =
                    http().send(request.build(), _ -> new OrderedBody());
            if (response.body() == null) {
                // The JDK's client has no body for what a proxy answers to CONNECT.
                throw ApiError.of(
                                502,
                                upstream
                                        + ": the proxy of HTTPS_PROXY does not connect to "
                                        + call.uri().getHost()
                                        + " (HTTP "
                                        + response.statusCode()
                                        + ")",
                                ApiError.SERVER,
                                null,
                                "upstream_unreachable")
                        .exception();
            }
            Answer answer = new Answer(response, response.body(), patience);
            if (answer.status() < 200 || answer.status() > 599) {
                answer.close();
                throw ApiError.of(
                                502,
                                upstream
                                        + ": the answer has status "
                                        + answer.status()
                                        + ", which HTTP does not know",
                                ApiError.SERVER,
                                null,
                                "upstream_malformed_response")
                        .exception();
            }
            return answer;
        } catch (IOException e) {
            throw failure(e, call, upstream).exception();
        }
    }

    private static ApiError failure(IOException e, UpstreamCall call, String upstream) {
        int port = call.uri().getPort();
        String host =
                call.uri().getScheme()
                        + "://"
                        + call.uri().getHost()
                        + (port < 0 ? "" : ":" + port);
        boolean late =
                e instanceof HttpTimeoutException && !(e.getCause() instanceof ConnectException);
        if (late) {
            return ApiError.of(
                    504,
                    upstream + ": no answer from " + host + " in time",
                    ApiError.SERVER,
                    null,
                    "upstream_timeout");
        }
        String why =
                e instanceof SSLException
                        ? "TLS failed: " + e.getMessage()
                        : e instanceof ConnectException
                                ? "connection refused or host unknown"
                                : "connection broke off";
        return ApiError.of(
                502,
                upstream + ": " + host + " cannot be reached (" + why + ")",
                ApiError.SERVER,
                null,
                "upstream_unreachable");
    }

    /** Closes the connections. */
    @Override
    public synchronized void close() {
        closed = true;
        if (http != null) {
            http.shutdownNow();
        }
    }
}
