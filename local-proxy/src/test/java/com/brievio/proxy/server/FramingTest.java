package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.chat;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.Limits;
import com.brievio.proxy.RequestSummary;
import com.brievio.proxy.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What HTTP itself can get wrong, on a socket: OpenAI's form, never a 500, and the next is served.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingTest {
    private static final String HOST = "Host: 127.0.0.1\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";

    private ProxyFixture proxy;

    @BeforeAll
    void start() throws IOException {
        Limits limits =
                new Limits(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        64 * 1024,
                        Duration.ofMillis(400));
        proxy =
                ProxyFixture.with(
                        ProxyFixture.options(
                                        URI.create("http://127.0.0.1:9"),
                                        URI.create("http://127.0.0.1:9"))
                                .with(limits));
    }

    @BeforeEach
    void forget() {
        proxy.log.clear();
    }

    @AfterAll
    void stop() {
        proxy.close();
    }

    private Socket connected() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), proxy.server.baseUrl().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private String answered(String request) throws IOException {
        Socket socket = connected();
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return ProxyFixture.rest(socket);
    }

    private static JsonNode error(String response) {
        int body = response.indexOf("\r\n\r\n");
        assertThat(body).as(response).isPositive();
        return Json.read(response.substring(body + 4)).path("error");
    }

    private RequestSummary logged() throws InterruptedException {
        RequestSummary line = proxy.log.poll(20, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
        return line;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /v1/models HTTP/1.1\\r\\nHost: a\\r\\nX: a\\x00b\\r\\n\\r\\n | 400",
                "GET /v1/models HTTP/1.1\\r\\nHost: a\\r\\nX: a\\x7fb\\r\\n\\r\\n | 400",
                "GET /v1/models HTTP/1.1\\r\\nHost: a\\r\\nX y: 1\\r\\n\\r\\n | 400",
                "GET /v1/models HTTP/1.1\\r\\nHost: a\\r\\nno colon\\r\\n\\r\\n | 400",
                "GET /v1/models HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n | 400",
                "GET /%zz HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400",
                "GET /a^b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400",
                "GET /v1/models HTTP/3.0\\r\\nHost: a\\r\\n\\r\\n | 505",
                "rubbish\\r\\n\\r\\n | 400",
                "\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\r\\n\\r\\n | 400",
                "CONNECT example.org:443 HTTP/1.1\\r\\nHost: example.org\\r\\n\\r\\n | 405",
                "POST /v1/embeddings HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 2\\r\\nContent-Length: 3\\r\\n\\r\\n{} | 400",
                "POST /v1/embeddings HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: -2\\r\\n\\r\\n | 400",
                "POST /v1/embeddings HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: two\\r\\n\\r\\n | 400",
                "POST /v1/embeddings HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 2\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n | 400",
                "POST /v1/embeddings HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: gzip\\r\\n\\r\\n | 400",
                "POST /v1/embeddings HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Type: application/json\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n{}\\r\\n0\\r\\n\\r\\n | 400",
            })
    void isRefusedInOpenAisForm(String request, int status) throws Exception {
        String response = answered(unescaped(request.strip()));
        assertThat(response).startsWith("HTTP/1.1 " + status + " ");
        assertThat(error(response).path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error(response).path("message").asString()).isNotBlank();
        assertThat(logged().status()).isEqualTo(status);
        assertThat(proxy.get("/../healthz").statusCode()).isLessThan(500);
        logged();
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        String plain = text.replace("\\r", "\r").replace("\\n", "\n");
        for (int i = 0; i < plain.length(); i++) {
            if (plain.startsWith("\\x", i)) {
                out.append((char) Integer.parseInt(plain.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                out.append(plain.charAt(i));
            }
        }
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "line,414,uri_too_long",
        "header,431,headers_too_large",
        "headers,431,headers_too_large"
    })
    void isTooLarge(String what, int status, String code) throws Exception {
        String request =
                switch (what) {
                    case "line" -> "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n" + HOST;
                    case "header" ->
                            "GET /v1/models HTTP/1.1\r\n"
                                    + HOST
                                    + "X: "
                                    + "a".repeat(70_000)
                                    + "\r\n";
                    default -> "GET /v1/models HTTP/1.1\r\n" + HOST + "X: 1\r\n".repeat(300);
                };
        String response = answered(request + "\r\n");
        assertThat(response).startsWith("HTTP/1.1 " + status + " ");
        assertThat(error(response).path("code").asString()).isEqualTo(code);
        assertThat(logged().status()).isEqualTo(status);
    }

    @Test
    void aDeclaredLengthOverTheLimitIsRefusedBeforeItIsRead() throws Exception {
        String response =
                answered(
                        "POST /v1/embeddings HTTP/1.1\r\n"
                                + HOST
                                + JSON
                                + "Content-Length: 99999999999\r\n\r\n");
        assertThat(response).startsWith("HTTP/1.1 413 ").contains("connection: close");
        assertThat(error(response).path("code").asString()).isEqualTo("request_too_large");
        assertThat(logged().status()).isEqualTo(413);
    }

    @Test
    void aRefusedBodyDoesNotDisturbTheNextRequest() throws Exception {
        try (Socket socket = connected()) {
            String body = "x".repeat(50_000);
            String refused =
                    "POST /v1/nothing HTTP/1.1\r\n"
                            + HOST
                            + JSON
                            + "Content-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body;
            String next = "GET /healthz HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
            socket.getOutputStream().write((refused + next).getBytes(StandardCharsets.US_ASCII));
            assertThat(ProxyFixture.rest(socket))
                    .startsWith("HTTP/1.1 404 ")
                    .contains("HTTP/1.1 200 OK")
                    .endsWith("}");
        }
        assertThat(logged().status()).isEqualTo(404);
        assertThat(logged().status()).isEqualTo(200);
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            many.append("GET /v1/nothing-").append(i).append(" HTTP/1.1\r\n").append(HOST);
            many.append(i == 49 ? "Connection: close\r\n\r\n" : "\r\n");
        }
        String all = answered(many.toString());
        int at = 0;
        for (int i = 0; i < 50; i++) {
            int found = all.indexOf("GET /v1/nothing-" + i + ".", at);
            assertThat(found).as("response %d", i).isPositive();
            at = found;
            logged();
        }
    }

    @Test
    void expectContinueIsAnsweredBeforeTheBody() throws Exception {
        try (Socket socket = connected()) {
            String body = chat("claude-sonnet-4-6", "");
            String head =
                    "POST /v1/chat/completions HTTP/1.1\r\n"
                            + HOST
                            + JSON
                            + "Expect: 100-continue\r\nConnection: close\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] interim = socket.getInputStream().readNBytes(25);
            assertThat(new String(interim, StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
            assertThat(ProxyFixture.rest(socket)).startsWith("HTTP/1.1 ");
        }
        logged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1/healthz", "//healthz", "/healthz?a=b"})
    void targetsOfEveryFormAreUnderstood(String target) throws Exception {
        String response =
                answered("GET " + target + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");
        assertThat(response).startsWith("HTTP/1.1 200 OK");
        assertThat(logged().status()).isEqualTo(200);
    }

    @Test
    void http10HasNoChunksAndClosesTheConnection() throws Exception {
        String response = answered("GET /healthz HTTP/1.0\r\n" + HOST + "\r\n");
        assertThat(response)
                .startsWith("HTTP/1.1 200 OK")
                .contains("content-length: ")
                .endsWith("}");
        assertThat(logged().status()).isEqualTo(200);
    }

    @Test
    void aValidTrailerIsNoFault() throws Exception {
        String body = chat("claude-sonnet-4-6", "");
        String response =
                answered(
                        "POST /v1/chat/completions HTTP/1.1\r\n"
                                + HOST
                                + JSON
                                + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + Integer.toHexString(body.length())
                                + "\r\n"
                                + body
                                + "\r\n0\r\nX-Checksum: 1\r\n\r\n");
        assertThat(error(response).path("code").asString())
                .isIn("invalid_api_key", "upstream_unreachable");
        logged();
    }

    @Test
    void aClientThatLeavesWhileItUploadsIsOneOrdinaryLine() throws Exception {
        try (Socket socket = connected()) {
            String head =
                    "POST /v1/embeddings HTTP/1.1\r\n"
                            + HOST
                            + JSON
                            + "Content-Length: 1000\r\n\r\n{";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        }
        RequestSummary line = logged();
        assertThat(line.error()).isEqualTo("the client left");
        assertThat(line.status()).isZero();
    }

    @Test
    void aHeadThatDripsEndsInTime() throws Exception {
        try (Socket socket = connected()) {
            socket.getOutputStream().write("GET /v1/mo".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    @Test
    void aBodyThatDripsIsA408() throws Exception {
        String response =
                answered(
                        "POST /v1/embeddings HTTP/1.1\r\n"
                                + HOST
                                + JSON
                                + "Content-Length: 9\r\n\r\n{");
        assertThat(response).startsWith("HTTP/1.1 408 ");
        assertThat(error(response).path("code").asString()).isEqualTo("request_timeout");
        assertThat(logged().status()).isEqualTo(408);
    }
}
