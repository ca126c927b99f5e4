package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.chat;
import static com.brievio.proxy.server.ProxyFixture.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.RequestSummary;
import com.brievio.proxy.RouteRule;
import com.brievio.proxy.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An OpenAI-compatible server behind the proxy: its bytes, its errors, its moments. */
class PassthroughTest {
    private static final String STREAM = ",\"stream\":true";
    private static final String CHUNK =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";

    private static Provider server(URI uri) {
        return Provider.of("openai", uri, null);
    }

    private static ProxyFixture proxy(ScriptedUpstream upstream) throws IOException {
        return ProxyFixture.with(
                ProxyOptions.of(List.of(server(upstream.uri())))
                        .routedBy(List.of(new RouteRule("fast", "openai", "vendor/real-1", null)))
                        .with(ProxyFixture.SHORT));
    }

    private static ScriptedUpstream answering(String answer, CompletableFuture<String> seen) {
        return ScriptedUpstream.running(c -> {
            if (c.request.startsWith("POST")) { // not what is asked of its list of models
                seen.complete(c.request);
            }
            c.send(answer);
        });
    }

    private static String whole(String status, String headers, String body) {
        return "HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(status, headers, body.getBytes(StandardCharsets.UTF_8).length, body);
    }

    private static RequestSummary logged(ProxyFixture proxy) throws InterruptedException {
        RequestSummary summary = proxy.log.poll(10, TimeUnit.SECONDS);
        assertThat(summary).isNotNull();
        return summary;
    }

    @Test
    void bytesPassUntouchedInBothDirections() throws Exception {
        String request =
                "{ \"x\":1e400,\"a\":1,\"a\":2, \"model\" : \"gpt-x\",\"messages\":[ ],\"v\":1.10}";
        String answer =
                "{ \"object\":\"odd\",\"n\":1.10, \"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n";
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (ScriptedUpstream upstream =
                        answering(
                                whole(
                                        "200 OK",
                                        "Content-Type: application/json\r\nx-request-id: up-1\r\n"
                                                + "x-ratelimit-remaining-requests: 7\r\nopenai-processing-ms: 12\r\n"
                                                + "Connection: keep-alive, x-secret\r\nx-secret: 1\r\nSet-Cookie: a=b\r\n",
                                        answer),
                                seen);
                ProxyFixture proxy = proxy(upstream)) {
            HttpResponse<String> response = proxy.post(request);
            assertThat(response.body()).isEqualTo(answer);
            assertThat(response.headers().map())
                    .containsEntry("x-ratelimit-remaining-requests", List.of("7"))
                    .containsEntry("openai-processing-ms", List.of("12"))
                    .containsEntry("x-brievio-upstream-request-id", List.of("up-1"))
                    .doesNotContainKeys("x-secret", "set-cookie");
            assertThat(response.headers().firstValue("x-request-id").orElse("")).startsWith("req_");
            RequestSummary summary = logged(proxy);
            assertThat(summary.promptTokens()).isEqualTo(3);
            assertThat(summary.completionTokens()).isEqualTo(4);
            assertThat(summary.upstream()).isEqualTo("openai/gpt-x");
        }
        assertThat(seen.get())
                .startsWith("POST /v1/chat/completions ")
                .containsIgnoringCase("authorization: Bearer test-key\r\n")
                .endsWith("\r\n\r\n" + request);
    }

