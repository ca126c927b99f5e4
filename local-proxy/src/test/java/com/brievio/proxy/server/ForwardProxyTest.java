package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.chat;
import static com.brievio.proxy.server.ProxyFixture.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process's proxy for outbound HTTPS: what it is asked, and what its refusal becomes. */
class ForwardProxyTest {
    private record Through(InetSocketAddress address) {
        ProxySelector selector() {
            List<Proxy> proxies = List.of(new Proxy(Proxy.Type.HTTP, address));
            return new ProxySelector() {
                @Override
                public List<Proxy> select(URI uri) {
                    return "https".equals(uri.getScheme()) ? proxies : List.of(Proxy.NO_PROXY);
                }

                @Override
                public void connectFailed(URI uri, SocketAddress at, IOException failure) {}
            };
        }
    }

    @ParameterizedTest
    @CsvSource({"407,(HTTP 407)", "403,(HTTP 403)", "502,(HTTP 502)"})
    void aProxyThatRefusesIsNamedAtOnce(int status, String words) throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        ProxySelector before = ProxySelector.getDefault();
        try (ScriptedUpstream proxy =
                        ScriptedUpstream.running(c -> {
                            asked.complete(c.request);
                            c.send("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
                        });
                ProxyFixture fixture = ProxyFixture.over(URI.create("https://api.example.test"))) {
            ProxySelector.setDefault(
                    new Through(
                                    InetSocketAddress.createUnresolved(
                                            "127.0.0.1", proxy.uri().getPort()))
                            .selector());
            HttpResponse<String> response = fixture.post(chat("claude-sonnet-4-6", ""));
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(error(response).path("message").asString())
                    .contains("the proxy of HTTPS_PROXY does not connect to api.example.test")
                    .contains(words);
            assertThat(asked.get(20, TimeUnit.SECONDS))
                    .startsWith("CONNECT api.example.test:443 HTTP/1.1");
        } finally {
            ProxySelector.setDefault(before);
        }
    }
}
