package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * HTTP/1.1 on a plain socket, one connection a request: shows the reads, the chunks and the close
 * that a client library hides.
 */
final class SocketTransport implements Transport {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    @Override
    public Exchange.Response send(Exchange.Request request, Duration timeout) throws IOException {
        long before = System.nanoTime();
        try (Socket socket = connect(request.uri())) {
            long connect = System.nanoTime() - before;
            socket.setTcpNoDelay(true);
            byte[] message = message(request);
            long start = System.nanoTime();
            socket.getOutputStream().write(message);
            socket.getOutputStream().flush();
            return new ResponseReader(socket, start, connect, timeout).read();
        }
    }

    /** Opens a connection; TLS with the host's certificate checked. */
    static Socket connect(URI uri) throws IOException {
        boolean tls = "https".equals(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(uri.getHost(), port), (int) CONNECT.toMillis());
            if (!tls) {
                return plain;
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

    private static byte[] message(Exchange.Request request) throws IOException {
        byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
        URI uri = request.uri();
        String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        StringBuilder head = new StringBuilder();
        head.append(request.method()).append(' ').append(path).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(uri.getRawAuthority()).append("\r\n");
        for (Header header : request.headers()) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        if (!request.method().equals("GET")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append("Connection: close\r\n\r\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        return out.toByteArray();
    }
}
