package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.chat;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.Limits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Upstreams that answer with what is no HTTP, or for ever: an error each, and no connection stays.
 */
class HostileUpstreamTest {
    private static final String SSE = "Content-Type: text/event-stream\r\n";

    static Stream<String> responses() {
        return Stream.of(
                "",
                "\r\n\r\n",
                "rubbish\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 99 Low\r\n\r\n",
                "HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n",
                "HTTP/1.1 600 High\r\nContent-Length: 0\r\n\r\n",
                "HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
                "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: " + "a".repeat(300_000) + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\n" + SSE + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\n" + SSE + "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
                "HTTP/1.1 200 OK\r\n" + SSE + "Content-Length: 50\r\n\r\ndata: {}\n\n",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{",
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("responses")
    void isAnErrorAndTheConnectionCloses(String bytes) throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(bytes);
                            c.socket.shutdownOutput();
                            closed.complete(c.closedByProxy(10_000));
                        });
                ProxyFixture proxy = ProxyFixture.over(upstream.uri())) {
            HttpResponse<String> response = proxy.post(chat("claude-sonnet-4-6", ""));
            assertThat(response.statusCode()).as(response.body()).isEqualTo(502);
            assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(proxy.log.poll(20, TimeUnit.SECONDS).error()).startsWith("anthropic: ");
        }
    }

    @Test
    void aConnectionThatDiesUnusedIsReplacedByANewOne() throws Exception {
        String body =
                "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"Once\"}}";
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(
                                    "HTTP/1.1 500 No\r\nContent-Type: application/json\r\nContent-Length: "
                                            + body.length()
                                            + "\r\n\r\n"
                                            + body);
                            // The next request on this connection gets no byte.
                            c.nextRequest();
                        });
                ProxyFixture proxy = ProxyFixture.over(upstream.uri())) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> response = proxy.post(chat("claude-sonnet-4-6", ""));
                assertThat(response.body()).contains("Once");
            }
        }
    }

    /** A byte now and then is no event: the limits of time hold. */
    @ParameterizedTest
    @ValueSource(strings = {SSE, "Content-Type: application/json\r\n"})
    void bytesThatDripDoNotKeepAResponseAlive(String type) throws Exception {
        Limits limits =
                new Limits(
                        Duration.ofSeconds(2),
                        Duration.ofMillis(700),
                        Duration.ofMillis(700),
                        Duration.ofMillis(300),
                        64 * 1024);
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send("HTTP/1.1 200 OK\r\n" + type + "Content-Length: 100000\r\n\r\n");
                            closed.complete(dripUntilClosed(c));
                        });
                ProxyFixture proxy =
                        ProxyFixture.with(
                                ProxyFixture.options(upstream.uri(), upstream.uri())
                                        .with(limits))) {
            for (String model : List.of("claude-sonnet-4-6")) {
                HttpResponse<String> response = proxy.post(chat(model, ",\"stream\":true"));
                assertThat(response.statusCode()).isEqualTo(504);
            }
            assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static boolean dripUntilClosed(ScriptedUpstream.Connection c) throws IOException {
        for (int i = 0; i < 400; i++) {
            c.send("d");
            if (c.closedByProxy(50)) {
                return true;
            }
        }
        return false;
    }
}
