package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.chat;
import static com.brievio.proxy.server.ProxyFixture.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.fixtures.simulation.Pace;
import com.brievio.fixtures.simulation.SimulatedAnthropic;
import com.brievio.proxy.ProxyOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a client sends, it gets OpenAI's error form, and the server lives on. */
class BadInputTest {
    private SimulatedAnthropic upstream;
    private ProxyFixture proxy;

    @BeforeEach
    void start() throws IOException {
        upstream = SimulatedAnthropic.start(null, Pace.INSTANT);
        proxy = ProxyFixture.over(upstream.uri());
    }

    @AfterEach
    void stillAnswersAndStops() throws Exception {
        assertThat(proxy.post(chat("claude-sonnet-4-6", "")).statusCode()).isEqualTo(200);
        proxy.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "``|400|-|-",
                "{\"model\":|400|-|-",
                "[]|400|-|-",
                "\"x\"|400|-|-",
                "{\"model\":\"claude-sonnet-4-6\",\"a\":1,\"a\":2}|400|-|-",
                "{\"model\":\"claude-sonnet-4-6\",\"model\":\"gpt-5\"}|400|model|invalid_value",
                "{\"model\":\"claude-sonnet-4-6\",\"seed\":1e99999999999}|400|-|-",
                "{}|400|model|missing_required_parameter",
                "{\"model\":7}|400|model|invalid_type",
                "{\"model\":\"claude-sonnet-4-6\"}|400|messages|missing_required_parameter",
                "{\"model\":\"claude-sonnet-4-6\",\"messages\":[]}|400|messages|empty_array",
                "{\"model\":\"claude-sonnet-4-6\",\"messages\":\"hi\"}|400|messages|invalid_type",
                "{\"model\":\"claude-sonnet-4-6\",\"messages\":[7]}|400|messages[0]|invalid_type",
                "{\"model\":\"claude-sonnet-4-6\",\"messages\":[{\"role\":\"wizard\",\"content\":\"x\"}]}|400|messages[0].role|invalid_value",
                "{\"model\":\"claude-sonnet-4-6\",\"messages\":[{\"role\":\"user\"}]}|400|messages[0].content|missing_required_parameter",
                "{\"model\":\"claude-sonnet-4-6\",\"messages\":[{\"role\":\"user\",\"content\":42}]}|400|messages[0].content|invalid_type",
                "{\"model\":\"claude-sonnet-4-6\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"hologram\"}]}]}|400|messages[0].content[0].type|invalid_value",
                "{\"model\":\"claude-sonnet-4-6\",\"messages\":[{\"role\":\"user\",\"content\":\" \"}]}|400|messages[0].content|invalid_value",
                "{\"model\":\"claude-sonnet-4-6\",\"messages\":[{\"role\":\"system\",\"content\":\"x\"}]}|400|messages|invalid_value",
                "{\"model\":\"nobody-1\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|404|-|model_not_found",
                "{\"model\":\"claude-none\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}|404|-|model_not_found",
            })
    void malformedBodiesAreNamed(String body, int status, String param, String code)
            throws Exception {
        HttpResponse<String> response = proxy.post(body == null ? "" : body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        assertThat(error(response).path("message").asString()).isNotBlank();
        assertThat(error(response).path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error(response).path("param").asString(null)).isEqualTo(param);
        assertThat(error(response).path("code").asString(null)).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"n\":2|n|unsupported_value",
                "\"logprobs\":true|logprobs|unsupported_parameter",
                "\"web_search_options\":{\"a\":1}|web_search_options|unsupported_parameter",
                "\"modalities\":[\"text\",\"audio\"]|modalities|unsupported_value",
                "\"stream_options\":{}|stream_options|invalid_value",
                "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"c\"}}]|tools[0]|unsupported_value",
                "\"tools\":[{\"type\":\"function\",\"function\":{}}]|tools[0].function.name|missing_required_parameter",
                "\"tool_choice\":\"required\"|tool_choice|invalid_value",
                "\"temperature\":\"hot\"|temperature|invalid_type",
                "\"temperature\":9.5|temperature|invalid_value",
                "\"max_completion_tokens\":0|max_completion_tokens|integer_below_min_value",
                "\"stop\":7|stop|invalid_type",
                "\"modalities\":\"audio\"|modalities|invalid_type",
                "\"user\":5|user|invalid_type",
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":[]}}|tool_choice.allowed_tools.tools|invalid_value",
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"properties\":[],\"anyOf\":[{\"properties\":{\"a\":{}}}]}}}]|tools[0].function.parameters.properties|invalid_type",
                "\"max_completion_tokens\":99999999999999999999|max_completion_tokens|integer_above_max_value",
                "\"reasoning_effort\":\"extreme\"|reasoning_effort|invalid_value",
                "\"reasoning_effort\":3|reasoning_effort|invalid_type",
                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"r\",\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}}}}}|response_format.json_schema.schema|unsupported_value",
                "\"stream\":\"yes\"|stream|invalid_type",
                "\"response_format\":{\"type\":\"yaml\"}|response_format.type|invalid_value",
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":{\"a\":1}}}|tool_choice.allowed_tools.tools|invalid_type",
                "\"moderation\":{\"policy\":{\"input\":{\"mode\":\"block\"}}}|moderation|unsupported_value",
            })
    void parametersThatCannotBeCarriedAreRefusedBeforeAnyUpstreamCall(
            String more, String param, String code) throws Exception {
        int before = upstream.requestsServed();
        HttpResponse<String> response = proxy.post(chat("claude-sonnet-4-6", "," + more));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).path("param").asString()).isEqualTo(param);
        assertThat(error(response).path("code").asString()).isEqualTo(code);
        assertThat(upstream.requestsServed()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"role\":\"assistant\",\"content\":\"x\"}|messages[1]|unsupported_value",
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{oops\"}}]}|messages[1].tool_calls[0].function.arguments|invalid_value",
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1e99999999999}\"}}]}|messages[1].tool_calls[0].function.arguments|invalid_value",
                "{\"role\":\"assistant\",\"content\":\"x\",\"audio\":{\"id\":\"a\"}}|messages[1].audio|unsupported_value",
                "{\"role\":\"assistant\",\"content\":\"x\",\"thinking_blocks\":\"x\"}|messages[1].thinking_blocks|invalid_type",
                "{\"role\":\"function\",\"name\":\"nobody\",\"content\":\"x\"}|messages[1].name|invalid_value",
                "{\"role\":\"tool\",\"tool_call_id\":\"nobody\",\"content\":\"x\"}|messages[1].tool_call_id|invalid_value",
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}|messages[1].tool_calls[0]|invalid_value",
                "{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AA==\",\"format\":\"wav\"}}]}|messages[1].content[0]|unsupported_value",
                "{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":{\"file_id\":\"file-1\"}}]}|messages[1].content[0].file.file_id|unsupported_parameter",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/bmp;base64,Qk0=\"}}]}|messages[1].content[0].image_url.url|unsupported_value",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,%%%\"}}]}|messages[1].content[0].image_url.url|invalid_image_url",
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\",\"cache_control\":\"yes\"}]}|messages[1].content[0].cache_control|invalid_type",
                "{\"role\":\"assistant\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}}]}|messages[1].content[0].type|invalid_value",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://example.org/a.png\"}}]}|messages[1].content[0].image_url.url|invalid_image_url",
            })
    void messagesThatCannotBeCarriedAreRefusedBeforeAnyUpstreamCall(
            String message, String param, String code) throws Exception {
        int before = upstream.requestsServed();
        String body =
                "{\"model\":\"claude-sonnet-4-6\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
                        + message
                        + "]}";
        HttpResponse<String> response = proxy.post(body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(error(response).path("param").asString()).isEqualTo(param);
        assertThat(error(response).path("code").asString()).isEqualTo(code);
        assertThat(upstream.requestsServed()).isEqualTo(before);
    }

    /** As deep as may be read; and a chain of references longer than any stack. */
    @Test
    void deepAndLongChainedRequestsAreAnswered() throws Exception {
        String arguments = "{\\\"a\\\":".repeat(480) + "1" + "}".repeat(480);
        String deep =
                "{\"model\":\"claude-sonnet-4-6\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\""
                        + arguments
                        + "\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"x\"}]}";
        assertThat(proxy.post(deep).statusCode()).isNotEqualTo(500);
        StringBuilder definitions = new StringBuilder();
        for (int i = 0; i < 900; i++) {
            definitions.append("\"d%d\":{\"$ref\":\"#/$defs/d%d\"},".formatted(i, i + 1));
        }
        String chained =
                chat(
                        "claude-sonnet-4-6",
                        ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"r\",\"schema\":{\"$ref\":\"#/$defs/d0\",\"$defs\":{"
                                + definitions
                                + "\"d900\":{\"type\":\"object\"}}}}}");
        HttpResponse<String> response = proxy.post(chained);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).path("param").asString())
                .isEqualTo("response_format.json_schema.schema");
    }

    @Test
    void theParsersNotesOnItselfStayInside() throws Exception {
        for (String body : List.of("{", "{\"a\":[1", "{\"a\":\"b")) {
            assertThat(error(proxy.post(body)).path("message").asString())
                    .startsWith("We could not parse the JSON body of your request")
                    .doesNotContain("Source")
                    .doesNotContain("StreamReadFeature");
        }
    }

    @Test
    void forcedToolsOnAModelThatRefusesThemNameTheModelFact() throws Exception {
        HttpResponse<String> response =
                proxy.post(
                        chat(
                                "claude-opus-5-5",
                                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],"
                                        + "\"tool_choice\":\"required\""));
        assertThat(response.body())
                .isEqualTo(
                        "{\"error\":{\"message\":\"tool_choice: claude-opus-5-5 accepts only"
                                + " \\\"auto\\\" and \\\"none\\\"\",\"type\":\"invalid_request_error\","
                                + "\"param\":\"tool_choice\",\"code\":\"unsupported_value\"}}");
    }

    @Test
    void unknownPathsAndMethodsAre404() throws Exception {
        HttpResponse<String> response = proxy.get("/brievio-none");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(error(response).path("code").asString()).isEqualTo("unknown_url");
        HttpResponse<String> patch =
                proxy.http.send(
                        proxy.request("/chat/completions")
                                .method("PATCH", HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(patch.statusCode()).isEqualTo(404);
    }

    @Test
    void bodiesOverTheLimitAre413() throws Exception {
        ProxyOptions options =
                ProxyFixture.options(upstream.uri(), upstream.uri()).with(ProxyFixture.SHORT);
        try (ProxyFixture small = ProxyFixture.with(options)) {
            String big = "x".repeat(ProxyFixture.SHORT.requestBytes());
            HttpResponse<String> response =
                    small.post(chat("claude-sonnet-4-6", ",\"user\":\"" + big + "\""));
            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(error(response).path("code").asString()).isEqualTo("request_too_large");
            assertThat(small.post(chat("claude-sonnet-4-6", "")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void callsFromWebPagesAndOfOtherTypesAreRefused() throws Exception {
        String body = chat("claude-sonnet-4-6", "");
        assertThat(raw("Host: evil.example", "Content-Type: application/json", body))
                .startsWith("HTTP/1.1 403");
        assertThat(
                        raw(
                                "Host: 127.0.0.1\r\nOrigin: https://evil.example",
                                "Content-Type: application/json",
                                body))
                .startsWith("HTTP/1.1 403")
                .contains("forbidden_origin");
        assertThat(raw("Host: localhost", "Content-Type: text/plain", body))
                .startsWith("HTTP/1.1 415")
                .contains("unsupported_media_type");
        assertThat(raw("Host: localhost:1", "Content-Type: application/json; charset=utf-8", body))
                .startsWith("HTTP/1.1 200");
    }

    private String raw(String host, String type, String body) throws IOException {
        URI uri = proxy.server.baseUrl();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            String request =
                    "POST /v1/chat/completions HTTP/1.1\r\n"
                            + host
                            + "\r\n"
                            + type
                            + "\r\nAuthorization: Bearer k\r\nConnection: close\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void withoutAnyKeyItIsA401() throws Exception {
        HttpResponse<String> response =
                proxy.http.send(
                        HttpRequest.newBuilder(
                                        URI.create(proxy.server.baseUrl() + "/chat/completions"))
                                .header("content-type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                chat("claude-sonnet-4-6", "")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(error(response).path("code").asString()).isEqualTo("invalid_api_key");
    }

    @Test
    void aGuardedProxyLetsOnlyItsKeyInAndPassesNoTokenOn() throws Exception {
        ProxyOptions open = ProxyFixture.options(upstream.uri(), upstream.uri());
        ProxyOptions guarded = open.guardedBy("guard");
        try (ProxyFixture fixture = ProxyFixture.with(guarded)) {
            assertThat(fixture.post(chat("claude-sonnet-4-6", "")).statusCode()).isEqualTo(401);
            HttpResponse<String> let =
                    fixture.http.send(
                            fixture.request("/chat/completions")
                                    .setHeader("authorization", "Bearer guard")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    chat("claude-sonnet-4-6", "")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(let.statusCode()).isEqualTo(401);
            assertThat(error(let).path("message").asString()).contains("environment");
        }
    }

    @Test
    void strictRefusesWhatWouldBeIgnored() throws Exception {
        ProxyOptions open = ProxyFixture.options(upstream.uri(), upstream.uri());
        ProxyOptions strict = open.strictly(true);
        try (ProxyFixture fixture = ProxyFixture.with(strict)) {
            HttpResponse<String> response =
                    fixture.post(chat("claude-sonnet-4-6", ",\"seed\":7,\"brievio_unknown\":1"));
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(error(response).path("param").asString()).isEqualTo("seed");
            assertThat(error(response).path("message").asString())
                    .contains("seed, brievio_unknown");
        }
    }

    @Test
    void ignoredFieldsAreNamedInOneHeader() throws Exception {
        HttpResponse<String> response =
                proxy.post(chat("claude-sonnet-4-6", ",\"seed\":7,\"brievio_unknown\":1"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-brievio-ignored"))
                .hasValue("seed, brievio_unknown");
    }

    @Test
    void keysThatNoHeaderCanCarryAreEncodedAndManyAreCounted() throws Exception {
        HttpResponse<String> odd =
                proxy.post(chat("claude-sonnet-4-6", ",\"x\\r\\ny: 1\":1,\"\u00e9\":2"));
        assertThat(odd.statusCode()).isEqualTo(200);
        assertThat(odd.headers().firstValue("x-brievio-ignored")).hasValue("x%0D%0Ay:%201, %C3%A9");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            many.append(",\"unknown_").append(i).append("\":1");
        }
        HttpResponse<String> counted = proxy.post(chat("claude-sonnet-4-6", many.toString()));
        assertThat(counted.headers().firstValue("x-brievio-ignored").orElseThrow())
                .hasSizeLessThan(4200)
                .endsWith(" more)");
    }

    @Test
    void numbersBeyondAnyTypeDoNoHarm() throws Exception {
        String more = ",\"top_logprobs\":99999999999,\"frequency_penalty\":1e400";
        assertThat(proxy.post(chat("claude-sonnet-4-6", more)).statusCode()).isEqualTo(200);
    }

    @Test
    void schemasThatShareDefinitionsAreWalkedOnce() throws Exception {
        StringBuilder defs = new StringBuilder("\"d40\":{\"type\":\"string\"}");
        for (int i = 0; i < 40; i++) {
            String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
            defs.append(
                    ",\"d"
                            + i
                            + "\":{\"type\":\"object\",\"properties\":{\"a\":"
                            + next
                            + ",\"b\":"
                            + next
                            + "}}");
        }
        String schema =
                "{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"#/$defs/d0\"},\"y\":{\"$ref\":\"#odd\"}},\"$defs\":{"
                        + defs
                        + "}}";
        String format =
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"r\",\"schema\":"
                        + schema
                        + "}}";
        assertThat(proxy.post(chat("claude-sonnet-4-6", format)).statusCode()).isLessThan(500);
        String loop =
                format.replace(
                        "\"d40\":{\"type\":\"string\"}", "\"d40\":{\"$ref\":\"#/$defs/d0\"}");
        HttpResponse<String> refused = proxy.post(chat("claude-sonnet-4-6", loop));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(error(refused).path("message").asString()).contains("refers to itself");
    }

    @Test
    void refusalsAndSilentTurnsOfTheHistoryAreKeptOrDropped() throws Exception {
        String body =
                "{\"model\":\"claude-sonnet-4-6\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
                        + "{\"role\":\"assistant\",\"content\":null},{\"role\":\"user\",\"content\":\"b\"},"
                        + "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":\"No.\"},"
                        + "{\"role\":\"user\",\"content\":\"Reply with exactly one word: ready\"}]}";
        HttpResponse<String> response = proxy.post(body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-brievio-ignored")).isEmpty();
    }

    @Test
    void modelsOfAllUpstreamsAreListedAndADeadOneDoesNotBreakTheList() throws Exception {
        HttpResponse<String> list = proxy.get("/models");
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.body()).contains("\"id\":\"claude-sonnet-4-6\"");
        assertThat(proxy.get("/models/claude-sonnet-4-6").body()).contains("\"object\":\"model\"");
        assertThat(proxy.get("/models/none").statusCode()).isEqualTo(404);
    }

    @Test
    void ownAddressAsUpstreamIsRefused() {
        int port = proxy.server.baseUrl().getPort();
        proxy.close();
        URI own = URI.create("http://localhost:" + port);
        ProxyOptions open = ProxyFixture.options(own, own);
        ProxyOptions loop = open.onPort(port);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> ProxyServer.start(loop)))
                .hasMessageContaining("own address");
        try {
            proxy = ProxyFixture.over(upstream.uri());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theLogHasOneLineARequestWithoutBodiesOrKeys() throws Exception {
        proxy.post(chat("claude-sonnet-4-6", ",\"seed\":7"));
        var line = proxy.log.take();
        assertThat(line.model()).isEqualTo("claude-sonnet-4-6");
        assertThat(line.upstream()).isEqualTo("anthropic/claude-sonnet-4-6");
        assertThat(line.status()).isEqualTo(200);
        assertThat(line.promptTokens()).isPositive();
        assertThat(line.ignored()).isEqualTo(List.of("seed"));
        assertThat(line.toString()).doesNotContain("test-key").doesNotContain("ready");
    }
}
