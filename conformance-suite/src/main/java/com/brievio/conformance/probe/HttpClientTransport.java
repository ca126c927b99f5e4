package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Header;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The JDK's client: robust, but it hides chunks and reads, so it carries no streamed probe. No
 * redirects; one retry where a kept connection was closed.
 */
final class HttpClientTransport implements Transport, AutoCloseable {
    private static final Set<String> OWN = Set.of("host", "content-length", "connection");

    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(10))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();

    @Override
    public Exchange.Response send(Exchange.Request request, Delivery delivery, Duration timeout)
            throws IOException, InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri()).timeout(timeout);
        for (Header header : request.headers()) {
            if (!OWN.contains(header.name().toLowerCase(java.util.Locale.ROOT))) {
                builder.header(header.name(), header.value());
            }
        }
        InetSocketAddress proxy = ProxyTunnel.proxyFor(request.uri());
        String authorization = proxy == null ? null : ProxyTunnel.authorization(proxy);
        if (authorization != null) {
            builder.header("Proxy-Authorization", authorization);
        }
        builder.method(
                request.method(),
                request.body().isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(request.body()));
        long start = System.nanoTime();
        HttpResponse<byte[]> response = sent(builder.build(), delivery.mostBytes(), timeout);
        long end = System.nanoTime() - start;
        List<Header> headers = new ArrayList<>();
        response.headers()
                .map()
                .forEach((name, values) -> values.forEach(v -> headers.add(new Header(name, v))));
        return new Exchange.Response(
                response.statusCode(),
                headers,
                response.body(),
                List.of(new Exchange.Read(end, response.body().length)),
                Exchange.Framing.HIDDEN,
                new Exchange.Timing(0, end, end, 0));
    }

    /**
     * A server may close a kept connection in the moment in which it is used again, which is no
     * fault of this request: it goes out once more.
     */
    private HttpResponse<byte[]> sent(HttpRequest request, int mostBytes, Duration timeout)
            throws IOException, InterruptedException {
        try {
            return whole(request, mostBytes, timeout);
        } catch (IOException e) {
            if (!wasClosed(e)) {
                throw e;
            }
            return whole(request, mostBytes, timeout);
        }
    }

    private static boolean wasClosed(Throwable e) {
        boolean closed = e instanceof EOFException || e instanceof SocketException;
        return !(e instanceof ConnectException)
                && (closed || (e.getCause() != null && wasClosed(e.getCause())));
    }

    /** The client's own timeout ends with the headers: a body may drip for ever. */
    private HttpResponse<byte[]> whole(HttpRequest request, int mostBytes, Duration timeout)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofByteArray(), mostBytes));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("request timed out");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause
                    ? cause
                    : new IOException(String.valueOf(e.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
