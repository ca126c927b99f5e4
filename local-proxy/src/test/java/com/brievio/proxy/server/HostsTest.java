package com.brievio.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in under which name (decisions.md, "Host rule"). */
class HostsTest {
    private static final ProxyOptions OPTIONS =
            ProxyOptions.of(
                    List.of(
                            Provider.of(
                                    "anthropic", URI.create("http://127.0.0.1:9"), "owners-key")));

    private static String answer(ProxyFixture proxy, String path, String host, String key)
            throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), proxy.server.baseUrl().getPort())) {
            String request =
                    "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n"
                            .formatted(
                                    path,
                                    host,
                                    key == null ? "" : "Authorization: Bearer " + key + "\r\n");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void withAKeyEveryNameIsServed() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.with(OPTIONS.guardedBy("guard-key"))) {
            for (String host : List.of("10.1.2.3:4000", "brievio.default.svc", "[::1]")) {
                assertThat(answer(proxy, "/x", host, "guard-key")).startsWith("HTTP/1.1 404");
                assertThat(answer(proxy, "/x", host, "other")).startsWith("HTTP/1.1 401");
                assertThat(answer(proxy, "/healthz", host, null))
                        .startsWith("HTTP/1.1 200")
                        .doesNotContain("upstreams");
                assertThat(answer(proxy, "/healthz", host, "guard-key")).contains("upstreams");
            }
        }
    }

    @Test
    void withoutOneOnlyNamesOfThisMachine() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.with(OPTIONS)) {
            assertThat(answer(proxy, "/x", "localhost:1", null)).startsWith("HTTP/1.1 404");
            for (String host : List.of("evil.example", "10.1.2.3", "localhost.evil.example")) {
                assertThat(answer(proxy, "/x", host, null)).startsWith("HTTP/1.1 403");
                assertThat(answer(proxy, "/healthz", host, null)).startsWith("HTTP/1.1 200");
            }
        }
    }

    /** Load balancers ask in the oldest way, and for the head alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /healthz HTTP/1.0\r\n\r\n",
                "HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            })
    void aProbeIsAnsweredHoweverItAsks(String request) throws Exception {
        try (ProxyFixture proxy = ProxyFixture.with(OPTIONS.guardedBy("guard-key"));
                Socket socket =
                        new Socket(
                                InetAddress.getLoopbackAddress(),
                                proxy.server.baseUrl().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = ProxyFixture.rest(socket);
            assertThat(answer).contains(" 200 ");
            assertThat(answer.endsWith("}")).isEqualTo(request.startsWith("GET"));
        }
    }

    @Test
    void namedHostsAreServedAndNoOthers() throws Exception {
        ProxyOptions named = OPTIONS.servingHosts(List.of("Harbour.example"));
        for (ProxyOptions options : List.of(named, named.guardedBy("guard-key"))) {
            try (ProxyFixture proxy = ProxyFixture.with(options)) {
                assertThat(answer(proxy, "/x", "harbour.example:80", "guard-key"))
                        .startsWith("HTTP/1.1 404");
                assertThat(answer(proxy, "/x", "evil.example", "guard-key"))
                        .startsWith("HTTP/1.1 403");
            }
        }
    }

    /** A bare address cannot be a name that a web page has made its own. */
    @Test
    void whereEverybodyMayComeAddressesAreServed() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.with(OPTIONS.openTo(true))) {
            assertThat(answer(proxy, "/x", "10.1.2.3:4000", null)).startsWith("HTTP/1.1 404");
            assertThat(answer(proxy, "/x", "[fd00::1]:4000", null)).startsWith("HTTP/1.1 404");
            assertThat(answer(proxy, "/x", "evil.example", null)).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void theAddressToldIsOneThatAClientHereCanUse() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.with(OPTIONS.onHost("0.0.0.0"))) {
            assertThat(proxy.server.baseUrl().getHost()).isEqualTo("127.0.0.1");
        }
    }
}
