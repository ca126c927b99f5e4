package com.brievio.conformance.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * HTTP/1.1 on a plain socket, one connection a request: shows the reads, the chunks and the close
 * that a client library hides.
 */
final class SocketTransport implements Transport {
    /** What is said where the server closes a connection that was to be used again. */
    static final String CLOSED = "the server closes the connection after each answer";

    /** What is said where the first answer on a connection did not end. */
    static final String BUSY = "the answer before it did not end";

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Deltas with output to wait for before leaving. */
    private static final int OUTPUTS = 3;

    @Override
    public Exchange.Response send(Exchange.Request request, Delivery delivery, Duration timeout)
            throws IOException {
        long before = System.nanoTime();
        try (Socket socket = connect(request.uri())) {
            long connect = System.nanoTime() - before;
            socket.setTcpNoDelay(true);
            if (delivery.before() != null) {
                first(socket, delivery.before(), timeout, delivery.mostBytes());
            }
            byte[] message = message(request, delivery.chunked(), false);
            long start = System.nanoTime();
            socket.getOutputStream().write(message);
            socket.getOutputStream().flush();
            return switch (delivery.leave()) {
                case NEVER ->
                        new ResponseReader(
                                        socket,
                                        start,
                                        connect,
                                        timeout,
                                        delivery.mostBytes(),
                                        Integer.MAX_VALUE)
                                .read();
                case AFTER_OUTPUT -> {
                    Exchange.Response seen =
                            new ResponseReader(
                                            socket,
                                            start,
                                            connect,
                                            timeout,
                                            delivery.mostBytes(),
                                            OUTPUTS)
                                    .read();
                    socket.setSoLinger(true, 0);
                    yield seen;
                }
                case AT_ONCE -> throw new IOException("the tester left before the answer");
            };
        }
    }

    /** Sends a request and reads its answer; the connection is then ready for the next one. */
    private static void first(
            Socket socket, Exchange.Request request, Duration timeout, int mostBytes)
            throws IOException {
        socket.getOutputStream().write(message(request, false, true));
        socket.getOutputStream().flush();
        Exchange.Response answer =
                new ResponseReader(
                                socket, System.nanoTime(), 0, timeout, mostBytes, Integer.MAX_VALUE)
                        .read();
        String connection = answer.header("connection");
        boolean closes =
                "close".equalsIgnoreCase(connection)
                        || answer.framing() == Exchange.Framing.UNTIL_CLOSE;
        if (closes) {
            throw new IOException(CLOSED);
        }
        boolean ended =
                answer.framing() == Exchange.Framing.CHUNKED
                        || answer.framing() == Exchange.Framing.LENGTH;
        if (!ended) {
            throw new IOException(BUSY);
        }
    }

    /** Opens a connection; TLS with the host's certificate checked. */
    static Socket connect(URI uri) throws IOException {
        boolean tls = "https".equals(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        Socket plain = new Socket();
        try {
            InetSocketAddress proxy = ProxyTunnel.proxyFor(uri);
            plain.connect(
                    proxy == null
                            ? new InetSocketAddress(uri.getHost(), port)
                            : new InetSocketAddress(proxy.getHostString(), proxy.getPort()),
                    (int) CONNECT.toMillis());
            if (!tls) {
                return plain;
            }
            if (proxy != null) {
                plain.setSoTimeout((int) CONNECT.toMillis());
                ProxyTunnel.open(plain, proxy, uri.getHost(), port);
            }
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            SSLSocket secure = (SSLSocket) factory.createSocket(plain, uri.getHost(), port, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            plain.setSoTimeout((int) CONNECT.toMillis());
            secure.startHandshake();
            plain.setSoTimeout(0);
            return secure;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static byte[] message(Exchange.Request request, boolean chunked, boolean stay)
            throws IOException {
        byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
        URI uri = request.uri();
        String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        StringBuilder head = new StringBuilder();
        head.append(request.method()).append(' ').append(path).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(uri.getRawAuthority()).append("\r\n");
        for (Header header : request.headers()) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        if (chunked) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (!request.method().equals("GET")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append("Connection: ").append(stay ? "keep-alive" : "close").append("\r\n\r\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (chunked) {
            chunks(body, out);
        } else {
            out.write(body);
        }
        return out.toByteArray();
    }

    private static void chunks(byte[] body, ByteArrayOutputStream out) throws IOException {
        int half = body.length / 2;
        for (byte[] part :
                List.of(
                        Arrays.copyOfRange(body, 0, half),
                        Arrays.copyOfRange(body, half, body.length))) {
            if (part.length > 0) {
                out.write((Integer.toHexString(part.length) + "\r\n").getBytes(US_ASCII));
                out.write(part);
                out.write("\r\n".getBytes(US_ASCII));
            }
        }
        out.write("0\r\n\r\n".getBytes(US_ASCII));
    }
}
