package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.chat;
import static com.brievio.proxy.server.ProxyFixture.error;
import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.Limits;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.RequestSummary;
import com.brievio.proxy.json.Json;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packed requests and answers (decisions.md, "Compressed answers"). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressionTest {
    private static final String CLAUDE = "claude-sonnet-4-6";
    private static final String WHOLE =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-6\",\"content\":[{\"type\":\"text\",\"text\":\"packed\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":4,\"output_tokens\":2}}";
    private static final String STREAM =
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","model":"claude-sonnet-4-6","usage":{"input_tokens":4,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"packed"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}

            event: message_stop
            data: {"type":"message_stop"}

            """;
    private static final String OVERLOADED =
            "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Busy\"}}";

    /** WHOLE, packed by Brotli: the JDK has no encoder. */
    private static final String BROTLI =
            "G78AgIzTFfOilHEPAlyX+uXtoVZgpA5Ln05OPDArCYpa1LGteW4RBG7D5xIUNNbzpc5Av5ahTmz3lIOYDVrGTiGCGPmCtIv3LJfrOAz5Ji3pEKUD9+2SySQJ4Nx5xr6AqocIN8iHLOQJglLj5X4LP32tsATjvjll/AM=";

    private WireMockServer canned;
    private ProxyFixture proxy;

    @BeforeAll
    void start() throws Exception {
        canned =
                new WireMockServer(
                        WireMockConfiguration.options().dynamicPort().gzipDisabled(true));
        canned.start();
        URI uri = URI.create(canned.baseUrl());
        proxy =
                ProxyFixture.with(
                        ProxyOptions.of(
                                        List.of(
                                                Provider.of("anthropic", uri, null),
                                                Provider.of("openai", uri, null)))
                                .with(
                                        new Limits(
                                                Duration.ofSeconds(2),
                                                Duration.ofSeconds(9),
                                                Duration.ofSeconds(9),
                                                Duration.ofSeconds(9),
                                                64 * 1024)));
    }

    @AfterAll
    void stop() {
        proxy.close();
        canned.stop();
    }

    @BeforeEach
    void forget() {
        canned.resetAll();
        answer(200, "application/json", null, WHOLE.getBytes(StandardCharsets.UTF_8));
    }

    private void answer(int status, String type, String coding, byte[] body) {
        var answer = aResponse().withStatus(status).withHeader("content-type", type).withBody(body);
        canned.stubFor(
                any(anyUrl())
                        .willReturn(
                                coding == null
                                        ? answer
                                        : answer.withHeader("content-encoding", coding)));
    }

    private interface Packer {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] packed(String text, String how) throws IOException {
        if (how.equals("br")) {
            return Base64.getDecoder().decode(BROTLI);
        }
        Packer packer =
                switch (how) {
                    case "gzip", "x-gzip" -> GZIPOutputStream::new;
                    case "raw" ->
                            out ->
                                    new DeflaterOutputStream(
                                            out, new Deflater(Deflater.DEFAULT_COMPRESSION, true));
                    default -> DeflaterOutputStream::new;
                };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream over = packer.over(out)) {
            over.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static String text(HttpResponse<String> response) {
        return Json.read(response.body()).at("/choices/0/message/content").asString("");
    }

    @ParameterizedTest
    @CsvSource({"gzip,gzip", "x-gzip,gzip", "deflate,zlib", "deflate,raw", "GZIP,gzip", "br,br"})
    void aPackedAnswerIsRead(String coding, String how) throws Exception {
        answer(200, "application/json", coding, packed(WHOLE, how));
        assertThat(text(proxy.post(chat(CLAUDE, "")))).isEqualTo("packed");
        canned.verify(
                postRequestedFor(anyUrl()).withHeader("accept-encoding", equalTo("identity")));
    }

    @Test
    void soAreStreamsAndErrors() throws Exception {
        answer(200, "text/event-stream", "gzip", packed(STREAM, "gzip"));
        assertThat(proxy.post(chat(CLAUDE, ",\"stream\":true")).body())
                .contains("\"content\":\"packed\"")
                .endsWith("data: [DONE]\n\n");
        answer(529, "application/json", "deflate", packed(OVERLOADED, "raw"));
        HttpResponse<String> failed = proxy.post(chat(CLAUDE, ""));
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(error(failed).path("message").asString()).isEqualTo("anthropic: Busy");
    }

    @Test
    void whatCannotBeUnpackedIsNoAnswer() throws Exception {
        answer(200, "application/json", "zstd", new byte[] {1, 2, 3});
        HttpResponse<String> unknown = proxy.post(chat(CLAUDE, ""));
        assertThat(unknown.statusCode()).isEqualTo(502);
        assertThat(error(unknown).path("message").asString()).contains("packed as zstd");
        answer(200, "application/json", "gzip", WHOLE.getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> lying = proxy.post(chat(CLAUDE, ""));
        assertThat(lying.statusCode()).isEqualTo(502);
        assertThat(error(lying).path("code").asString()).isEqualTo("upstream_truncated");
    }

    private HttpResponse<byte[]> passed(String path, String accept) throws Exception {
        HttpRequest.Builder request =
                proxy.request(path)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        chat(path.equals("/messages") ? CLAUDE : "local", "")));
        if (accept != null) {
            request.header("accept-encoding", accept);
        }
        return proxy.http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private RequestSummary logged(HttpResponse<?> response) throws InterruptedException {
        String id = response.headers().firstValue("x-request-id").orElseThrow();
        RequestSummary summary = proxy.log.take();
        while (!summary.id().equals(id)) {
            summary = proxy.log.take();
        }
        return summary;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat/completions", "/messages"})
    void aPassedAnswerStaysPackedForWhoTakesIt(String path) throws Exception {
        byte[] packed = packed(WHOLE, "gzip");
        answer(200, "application/json", "gzip", packed);
        HttpResponse<byte[]> same = passed(path, "gzip, br;q=0.5");
        assertThat(same.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(same.body()).isEqualTo(packed);
        assertThat(logged(same).promptTokens()).isEqualTo(4);
        for (String other : new String[] {"br", "gzip;q=0", null}) {
            HttpResponse<byte[]> plain = passed(path, other);
            assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
            assertThat(new String(plain.body(), StandardCharsets.UTF_8)).isEqualTo(WHOLE);
            assertThat(logged(plain).promptTokens()).isEqualTo(4);
        }
    }

    private HttpResponse<String> sent(String coding, byte[] body) throws Exception {
        return proxy.http.send(
                proxy.request("/chat/completions")
                        .header("content-encoding", coding)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({"gzip,gzip", "X-Gzip,gzip", "deflate,zlib", "deflate,raw"})
    void aPackedRequestIsRead(String coding, String how) throws Exception {
        assertThat(text(sent(coding, packed(chat(CLAUDE, ""), how)))).isEqualTo("packed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "br", "gzip, compress"})
    void anyOtherCodingIsNamed(String coding) throws Exception {
        HttpResponse<String> refused = sent(coding, new byte[] {1, 2});
        assertThat(refused.statusCode()).isEqualTo(415);
        assertThat(error(refused).path("code").asString())
                .isEqualTo("unsupported_content_encoding");
        assertThat(error(refused).path("message").asString())
                .contains(coding.replaceFirst(".*, ", ""));
    }

    @Test
    void aRequestThatUnpacksToTooMuchIsA413AndGarbageA400() throws Exception {
        HttpResponse<String> bomb = sent("gzip", packed(" ".repeat(8_000_000), "gzip"));
        assertThat(bomb.statusCode()).isEqualTo(413);
        HttpResponse<String> garbage = sent("gzip", "no gzip".getBytes(StandardCharsets.UTF_8));
        assertThat(garbage.statusCode()).isEqualTo(400);
        assertThat(error(garbage).path("code").asString()).isEqualTo("invalid_body");
    }
}
