package com.brievio.conformance.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** CONNECT, as RFC 9110 section 9.3.6 has it. */
class ProxyTunnelTest {
    /** Opens a tunnel through a proxy that answers this; returns the request that it read. */
    private static String opened(String answer, String after) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> request = threads.submit((Callable<String>) () -> proxy(server, answer));
            InetSocketAddress at =
                    new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
            try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
                ProxyTunnel.open(socket, at, "api.example.com", 443);
                byte[] rest = socket.getInputStream().readAllBytes();
                assertThat(new String(rest, StandardCharsets.UTF_8)).isEqualTo(after);
            }
            return request.get();
        }
    }

    private static String proxy(ServerSocket server, String answer) throws IOException {
        try (Socket socket = server.accept()) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            return head.toString();
        }
    }

    @Test
    void nothingOfWhatComesThroughTheTunnelIsEaten() throws Exception {
        assertThat(opened("HTTP/1.1 200 Connection established\r\n\r\nhello", "hello"))
                .startsWith("CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\n")
                .doesNotContain("Proxy-Authorization");
    }

    @Test
    void aProxyThatRefusesIsNamedWithItsAnswer() {
        for (String answer :
                new String[] {
                    "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "SSH-2.0-x\r\n\r\n"
                }) {
            assertThatThrownBy(() -> opened(answer, ""))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the proxy ")
                    .hasMessageContaining(answer.strip());
        }
        assertThat(catchThrowable(() -> opened("", ""))).isInstanceOf(IOException.class);
    }

    @Test
    void plainHttpTakesTheDirectWay() {
        assertThat(ProxyTunnel.proxyFor(URI.create("http://api.example.com/v1"))).isNull();
    }
}
