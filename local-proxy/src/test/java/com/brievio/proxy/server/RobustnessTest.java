package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.chat;
import static com.brievio.proxy.server.ProxyFixture.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.brievio.proxy.Limits;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.RequestSummary;
import com.brievio.proxy.json.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients and upstreams must not be able to do. */
class RobustnessTest {
    private static ProxyOptions over(URI uri) {
        return ProxyOptions.of(
                List.of(
                        Provider.of("anthropic", uri, "owners-key"),
                        Provider.of("gemini", uri, "owners-key"),
                        Provider.of("openai", uri, "owners-key"),
                        Provider.of("bedrock", uri, "owners-key").with("region", "us-east-1")));
    }

    private static HttpResponse<String> post(ProxyFixture proxy, String path, byte[] body)
            throws Exception {
        return proxy.http.send(
                proxy.request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static URI nowhere() {
        return URI.create("http://127.0.0.1:9");
    }

    @ParameterizedTest
    @CsvSource({
        "/chat/completions,claude-sonnet-4-6",
        "/chat/completions,gemini-2.5-flash",
        "/chat/completions,local",
        "/messages,claude-sonnet-4-6",
        "/messages/count_tokens,bedrock/claude-sonnet-4-6",
        "/embeddings,gemini-embedding-001",
        "/embeddings,local"
    })
    void badUtf8IsA400WhereverItStands(String path, String model) throws Exception {
        for (String value :
                List.of("\"max_tokens\":\"\u00ff\"", "\"x\":[\"\u00c3(\"]", "\"\u00ff\":1")) {
            byte[] body =
                    ("{\"model\":\"" + model + "\"," + value + "}")
                            .getBytes(StandardCharsets.ISO_8859_1);
            try (ProxyFixture proxy = ProxyFixture.with(over(nowhere()))) {
                HttpResponse<String> refused = post(proxy, path, body);
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
                assertThat(error(refused).path("message").asString()).contains("UTF-8");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bedrock/..",
                "bedrock/../x",
                "gemini/.",
                "anthropic/a/../b",
                "gemini/a//b",
                "bedrock/..\\\\x"
            })
    void aModelNameIsNoPath(String model) throws Exception {
        try (ProxyFixture proxy = ProxyFixture.with(over(nowhere()))) {
            HttpResponse<String> refused = proxy.post(chat(model, ""));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(error(refused).path("param").asString()).isEqualTo("model");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {600, 700, 999})
    void aStatusThatHttpDoesNotKnowIsA502(int status) throws Exception {
        String answer = "HTTP/1.1 %d Odd\r\nContent-Length: 2\r\n\r\n{}".formatted(status);
        try (ScriptedUpstream upstream = ScriptedUpstream.running(c -> c.send(answer));
                ProxyFixture proxy = ProxyFixture.with(over(upstream.uri()))) {
            for (String model : List.of("claude-sonnet-4-6", "gemini-2.5-flash", "local")) {
                HttpResponse<String> failed = proxy.post(chat(model, ""));
                assertThat(failed.statusCode()).as(model).isEqualTo(502);
                assertThat(error(failed).path("code").asString())
                        .isEqualTo("upstream_malformed_response");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 OK|{\"error\":{\"message\":\"no models today\"}}|502",
                "200 OK|<html>|502",
                "503 Busy|{\"error\":{\"message\":\"busy\"}}|503"
            })
    void aBrokenListOfModelsIsAnError(String status, String body, int seen) throws Exception {
        String answer =
                "HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                        .formatted(status, body.length(), body);
        try (ScriptedUpstream upstream = ScriptedUpstream.running(c -> c.send(answer));
                ProxyFixture proxy =
                        ProxyFixture.with(
                                ProxyOptions.of(
                                        List.of(
                                                Provider.of(
                                                        "openai",
                                                        upstream.uri(),
                                                        "owners-key"))))) {
            HttpResponse<String> failed = proxy.get("/models");
            assertThat(failed.statusCode()).isEqualTo(seen);
            assertThat(error(failed).path("message").asString()).isNotEmpty();
        }
    }

    @Test
    void aRoundOfProxiesEnds() throws Exception {
        CompletableFuture<URI> target = new CompletableFuture<>();
        AtomicInteger passed = new AtomicInteger();
        String[] hops = new String[1];
        try (ScriptedUpstream between =
                        ScriptedUpstream.running(c -> {
                            passed.incrementAndGet();
                            hops[0] =
                                    c.request
                                            .lines()
                                            .filter(l -> l.startsWith("x-brievio-hops:"))
                                            .findFirst()
                                            .orElse("")
                                            .replaceFirst(".*: ", "");
                            c.send(again(target.join(), hops[0]));
                        });
                ProxyFixture proxy = ProxyFixture.with(over(between.uri()))) {
            target.complete(proxy.server.baseUrl());
            HttpResponse<String> ended = proxy.post(chat("claude-sonnet-4-6", ""));
            assertThat(ended.statusCode()).isEqualTo(500);
            assertThat(passed.get()).isEqualTo(4);
        }
    }

    /** Hands a request on to the proxy, as something between would. */
    private static String again(URI proxy, String hops) throws IOException, InterruptedException {
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(URI.create(proxy + "/chat/completions"))
                                    .header("content-type", "application/json")
                                    .header("x-brievio-hops", hops)
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    chat("claude-sonnet-4-6", "")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            int status = answer.statusCode() == 508 ? 500 : answer.statusCode();
            return "HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                    .formatted(status, answer.body().length(), answer.body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.9.9.9", "0.0.0.0", "[::1]"})
    void theOwnAddressIsKnownByAnyName(String name) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ProxyOptions options = over(URI.create("http://" + name + ":" + port)).onPort(port);
        assertThatThrownBy(() -> ProxyFixture.with(options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("own address");
    }

    @Test
    void aSilentStreamIsKeptAliveAndThenEnds() throws Exception {
        Limits limits =
                new Limits(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(700),
                        Duration.ofMillis(200),
                        64 * 1024);
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk("data: {\"choices\":[]}\n\n".getBytes(StandardCharsets.UTF_8));
                            over.join();
                        });
                ProxyFixture proxy = ProxyFixture.with(over(upstream.uri()).with(limits))) {
            for (String path : List.of("/chat/completions", "/messages")) {
                String model = path.equals("/messages") ? "claude-sonnet-4-6" : "local";
                String seen = ProxyFixture.rest(proxy.asked(path, chat(model, ",\"stream\":true")));
                String ping = path.equals("/messages") ? "event: ping\n" : ": ping\n";
                assertThat(seen.split(ping, -1)).hasSizeGreaterThan(3);
                assertThat(seen).contains("the upstream fell silent");
            }
            over.complete(null);
        }
    }

    @Test
    void halfACharacterInANameIsMendedToo() throws Exception {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c ->
                                c.send(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection:"
                                                + " close\r\n\r\n{}"));
                ProxyFixture proxy = ProxyFixture.with(over(upstream.uri()))) {
            HttpResponse<String> answer =
                    proxy.post(
                            chat(
                                    "claude-sonnet-4-6",
                                    ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{\"k\\ud83d\":{}}}}}]"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        }
    }

    /** The key that the client sent is not in the log, nor in what it is told. */
    @Test
    void aClientsTokenIsMaskedByValue() throws Exception {
        String token = "test-key";
        String body = "{\"error\":{\"message\":\"no such key: " + token + " (test%20key)\"}}";
        String answer =
                "HTTP/1.1 401 No\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                        .formatted(body.length(), body);
        try (ScriptedUpstream upstream = ScriptedUpstream.running(c -> c.send(answer));
                ProxyFixture proxy =
                        ProxyFixture.with(ProxyFixture.options(upstream.uri(), upstream.uri()))) {
            HttpResponse<String> refused = proxy.post(chat("claude-sonnet-4-6", ""));
            assertThat(refused.body()).doesNotContain(token).contains("***");
            RequestSummary logged = proxy.log.poll(5, TimeUnit.SECONDS);
            assertThat(logged).isNotNull();
            assertThat(String.valueOf(logged)).doesNotContain(token);
        }
    }

    @Test
    void halfACharacterOfAHistoryIsMendedAndSaid() throws Exception {
        String answer =
                "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":[{\"type\":\"text\",\"text\":\"ok\"}],\"stop_reason\":\"end_turn\"}";
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            seen.complete(c.request);
                            c.send(
                                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                                            .formatted(answer.length(), answer));
                        });
                ProxyFixture proxy = ProxyFixture.with(over(upstream.uri()))) {
            HttpResponse<String> answered =
                    proxy.post(
                            "{\"model\":\"claude-sonnet-4-6\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"half \\ud83d!\"}]}");
            assertThat(answered.statusCode()).isEqualTo(200);
            assertThat(answered.headers().firstValue("x-brievio-ignored"))
                    .hasValue("messages[0].content");
            assertThat(
                            Json.read(seen.join().substring(seen.join().indexOf("\r\n\r\n") + 4))
                                    .at("/messages/0/content/0/text")
                                    .asString())
                    .isEqualTo("half \uFFFD!");
        }
    }
}
