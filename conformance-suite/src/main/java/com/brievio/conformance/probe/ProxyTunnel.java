package com.brievio.conformance.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The way through the process's proxy, if one is set: for HTTPS, by CONNECT. */
final class ProxyTunnel {
    private static final int LONGEST_HEAD = 16 * 1024;

    private ProxyTunnel() {}

    /** Returns the proxy for this address, or null for the direct way. */
    static @Nullable InetSocketAddress proxyFor(URI uri) {
        ProxySelector selector = ProxySelector.getDefault();
        if (selector == null || !"https".equalsIgnoreCase(uri.getScheme())) {
            return null;
        }
        for (Proxy proxy : selector.select(uri)) {
            if (proxy.type() == Proxy.Type.HTTP
                    && proxy.address() instanceof InetSocketAddress at) {
                return at;
            }
        }
        return null;
    }

    /** Returns the value of {@code Proxy-Authorization}, or null where the proxy wants none. */
    static @Nullable String authorization(InetSocketAddress proxy) {
        PasswordAuthentication known =
                Authenticator.requestPasswordAuthentication(
                        proxy.getHostString(),
                        null,
                        proxy.getPort(),
                        "https",
                        "",
                        "Basic",
                        null,
                        Authenticator.RequestorType.PROXY);
        if (known == null) {
            return null;
        }
        String pair = known.getUserName() + ":" + new String(known.getPassword());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Asks the proxy at the other end of the socket to connect on.
     *
     * @throws IOException where it does not
     */
    static void open(Socket socket, InetSocketAddress proxy, String host, int port)
            throws IOException {
        String authorization = authorization(proxy);
        String head =
                "CONNECT %s:%d HTTP/1.1\r\nHost: %s:%d\r\n%s\r\n"
                        .formatted(
                                host,
                                port,
                                host,
                                port,
                                authorization == null
                                        ? ""
                                        : "Proxy-Authorization: " + authorization + "\r\n");
        socket.getOutputStream().write(head.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        String answer = head(socket.getInputStream());
        if (!answer.matches("(?s)HTTP/1\\.[01] 2\\d\\d.*")) {
            String line = answer.lines().findFirst().orElse("nothing");
            throw new IOException(
                    "the proxy %s:%d does not connect: %s"
                            .formatted(proxy.getHostString(), proxy.getPort(), line));
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int b;
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n") && (b = in.read()) >= 0) {
            head.write(b);
            if (head.size() > LONGEST_HEAD) {
                break;
            }
        }
        return head.toString(ISO_8859_1);
    }
}
