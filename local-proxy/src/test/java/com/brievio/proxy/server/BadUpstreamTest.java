package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.chat;
import static com.brievio.proxy.server.ProxyFixture.error;
import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.server.ScriptedUpstream.Connection;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever an upstream does, the client gets a status or a frame that it understands. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadUpstreamTest {
    private static final String START =
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"m\",\"usage\":{\"input_tokens\":3}}}\n\n"
                    + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
    private static final String END =
            "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}\n\n"
                    + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    private static final String STREAM = ",\"stream\":true";
    private static final String CLAUDE = "claude-sonnet-4-6";

    private WireMockServer canned;

    @BeforeAll
    void start() {
        canned = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        canned.start();
    }

    @AfterAll
    void stop() {
        canned.stop();
    }

    private static String delta(String text) {
        return "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""
                + text
                + "\"}}\n\n";
    }

    private HttpResponse<String> answeredWith(
            ResponseDefinitionBuilder answer, String model, String more) throws Exception {
        canned.resetAll();
        canned.stubFor(any(anyUrl()).willReturn(answer));
        URI uri = URI.create(canned.baseUrl());
        try (ProxyFixture proxy = ProxyFixture.over(uri, uri)) {
            return proxy.post(chat(model, more));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-6,''", "claude-sonnet-4-6,',\"stream\":true'",
        "gemini-3.5-flash,''", "gemini-3.5-flash,',\"stream\":true'"
    })
    void htmlInPlaceOfAnAnswerIsA502(String model, String more) throws Exception {
        HttpResponse<String> response =
                answeredWith(
                        aResponse()
                                .withHeader("content-type", "text/html")
                                .withBody("<html>Welcome</html>"),
                        model,
                        more);
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(error(response).path("code").asString())
                .isEqualTo("upstream_malformed_response");
        assertThat(error(response).path("message").asString())
                .endsWith("it begins with \"<html>Welcome</html>\"");
    }

    @ParameterizedTest
    @CsvSource({"502,502", "413,413", "301,502"})
    void htmlErrorsKeepTheirStatusInOpenAisForm(int status, int seen) throws Exception {
        HttpResponse<String> response =
                answeredWith(
                        aResponse()
                                .withStatus(status)
                                .withHeader("location", "http://127.0.0.1:1/")
                                .withBody("<html>"),
                        CLAUDE,
                        "");
        assertThat(response.statusCode()).isEqualTo(seen);
        assertThat(error(response).path("message").asString()).startsWith("anthropic: HTTP ");
    }

    @Test
    void rateLimitsKeepTheirHeaders() throws Exception {
        HttpResponse<String> response =
                answeredWith(
                        aResponse()
                                .withStatus(429)
                                .withHeader("request-id", "req_011A")
                                .withHeader("retry-after", "12")
                                .withHeader("anthropic-ratelimit-requests-limit", "50")
                                .withHeader("anthropic-ratelimit-requests-remaining", "0")
                                .withHeader(
                                        "anthropic-ratelimit-requests-reset",
                                        "2025-10-09T08:53:32Z")
                                .withBody(
                                        "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Too many requests for sk-ant-secret0\"}}"),
                        CLAUDE,
                        STREAM);
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).hasValue("12");
        assertThat(response.headers().firstValue("x-ratelimit-limit-requests")).hasValue("50");
        assertThat(response.headers().firstValue("x-ratelimit-reset-requests")).hasValue("0s");
        assertThat(response.headers().firstValue("x-brievio-upstream-request-id"))
                .hasValue("req_011A");
        assertThat(error(response).path("type").asString()).isEqualTo("rate_limit_error");
        assertThat(response.body()).doesNotContain("secret0");
    }

    @Test
    void garbageInAStreamIsA502BeforeTheFirstByteAndAFrameAfterIt() throws Exception {
        ResponseDefinitionBuilder garbage =
                aResponse()
                        .withHeader("content-type", "text/event-stream")
                        .withBody("data: {oops\n\n");
        HttpResponse<String> early = answeredWith(garbage, CLAUDE, STREAM);
        assertThat(early.statusCode()).isEqualTo(502);
        HttpResponse<String> late =
                answeredWith(
                        aResponse()
                                .withHeader("content-type", "text/event-stream")
                                .withBody(START + delta("Hi") + "data: {oops\n\n"),
                        CLAUDE,
                        STREAM);
        assertThat(late.statusCode()).isEqualTo(200);
        assertThat(late.body())
                .endsWith("\"code\":\"upstream_malformed_response\"}}\n\n")
                .doesNotContain("[DONE]");
    }

    @Test
    void halfACharacterIsAnErrorAndNeverAReplacement() throws Exception {
        byte[] broken = (START + delta("caf\u00e9")).getBytes(StandardCharsets.UTF_8);
        int at = new String(broken, StandardCharsets.ISO_8859_1).indexOf("\u00c3");
        broken[at + 1] = '!';
        HttpResponse<String> response =
                answeredWith(
                        aResponse()
                                .withHeader("content-type", "text/event-stream")
                                .withBody(broken),
                        CLAUDE,
                        STREAM);
        assertThat(response.body()).contains("not valid UTF-8").doesNotContain("\ufffd");
    }

    @Test
    void anErrorAsFirstEventIsAnHttpStatus() throws Exception {
        HttpResponse<String> response =
                answeredWith(
                        aResponse()
                                .withHeader("content-type", "text/event-stream")
                                .withBody(
                                        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"),
                        CLAUDE,
                        STREAM);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(error(response).path("code").asString()).isEqualTo("server_is_overloaded");
    }

    /** An error that has no code of its own keeps its words too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "claude-sonnet-4-6|{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"the tide is out\"}}|400",
                "claude-sonnet-4-6|{\"error\":{\"code\":429,\"message\":\"the tide is out\",\"status\":\"RESOURCE_EXHAUSTED\"}}|429",
                "claude-sonnet-4-6|[{\"error\":{\"code\":403,\"message\":\"the tide is out\",\"status\":\"PERMISSION_DENIED\"}}]|403",
                "gemini-3.5-flash|{\"error\":{\"code\":400,\"message\":\"the tide is out\",\"status\":\"INVALID_ARGUMENT\"}}|400"
            })
    void anErrorUnder200IsMappedWholeAndStreamed(String model, String body, int status)
            throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            HttpResponse<String> response =
                    answeredWith(
                            aResponse()
                                    .withHeader(
                                            "content-type",
                                            stream ? "text/event-stream" : "application/json")
                                    .withBody(stream ? "data: " + body + "\n\n" : body),
                            model,
                            stream ? STREAM : "");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            assertThat(error(response).path("message").asString()).endsWith("the tide is out");
        }
    }

    @Test
    void anUnreachableUpstreamIsA502() throws Exception {
        try (ProxyFixture proxy = ProxyFixture.over(URI.create("http://127.0.0.1:9"))) {
            HttpResponse<String> response = proxy.post(chat(CLAUDE, ""));
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(error(response).path("code").asString()).isEqualTo("upstream_unreachable");
        }
    }

    @Test
    void aBareJsonErrorInAGeminiStreamReachesTheClient() throws Exception {
        HttpResponse<String> response =
                answeredWith(
                        aResponse()
                                .withHeader("content-type", "text/event-stream")
                                .withBody(
                                        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Half\"}]}}]}\r\n\r\n[{\"error\":{\"code\":503,\"message\":\"Busy\",\"status\":\"UNAVAILABLE\"}}]"),
                        "gemini-3.5-flash",
                        STREAM);
        assertThat(response.body()).contains("Half").contains("gemini: Busy");
    }

    @Test
    void aConnectionThatBreaksInMidChunkEndsInAnErrorFrame() throws Exception {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk(START + delta("Half"));
                            c.send("ff\r\nevent: content_block_de");
                        });
                ProxyFixture proxy = ProxyFixture.over(upstream.uri())) {
            HttpResponse<String> response = proxy.post(chat(CLAUDE, STREAM));
            assertThat(response.body())
                    .contains("Half")
                    .endsWith("\"code\":\"upstream_truncated\"}}\n\n")
                    .doesNotContain("finish_reason\":\"stop");
        }
    }

    @Test
    void anAnswerThatBreaksOffIsA502() throws Exception {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c ->
                                c.send(
                                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"id\":"));
                ProxyFixture proxy = ProxyFixture.over(upstream.uri())) {
            HttpResponse<String> response = proxy.post(chat(CLAUDE, ""));
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(error(response).path("code").asString()).isEqualTo("upstream_truncated");
        }
    }

    @Test
    void anErrorBodyThatStallsIsA504() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send("HTTP/1.1 500 No\r\nContent-Length: 500\r\n\r\n{");
                            over.await();
                        });
                ProxyFixture proxy =
                        ProxyFixture.with(
                                ProxyFixture.options(upstream.uri(), upstream.uri())
                                        .with(ProxyFixture.SHORT))) {
            HttpResponse<String> response = proxy.post(chat(CLAUDE, ""));
            over.countDown();
            assertThat(response.statusCode()).isEqualTo(504);
        }
    }

    @Test
    void aNumberThatNoTypeHoldsIsAnErrorAndNoSilence() throws Exception {
        HttpResponse<String> response =
                answeredWith(
                        aResponse()
                                .withHeader("content-type", "text/event-stream")
                                .withBody(START + "data: {\"x\":1e99999999999}\n\n"),
                        CLAUDE,
                        STREAM);
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).endsWith("\"code\":\"upstream_malformed_response\"}}");
    }

    @Test
    void keysInAnUpstreamsWordsAreMaskedInStreamsToo() throws Exception {
        HttpResponse<String> response =
                answeredWith(
                        aResponse()
                                .withHeader("content-type", "text/event-stream")
                                .withBody(
                                        START
                                                + delta("Hi")
                                                + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"bad key sk-ant-abcdef123456\"}}\n\n"),
                        CLAUDE,
                        STREAM);
        assertThat(response.body()).contains("bad key ***").doesNotContain("abcdef123456");
    }

    @Test
    void streamsShareAConnectionToTheUpstream() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        String answer = START + delta("Hi") + END;
        String chunk = Integer.toHexString(answer.length()) + "\r\n" + answer + "\r\n0\r\n\r\n";
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            connections.incrementAndGet();
                            c.send(ScriptedUpstream.STREAM_HEAD + chunk);
                            while (c.nextRequest()) {
                                c.send(ScriptedUpstream.STREAM_HEAD + chunk);
                            }
                        });
                ProxyFixture proxy = ProxyFixture.over(upstream.uri())) {
            for (int i = 0; i < 4; i++) {
                assertThat(proxy.post(chat(CLAUDE, STREAM)).body()).contains("[DONE]");
            }
            assertThat(connections.get()).isLessThan(4);
        }
    }

    @Test
    void theFirstDeltaLeavesBeforeTheUpstreamSendsItsSecond() throws Exception {
        CountDownLatch firstArrived = new CountDownLatch(1);
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk(START + delta("first"));
                            if (firstArrived.await(20, TimeUnit.SECONDS)) {
                                c.chunk(delta("second") + END);
                            }
                            c.send("0\r\n\r\n");
                        });
                ProxyFixture proxy = ProxyFixture.over(upstream.uri())) {
            HttpResponse<InputStream> response = streamed(proxy);
            String seen = readUntil(response.body(), "first");
            assertThat(seen).doesNotContain("second");
            firstArrived.countDown();
            assertThat(readUntil(response.body(), "[DONE]")).contains("second");
        }
    }

    @Test
    void aClientThatLeavesCancelsTheUpstreamByTheSecondWrite() throws Exception {
        Semaphore more = new Semaphore(0);
        boolean[] closed = {false};
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk(START + delta("first"));
                            more.acquire();
                            closed[0] = closedByTheSecondWrite(c);
                        });
                ProxyFixture proxy = ProxyFixture.over(upstream.uri())) {
            HttpResponse<InputStream> response = streamed(proxy);
            readUntil(response.body(), "first");
            proxy.http.shutdownNow();
            response.body().close();
            more.release();
            upstream.done.get(30, TimeUnit.SECONDS);
            assertThat(closed[0]).isTrue();
            assertThat(proxy.log.poll(20, TimeUnit.SECONDS).error()).isEqualTo("the client left");
        }
    }

    /** Two writes; the reset that answers the first makes the second fail. */
    private static boolean closedByTheSecondWrite(Connection connection)
            throws java.io.IOException {
        connection.chunk(delta("second"));
        if (connection.closedByProxy(250)) {
            return true;
        }
        connection.chunk(delta("third"));
        return connection.closedByProxy(20_000);
    }

    @Test
    void aSilentStreamIsKeptAliveAndThenEndsInAnError() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk(START + delta("first"));
                            over.await();
                        });
                ProxyFixture proxy =
                        ProxyFixture.with(
                                ProxyFixture.options(upstream.uri(), upstream.uri())
                                        .with(ProxyFixture.SHORT))) {
            HttpResponse<String> response = proxy.post(chat(CLAUDE, STREAM));
            over.countDown();
            assertThat(response.body())
                    .contains(": ping\n\n")
                    .endsWith("\"code\":\"upstream_timeout\"}}\n\n");
        }
    }

    @Test
    void anUpstreamThatNeverAnswersIsA504() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.running(_ -> over.await());
                ProxyFixture proxy =
                        ProxyFixture.with(
                                ProxyFixture.options(upstream.uri(), upstream.uri())
                                        .with(ProxyFixture.SHORT))) {
            HttpResponse<String> response = proxy.post(chat(CLAUDE, ""));
            over.countDown();
            assertThat(response.statusCode()).isEqualTo(504);
            assertThat(error(response).path("code").asString()).isEqualTo("upstream_timeout");
        }
    }

    private static HttpResponse<InputStream> streamed(ProxyFixture proxy) throws Exception {
        return proxy.http.send(
                proxy.request("/chat/completions")
                        .POST(HttpRequest.BodyPublishers.ofString(chat(CLAUDE, STREAM)))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private static String readUntil(InputStream in, String mark) throws Exception {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(mark) < 0) {
            int b = in.read();
            assertThat(b).as("the stream ended before " + mark + ": " + text).isNotNegative();
            text.append((char) b);
        }
        return text.toString();
    }
}