    @ParameterizedTest
    @CsvSource({
        "fast,vendor/real-1",
        "openai/gpt-5,gpt-5",
        "meta-llama/Llama-3,meta-llama/Llama-3",
        "gpt-5,gpt-5"
    })
    void onlyTheModelNameChangesWhereItMust(String name, String sent) throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        String answer = whole("200 OK", "Connection: close\r\n", "{}");
        try (ScriptedUpstream upstream = answering(answer, seen);
                ProxyFixture proxy = proxy(upstream)) {
            proxy.post("{\"n\": 1.10,  \"model\":\"" + name + "\" , \"k\" :[ ]}");
        }
        assertThat(seen.get()).endsWith("{\"n\": 1.10,  \"model\":\"" + sent + "\" , \"k\" :[ ]}");
    }

    @Test
    void errorsPassWithTheirStatusBodyAndHeaders() throws Exception {
        String body =
                "{\"error\":{\"message\":\"Slow down.\",\"type\":\"requests\",\"param\":null,\"code\":\"x\"}}";
        try (ScriptedUpstream upstream =
                        answering(
                                whole("429 Too Many", "retry-after: 9\r\n", body),
                                new CompletableFuture<>());
                ProxyFixture proxy = proxy(upstream)) {
            HttpResponse<String> response = proxy.post(chat("gpt-x", ""));
            assertThat(response.statusCode()).isEqualTo(429);
            assertThat(response.body()).isEqualTo(body);
            assertThat(response.headers().firstValue("retry-after")).hasValue("9");
            assertThat(logged(proxy).error()).isEqualTo("Slow down.");
        }
    }

    @Test
    void embeddingsPassToo() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (ScriptedUpstream upstream = answering(whole("200 OK", "", "{\"data\":[]}"), seen);
                ProxyFixture proxy = proxy(upstream)) {
            HttpResponse<String> response =
                    proxy.http.send(
                            proxy.request("/embeddings")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "{\"model\":\"fast\",\"input\":[[1,2]]}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("{\"data\":[]}");
        }
        assertThat(seen.get())
                .startsWith("POST /v1/embeddings ")
                .endsWith("{\"model\":\"vendor/real-1\",\"input\":[[1,2]]}");
    }

    @Test
    void theFirstChunkLeavesBeforeTheServerSendsItsSecond() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk(CHUNK);
                            if (arrived.await(20, TimeUnit.SECONDS)) {
                                c.chunk("data: [DONE]\n\n");
                            }
                            c.send("0\r\n\r\n");
                        });
                ProxyFixture proxy = proxy(upstream)) {
            HttpResponse<InputStream> response = streamed(proxy);
            byte[] first = response.body().readNBytes(CHUNK.length());
            assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo(CHUNK);
            arrived.countDown();
            assertThat(new String(response.body().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("data: [DONE]\n\n");
        }
    }

    /** Asks on a plain socket: the JDK's client forgets bytes when the connection breaks. */
    private static Socket asked(ProxyFixture proxy) throws IOException {
        return proxy.asked("/chat/completions", chat("gpt-x", STREAM));
    }

    private static HttpResponse<InputStream> streamed(ProxyFixture proxy) throws Exception {
        return proxy.http.send(
                proxy.request("/chat/completions")
                        .POST(HttpRequest.BodyPublishers.ofString(chat("gpt-x", STREAM)))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void aServerThatDiesInMidStreamIsAnErrorFrameAndNoEnd() throws Exception {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk(CHUNK);
                        });
                ProxyFixture proxy = proxy(upstream)) {
            assertThat(ProxyFixture.rest(asked(proxy)))
                    .contains(CHUNK)
                    .contains("data: {\"error\":{\"message\":\"openai: the answer broke off\"")
                    .doesNotEndWith("\r\n0\r\n\r\n");
            assertThat(logged(proxy).error()).isEqualTo("openai: the answer broke off");
        }
    }

    @Test
    void aServerThatDiesInMidEventIsABrokenConnection() throws Exception {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk(CHUNK + "data: {\"id\":");
                        });
                ProxyFixture proxy = proxy(upstream)) {
            assertThat(ProxyFixture.rest(asked(proxy)))
                    .contains(CHUNK + "data: {\"id\":")
                    .doesNotContain("\"error\"")
                    .doesNotEndWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void aCutAfterTheSentinelIsNone() throws Exception {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk(CHUNK + "data: [DONE]\n\n");
                        });
                ProxyFixture proxy = proxy(upstream)) {
            assertThat(proxy.post(chat("gpt-x", STREAM)).body())
                    .isEqualTo(CHUNK + "data: [DONE]\n\n");
        }
    }

    @Test
    void silenceBeforeTheFirstByteIsA504() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            over.await();
                        });
                ProxyFixture proxy = proxy(upstream)) {
            HttpResponse<String> response = proxy.post(chat("gpt-x", STREAM));
            over.countDown();
            assertThat(response.statusCode()).isEqualTo(504);
            assertThat(error(response).path("code").asString()).isEqualTo("upstream_timeout");
        }
    }

    @Test
    void silenceAfterTheFirstByteIsAFrame() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk(CHUNK);
                            over.await();
                        });
                ProxyFixture proxy = proxy(upstream)) {
            assertThat(ProxyFixture.rest(asked(proxy)))
                    .contains(CHUNK)
                    .contains("data: {\"error\":{\"message\":\"openai: the upstream fell silent\"");
            over.countDown();
        }
    }

    @Test
    void aClientThatLeavesCancelsTheServer() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            try {
                                for (int i = 0; i < 2000; i++) {
                                    c.chunk(CHUNK);
                                    Thread.sleep(5);
                                }
                                closed.complete(false);
                            } catch (IOException e) {
                                closed.complete(true);
                            }
                        });
                ProxyFixture proxy = proxy(upstream)) {
            try (InputStream body = streamed(proxy).body()) {
                assertThat(body.readNBytes(CHUNK.length())).isNotEmpty();
            }
            assertThat(closed.get(15, TimeUnit.SECONDS)).isTrue();
            assertThat(logged(proxy).error()).isEqualTo("the client left");
        }
    }

    @Test
    void connectionsAreKeptAfterErrorsAndStreams() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        String stream = ScriptedUpstream.STREAM_HEAD + "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n";
        String error = whole("400 Bad", "", "{\"error\":{\"message\":\"no\"}}");
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            connections.incrementAndGet();
                            int i = 0;
                            do {
                                c.send(i++ % 2 == 0 ? stream : error);
                            } while (c.nextRequest());
                        });
                ProxyFixture proxy = proxy(upstream)) {
            for (int i = 0; i < 6; i++) {
                assertThat(proxy.post(chat("gpt-x", STREAM)).statusCode()).isIn(200, 400);
            }
            assertThat(connections.get()).isEqualTo(1);
        }
    }

    @Test
    void aStopTellsTheClientOfAnAnswerThatOutlivesTheGrace() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk(CHUNK);
                            over.await();
                        });
                ProxyFixture proxy =
                        ProxyFixture.with(ProxyOptions.of(List.of(server(upstream.uri()))))) {
            Socket socket = asked(proxy);
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            Thread stop = Thread.ofVirtual().start(() -> proxy.server.stop(Duration.ofMillis(50)));
            assertThat(ProxyFixture.rest(socket))
                    .contains(CHUNK)
                    .contains("data: {\"error\":{\"message\":\"brievio was stopped");
            over.countDown();
            stop.join();
        }
    }

    @Test
    void modelsAreListedUnderNamesThatLeadToThem() throws Exception {
        String list =
                "{\"object\":\"list\",\"data\":[{\"id\":\"a/b\",\"created\":5,\"owned_by\":\"me\"}]}";
        try (ScriptedUpstream upstream =
                        answering(whole("200 OK", "", list), new CompletableFuture<>());
                ProxyFixture proxy =
                        ProxyFixture.with(
                                ProxyOptions.of(
                                                List.of(
                                                        Provider.of("openai", upstream.uri(), null)
                                                                .named("local"),
                                                        server(URI.create("http://127.0.0.1:9"))))
                                        .routedBy(
                                                List.of(
                                                        new RouteRule(
                                                                "fast", "local", "a/b", null))))) {
            HttpResponse<String> all = proxy.get("/models");
            assertThat(Json.read(all.body()).path("data").findValuesAsString("id"))
                    .containsExactly("fast", "local/a/b");
            HttpResponse<String> one = proxy.get("/models/local%2Fa%2Fb");
            assertThat(Json.read(one.body()).path("created").asInt()).isEqualTo(5);
            assertThat(proxy.get("/models/local/a/b").statusCode()).isEqualTo(200);
            HttpResponse<String> health =
                    proxy.http.send(
                            HttpRequest.newBuilder(proxy.server.baseUrl().resolve("/healthz"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(Json.read(health.body()).path("upstreams").findValuesAsString("name"))
                    .containsExactly("local", "openai");
        }
    }

    @Test
    void aModelThatGoesNowhereIsA404WithNearNames() throws Exception {
        ProxyOptions options =
                ProxyFixture.options(
                                URI.create("http://127.0.0.1:9"), URI.create("http://127.0.0.1:9"))
                        .routedBy(List.of(new RouteRule("my-fast-model", "anthropic", "x", null)));
        try (ProxyFixture proxy = ProxyFixture.with(options)) {
            for (String[] pair :
                    new String[][] {
                        {"my-fst-model", "my-fast-model"},
                        {"anthropc/claude-x", "anthropic/claude-x"},
                        {"sonnet-4-6", "claude-sonnet-4-6"}
                    }) {
                HttpResponse<String> response = proxy.post(chat(pair[0], ""));
                assertThat(response.statusCode()).isEqualTo(404);
                assertThat(error(response).path("code").asString()).isEqualTo("model_not_found");
                assertThat(error(response).path("message").asString())
                        .contains("Near names: " + pair[1]);
            }
        }
    }
}
