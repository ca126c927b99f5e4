package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.error;
import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.EventStreamFrames;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bugs that other gateways had, by their number in the list of forty; none of them is here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayBugsTest {
    private static final String START =
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"claude-sonnet-4-6\",\"usage\":{\"input_tokens\":43,\"cache_creation_input_tokens\":200,\"cache_read_input_tokens\":3000,\"output_tokens\":1}}}";
    private static final String TEXT =
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}";
    private static final String STOP0 = "{\"type\":\"content_block_stop\",\"index\":0}";
    private static final String CALL =
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"now\",\"input\":{}}}";
    private static final String STOP = "{\"type\":\"message_stop\"}";
    private static final String WHOLE =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-6\",\"content\":[{\"type\":\"text\",\"text\":\"ok\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":43,\"output_tokens\":7}}";
    private static final String TOOLS =
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"now\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]";
    private static final String USER = "{\"role\":\"user\",\"content\":\"Hi\"}";
    private static final String TURN =
            "{\"role\":\"assistant\",\"content\":%s,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"now\",\"arguments\":\"\"}}]}";

    private WireMockServer canned;
    private ProxyFixture proxy;

    @BeforeAll
    void start() throws Exception {
        canned = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        canned.start();
        URI uri = URI.create(canned.baseUrl());
        proxy =
                ProxyFixture.with(
                        ProxyOptions.of(
                                List.of(
                                        Provider.of("anthropic", uri, null),
                                        Provider.of("bedrock", uri, "k")
                                                .with("region", "us-east-1"))));
    }

    @AfterAll
    void stop() {
        proxy.close();
        canned.stop();
    }

    @BeforeEach
    void forget() {
        canned.resetAll();
        answer(aResponse().withHeader("content-type", "application/json").withBody(WHOLE));
    }

    private void answer(ResponseDefinitionBuilder answer) {
        canned.stubFor(any(anyUrl()).willReturn(answer));
    }

    private static String delta(String kind, String key, String value) {
        ObjectNode event = Json.object().put("type", "content_block_delta").put("index", 0);
        event.putObject("delta").put("type", kind).put(key, value);
        return Json.text(event);
    }

    private static String text(String value) {
        return delta("text_delta", "text", value);
    }

    private static String arguments(String value) {
        return delta("input_json_delta", "partial_json", value);
    }

    private static String end(String reason) {
        return "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""
                + reason
                + "\"},\"usage\":{\"input_tokens\":61,\"output_tokens\":20}}";
    }

    private static String sse(String... events) {
        StringBuilder out = new StringBuilder();
        for (String event : events) {
            String type = Json.read(event).path("type").asString();
            out.append("event: ").append(type).append("\ndata: ").append(event).append("\n\n");
        }
        return out.toString();
    }

    private void streams(String... events) {
        answer(aResponse().withHeader("content-type", "text/event-stream").withBody(sse(events)));
    }

    private HttpResponse<String> streamed(String more) throws Exception {
        return proxy.post(request("claude-sonnet-4-6", ",\"stream\":true" + more, USER));
    }

    private static String request(String model, String more, String... messages) {
        return "{\"model\":\"%s\",\"max_tokens\":100%s,\"messages\":[%s]}"
                .formatted(model, more, String.join(",", messages));
    }

    private JsonNode sent() {
        return Json.read(canned.getAllServeEvents().getFirst().getRequest().getBody());
    }

    private JsonNode sent(String more, String... messages) throws Exception {
        HttpResponse<String> response = proxy.post(request("claude-sonnet-4-6", more, messages));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return sent();
    }

    private static List<JsonNode> chunks(String body) {
        List<JsonNode> chunks = new ArrayList<>();
        for (String frame : body.split("\n\n", -1)) {
            if (frame.startsWith("data: {")) {
                chunks.add(Json.read(frame.substring(6)));
            }
        }
        return chunks;
    }

    private static String joined(String body, String pointer) {
        StringBuilder out = new StringBuilder();
        chunks(body).forEach(chunk -> out.append(chunk.at(pointer).asString("")));
        return out.toString();
    }

    private static String argumentsOf(String body) {
        return joined(body, "/choices/0/delta/tool_calls/0/function/arguments");
    }

    @Test
    void bug01_aCallWithoutParametersStreamsAnEmptyObject() throws Exception {
        streams(START, CALL, arguments(""), STOP0, end("tool_use"), STOP);
        assertThat(argumentsOf(streamed("").body())).isEqualTo("{}");
        streams(START, CALL, STOP0, end("tool_use"), STOP);
        assertThat(argumentsOf(streamed("").body())).isEqualTo("{}");
        streams(START, CALL, end("tool_use"), STOP);
        assertThat(argumentsOf(streamed("").body())).isEqualTo("{}");
    }

    @Test
    void bug02_theInputOfTheStartIsNotPrintedBeforeTheFragments() throws Exception {
        streams(START, CALL, arguments("{\"a\""), arguments(":1}"), STOP0, end("tool_use"), STOP);
        assertThat(argumentsOf(streamed("").body())).isEqualTo("{\"a\":1}");
    }

    @Test
    void bug03_aRequestWithoutALimitGetsTheModelsOwn() throws Exception {
        String body = request("claude-haiku-4-5", "", USER).replace("\"max_tokens\":100,", "");
        assertThat(proxy.post(body).statusCode()).isEqualTo(200);
        assertThat(sent().path("max_tokens").asInt()).isEqualTo(64_000);
    }

    @Test
    void bug07_aCutStreamIsNoSuccess() throws Exception {
        streams(START, TEXT, text("Half"));
        String body = streamed("").body();
        assertThat(body).contains("upstream_truncated").doesNotContain("[DONE]");
        assertThat(joined(body, "/choices/0/finish_reason")).isEmpty();
    }

    @Test
    void bug08_anErrorInsideAStreamIsAFrameAndTheEnd() throws Exception {
        streams(
                START,
                TEXT,
                text("a"),
                text("b"),
                text("c"),
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
        String body = streamed("").body();
        assertThat(body)
                .endsWith(
                        "data: {\"error\":{\"message\":\"anthropic: Overloaded\",\"type\":\"service_unavailable_error\",\"param\":null,\"code\":\"server_is_overloaded\"}}\n\n");
    }

    @Test
    void bug09_anErrorAsTheFirstEventIsAnHttpStatus() throws Exception {
        streams(
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
        assertThat(streamed("").statusCode()).isEqualTo(503);
    }

    private static byte[] chunk(String event) {
        String base64 = Base64.getEncoder().encodeToString(event.getBytes(StandardCharsets.UTF_8));
        return EventStreamFrames.event("chunk", "{\"bytes\":\"" + base64 + "\"}");
    }

    private HttpResponse<String> bedrock(byte[]... frames) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            body.writeBytes(frame);
        }
        answer(
                aResponse()
                        .withHeader("content-type", "application/vnd.amazon.eventstream")
                        .withBody(body.toByteArray()));
        return proxy.post(request("us.anthropic.claude-sonnet-4-6", ",\"stream\":true", USER));
    }

    @Test
    void bug10_anExceptionFrameOfBedrockIsAnErrorAndNoDone() throws Exception {
        byte[] exception =
                EventStreamFrames.exception(
                        "throttlingException", "{\"message\":\"Too many tokens\"}");
        String body = bedrock(chunk(START), chunk(TEXT), chunk(text("a")), exception).body();
        assertThat(body).contains("\"code\":\"rate_limit_exceeded\"").doesNotContain("[DONE]");
        assertThat(bedrock(exception).statusCode()).isEqualTo(429);
    }

    @Test
    void bug11_aReadThatEndsInsideTheLengthOfAFrameIsNoHarm() throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String event : List.of(START, TEXT, text("ok"), STOP0, end("end_turn"), STOP)) {
            all.writeBytes(chunk(event));
        }
        byte[] bytes = all.toByteArray();
        int second = chunk(START).length + 2;
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(
                                    "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\nContent-Length: "
                                            + bytes.length
                                            + "\r\n\r\n");
                            c.socket.getOutputStream().write(bytes, 0, second);
                            c.socket.getOutputStream().flush();
                            TimeUnit.MILLISECONDS.sleep(50);
                            c.socket.getOutputStream().write(bytes, second, bytes.length - second);
                        });
                ProxyFixture own =
                        ProxyFixture.with(
                                ProxyOptions.of(
                                        List.of(
                                                Provider.of("bedrock", upstream.uri(), "k")
                                                        .with("region", "r"))))) {
            String body =
                    own.post(request("anthropic.claude-sonnet-4-6", ",\"stream\":true", USER))
                            .body();
            assertThat(joined(body, "/choices/0/delta/content")).isEqualTo("ok");
            assertThat(body).endsWith("data: [DONE]\n\n");
        }
    }

    /** Every two bytes arrive on their own. */
    @Test
    void bug12_charactersThatArriveInPiecesStayWhole() throws Exception {
        String words = "🙂 日本語 e\u0301";
        byte[] bytes =
                sse(START, TEXT, text(words), STOP0, end("end_turn"), STOP)
                        .getBytes(StandardCharsets.UTF_8);
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            for (int i = 0; i < bytes.length; i += 2) {
                                c.chunk(
                                        java.util.Arrays.copyOfRange(
                                                bytes, i, Math.min(bytes.length, i + 2)));
                            }
                            c.send("0\r\n\r\n");
                        });
                ProxyFixture own = ProxyFixture.over(upstream.uri())) {
            String body = own.post(request("claude-sonnet-4-6", ",\"stream\":true", USER)).body();
            assertThat(joined(body, "/choices/0/delta/content")).isEqualTo(words);
        }
    }

    @Test
    void bug14_includeUsageIsNotForwarded() throws Exception {
        streams(START, end("end_turn"), STOP);
        assertThat(streamed(",\"stream_options\":{\"include_usage\":true}").statusCode())
                .isEqualTo(200);
        assertThat(sent().has("stream_options")).isFalse();
        bedrock(chunk(START), chunk(end("end_turn")), chunk(STOP));
        assertThat(sent().has("stream_options")).isFalse();
        assertThat(sent().has("stream")).isFalse();
    }

    @Test
    void bug15_usageStandsInOneLastChunkWithoutChoices() throws Exception {
        streams(START, TEXT, text("ok"), STOP0, end("end_turn"), STOP);
        List<JsonNode> asked =
                chunks(streamed(",\"stream_options\":{\"include_usage\":true}").body());
        assertThat(asked.getLast().path("choices")).isEmpty();
        assertThat(asked.getLast().path("usage").isObject()).isTrue();
        assertThat(asked.subList(0, asked.size() - 1))
                .allSatisfy(chunk -> assertThat(chunk.get("usage").isNull()).isTrue());
        assertThat(chunks(streamed("").body())).noneMatch(chunk -> chunk.has("usage"));
    }

    @Test
    void bug16_usageAfterTheFinishIsNotLost() throws Exception {
        byte[][] frames = {
            EventStreamFrames.event("messageStart", "{\"role\":\"assistant\"}"),
            EventStreamFrames.event(
                    "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"ok\"}}"),
            EventStreamFrames.event("messageStop", "{\"stopReason\":\"end_turn\"}"),
            EventStreamFrames.event(
                    "metadata", "{\"usage\":{\"inputTokens\":5,\"outputTokens\":2}}")
        };
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            body.writeBytes(frame);
        }
        answer(
                aResponse()
                        .withHeader("content-type", "application/vnd.amazon.eventstream")
                        .withBody(body.toByteArray()));
        String out =
                proxy.post(
                                request(
                                        "amazon.nova-2-lite-v1:0",
                                        ",\"stream\":true,\"stream_options\":{\"include_usage\":true}",
                                        USER))
                        .body();
        assertThat(chunks(out).getLast().at("/usage/total_tokens").asInt()).isEqualTo(7);
    }

    @Test
    void bug17_theLastInputTokensCount() throws Exception {
        streams(START, TEXT, text("ok"), STOP0, end("end_turn"), STOP);
        List<JsonNode> all =
                chunks(streamed(",\"stream_options\":{\"include_usage\":true}").body());
        assertThat(all.getLast().at("/usage/prompt_tokens").asInt()).isEqualTo(61 + 200 + 3000);
    }

    @Test
    void bug18_cachedTokensArePartOfThePromptAndWritesAreNoHits() throws Exception {
        answer(
                aResponse()
                        .withHeader("content-type", "application/json")
                        .withBody(
                                WHOLE.replace(
                                        "\"output_tokens\"",
                                        "\"cache_creation_input_tokens\":200,\"output_tokens\"")));
        JsonNode usage =
                Json.read(proxy.post(request("claude-sonnet-4-6", "", USER)).body()).path("usage");
        assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(243);
        assertThat(usage.path("total_tokens").asInt()).isEqualTo(250);
        assertThat(usage.at("/prompt_tokens_details/cached_tokens").asInt()).isZero();
    }

    @Test
    void bug20_cacheMarksOfTheClientArriveAndOthersAreAdded() throws Exception {
        JsonNode body =
                sent(
                        "",
                        "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}},{\"type\":\"text\",\"text\":\"You\"}]}");
        assertThat(body.at("/messages/0/content/0/cache_control/ttl").asString()).isEqualTo("1h");
        assertThat(body.at("/cache_control/type").asString()).isEqualTo("ephemeral");
    }

    @Test
    void bug21_thereAreNeverMoreThanFourMarks() throws Exception {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            parts.add(
                    "{\"type\":\"text\",\"text\":\"%d\",\"cache_control\":{\"type\":\"ephemeral\"}}"
                            .formatted(i));
        }
        String message = "{\"role\":\"user\",\"content\":[" + String.join(",", parts) + "]}";
        for (String model : List.of("claude-sonnet-4-6", "us.anthropic.claude-sonnet-4-6")) {
            proxy.post(request(model, "", message));
            assertThat(Json.text(sent()).split("cache_control", -1)).hasSize(5);
        }
    }

    @Test
    void bug23_idsAreShortAndFitThePattern() throws Exception {
        streams(START, CALL, STOP0, end("tool_use"), STOP);
        String id = joined(streamed("").body(), "/choices/0/delta/tool_calls/0/id");
        assertThat(id).matches("[A-Za-z0-9_-]{1,40}");
    }

    @Test
    void bug25_temperatureAndTopPAreNotSentTogether() throws Exception {
        JsonNode body = sent(",\"temperature\":0.5,\"top_p\":0.9", USER);
        assertThat(body.has("temperature")).isTrue();
        assertThat(body.has("top_p")).isFalse();
    }

    @Test
    void bug26_aPrefillThatTheModelRefusesIsA400ThatNamesTheWayOut() throws Exception {
        HttpResponse<String> response =
                proxy.post(
                        request(
                                "claude-sonnet-4-6",
                                "",
                                USER,
                                "{\"role\":\"assistant\",\"content\":\"So\"}"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).path("param").asString()).isEqualTo("messages[1]");
        assertThat(error(response).path("message").asString())
                .contains("end with a user message")
                .contains("--prefill instruct");
        assertThat(canned.getAllServeEvents()).isEmpty();
    }

    @Test
    void bug27_aDeveloperMessageIsASystemBlock() throws Exception {
        JsonNode body = sent("", "{\"role\":\"developer\",\"content\":\"Be brief.\"}", USER);
        assertThat(body.at("/system/0/text").asString()).isEqualTo("Be brief.");
    }

    @Test
    void bug28_aTurnThatHoldsOnlyCallsIsKept() throws Exception {
        JsonNode body =
                sent(
                        "," + TOOLS,
                        USER,
                        TURN.formatted("null"),
                        "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"12\"}");
        assertThat(body.at("/messages/1/content/0/type").asString()).isEqualTo("tool_use");
        assertThat(body.at("/messages/2/content/0/tool_use_id").asString()).isEqualTo("c1");
    }

    @Test
    void bug28_anOrphanResultIsA400() throws Exception {
        HttpResponse<String> response =
                proxy.post(
                        request(
                                "claude-sonnet-4-6",
                                "",
                                USER,
                                "{\"role\":\"tool\",\"tool_call_id\":\"c9\",\"content\":\"12\"}"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).path("param").asString()).isEqualTo("messages[1].tool_call_id");
    }

    @Test
    void bug29_emptyTextIsNotSent() throws Exception {
        JsonNode body =
                sent(
                        "," + TOOLS,
                        "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\"},{\"type\":\"text\",\"text\":\"Hi\"}]}",
                        TURN.formatted("\"\""),
                        "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"\"}");
        assertThat(Json.text(body)).doesNotContain("\"text\":\"\"");
        assertThat(body.at("/messages/0/content")).hasSize(1);
        assertThat(body.at("/messages/1/content")).hasSize(1);
    }

    @Test
    void bug30_aResultIsQuotedOnce() throws Exception {
        JsonNode body =
                sent(
                        "," + TOOLS,
                        USER,
                        TURN.formatted("null"),
                        "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"a\\\"b\"}");
        assertThat(body.at("/messages/2/content/0/content").asString()).isEqualTo("a\"b");
    }

    @Test
    void bug31_deltasHaveOpenAisShapes() throws Exception {
        streams(START, CALL, arguments("{}"), STOP0, end("tool_use"), STOP);
        List<JsonNode> all = chunks(streamed("").body());
        assertThat(all.getFirst().at("/choices/0/delta").propertyNames())
                .containsExactlyInAnyOrder("role", "content", "refusal");
        JsonNode opening = all.get(1).at("/choices/0/delta/tool_calls/0");
        assertThat(opening.propertyNames())
                .containsExactlyInAnyOrder("index", "id", "type", "function");
        JsonNode more = all.get(2).at("/choices/0/delta/tool_calls/0");
        assertThat(more.propertyNames()).containsExactlyInAnyOrder("index", "function");
        assertThat(more.path("function").propertyNames()).containsExactly("arguments");
    }

    @Test
    void bug36_aRateLimitKeepsItsRetryAfter() throws Exception {
        answer(
                aResponse()
                        .withStatus(429)
                        .withHeader("retry-after", "12")
                        .withHeader("anthropic-ratelimit-tokens-remaining", "0")
                        .withBody(
                                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"m\"}}"));
        HttpResponse<String> response = proxy.post(request("claude-sonnet-4-6", "", USER));
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).hasValue("12");
        assertThat(response.headers().firstValue("x-ratelimit-remaining-tokens")).hasValue("0");
    }

    /** A delta every few milliseconds, as a model writes: the upstream sees the end soon. */
    @Test
    void bug39_aClientThatLeavesStopsTheUpstream() throws Exception {
        boolean[] closed = {false};
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk(sse(START, TEXT));
                            for (int i = 0; i < 1000 && !closed[0]; i++) {
                                try {
                                    c.chunk(sse(text("word ")));
                                } catch (java.io.IOException e) {
                                    closed[0] = true;
                                }
                                closed[0] |= c.closedByProxy(20);
                            }
                        });
                ProxyFixture own = ProxyFixture.over(upstream.uri())) {
            HttpRequest request =
                    own.request("/chat/completions")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            request("claude-sonnet-4-6", ",\"stream\":true", USER)))
                            .build();
            HttpResponse<InputStream> response =
                    own.http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            response.body().read();
            own.http.shutdownNow();
            response.body().close();
            upstream.done.get(30, TimeUnit.SECONDS);
            assertThat(closed[0]).isTrue();
        }
    }

    @Test
    void bug40_silenceIsFilledWithCommentsAndEndsInAnError() throws Exception {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk(sse(START, TEXT, text("a")));
                            c.closedByProxy(20_000);
                        });
                ProxyFixture own =
                        ProxyFixture.with(
                                ProxyFixture.options(upstream.uri(), upstream.uri())
                                        .with(ProxyFixture.SHORT))) {
            String body = own.post(request("claude-sonnet-4-6", ",\"stream\":true", USER)).body();
            assertThat(body).contains(": ping\n\n").contains("upstream_timeout");
        }
    }

    @Test
    void aResultsOrderIsThatOfTheCalls() throws Exception {
        JsonNode body =
                sent(
                        "," + TOOLS,
                        USER,
                        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"now\",\"arguments\":\"{}\"}},{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"now\",\"arguments\":\"{}\"}}]}",
                        "{\"role\":\"tool\",\"tool_call_id\":\"b\",\"content\":\"2\"}",
                        "{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1\"}");
        ArrayNode results = (ArrayNode) body.at("/messages/2/content");
        assertThat(results.get(0).path("tool_use_id").asString()).isEqualTo("a");
        assertThat(results.get(1).path("tool_use_id").asString()).isEqualTo("b");
    }
}
