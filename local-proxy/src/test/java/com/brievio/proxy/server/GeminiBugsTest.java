package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.error;
import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.fixtures.simulation.LoopbackServer;
import com.brievio.proxy.ImageOptions;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.json.Json;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Bugs that other gateways had on Gemini, by their number in the list of forty. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeminiBugsTest {
    private static final String USER = "{\"role\":\"user\",\"content\":\"Hi\"}";
    private static final String TOOLS =
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":%s}}]";
    private static final String ANY = "{\"type\":\"object\",\"properties\":{}}";
    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    private WireMockServer canned;
    private LoopbackServer pictures;
    private ProxyFixture proxy;

    @BeforeAll
    void start() throws Exception {
        canned = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        canned.start();
        pictures =
                LoopbackServer.start(exchange -> {
                    byte[] bytes = Base64.getDecoder().decode(PNG);
                    exchange.getResponseHeaders().set("content-type", "image/jpeg");
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                });
        URI uri = URI.create(canned.baseUrl());
        proxy =
                ProxyFixture.with(
                        ProxyOptions.of(
                                        List.of(
                                                Provider.of("gemini", uri, null),
                                                Provider.of("vertex", uri, null)
                                                        .with("project", "p1")
                                                        .with("location", "global")
                                                        .with("token", "t")))
                                .with(
                                        new ImageOptions(
                                                List.of("127.0.0.0/8"),
                                                100_000,
                                                Duration.ofSeconds(5))));
    }

    @AfterAll
    void stop() {
        proxy.close();
        canned.stop();
        pictures.close();
    }

    @BeforeEach
    void forget() {
        canned.resetAll();
        whole(
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"ok\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":1}}");
    }

    private void answer(ResponseDefinitionBuilder answer) {
        canned.stubFor(any(anyUrl()).willReturn(answer));
    }

    private void whole(String json) {
        answer(aResponse().withHeader("content-type", "application/json").withBody(json));
    }

    private static String sse(String... chunks) {
        return "data: " + String.join("\r\n\r\ndata: ", chunks) + "\r\n\r\n";
    }

    private void streams(String... chunks) {
        answer(aResponse().withHeader("content-type", "text/event-stream").withBody(sse(chunks)));
    }

    private static String parts(String... parts) {
        return "{\"candidates\":[{\"content\":{\"parts\":["
                + String.join(",", parts)
                + "]}}],\"responseId\":\"r\"}";
    }

    private static String end(String reason) {
        return "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}]},\"finishReason\":\""
                + reason
                + "\"}],\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":4,\"thoughtsTokenCount\":30,\"totalTokenCount\":43}}";
    }

    private static String call(String city) {
        return "{\"functionCall\":{\"name\":\"weather\",\"args\":{\"city\":\"" + city + "\"}}}";
    }

    private static String request(String model, String more, String... messages) {
        return "{\"model\":\"%s\"%s,\"messages\":[%s]}"
                .formatted(model, more, String.join(",", messages));
    }

    private HttpResponse<String> streamed(String more) throws Exception {
        return proxy.post(request("gemini-2.5-flash", ",\"stream\":true" + more, USER));
    }

    private JsonNode sent() {
        return Json.read(canned.getAllServeEvents().getFirst().getRequest().getBody());
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

    private static List<String> all(String body, String pointer) {
        return chunks(body).stream()
                .map(chunk -> chunk.at(pointer))
                .filter(JsonNode::isValueNode)
                .filter(node -> !node.isNull())
                .map(JsonNode::asString)
                .toList();
    }

    @Test
    void bug04_parallelCallsKeepTheirOwnIndexAndArguments() throws Exception {
        streams(parts(call("Oslo")), parts(call("Rome")), end("STOP"));
        String body = streamed("").body();
        assertThat(all(body, "/choices/0/delta/tool_calls/0/index")).containsExactly("0", "1");
        assertThat(all(body, "/choices/0/delta/tool_calls/0/function/arguments"))
                .containsExactly("{\"city\":\"Oslo\"}", "{\"city\":\"Rome\"}");
    }

    @Test
    void bug05_aCallFollowedByStopFinishesAsToolCalls() throws Exception {
        streams(parts(call("Oslo")), end("STOP"));
        assertThat(all(streamed("").body(), "/choices/0/finish_reason"))
                .containsExactly("tool_calls");
    }

    @Test
    void bug06_thereIsOneFinishAndItStandsAtTheEnd() throws Exception {
        streams(parts("{\"text\":\"a\"}"), parts("{\"text\":\"b\"}"), end("STOP"));
        List<JsonNode> chunks = chunks(streamed("").body());
        assertThat(all(streamed("").body(), "/choices/0/finish_reason")).containsExactly("stop");
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    }

    @Test
    void bug12_charactersThatArriveInPiecesStayWhole() throws Exception {
        String words = "🙂 日本語";
        byte[] bytes =
                sse(parts("{\"text\":\"" + words + "\"}"), end("STOP"))
                        .getBytes(StandardCharsets.UTF_8);
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            for (byte b : bytes) {
                                c.chunk(new byte[] {b});
                            }
                            c.send("0\r\n\r\n");
                        });
                ProxyFixture own = ProxyFixture.over(upstream.uri(), upstream.uri())) {
            String body = own.post(request("gemini-2.5-flash", ",\"stream\":true", USER)).body();
            assertThat(all(body, "/choices/0/delta/content")).contains(words);
        }
    }

    @Test
    void bug13_onlyLineFeedsAndReturnsEndALine() throws Exception {
        streams(parts("{\"text\":\"a\u2028b\u0085c\"}"), end("STOP"));
        assertThat(all(streamed("").body(), "/choices/0/delta/content"))
                .contains("a\u2028b\u0085c");
    }

    @Test
    void bug16_usageOfTheLastChunkIsNotLost() throws Exception {
        streams(
                parts("{\"text\":\"a\"}"),
                "{\"candidates\":[{\"finishReason\":\"STOP\"}]}",
                "{\"usageMetadata\":{\"promptTokenCount\":7,\"candidatesTokenCount\":2}}");
        String body = streamed(",\"stream_options\":{\"include_usage\":true}").body();
        assertThat(chunks(body).getLast().at("/usage/total_tokens").asInt()).isEqualTo(9);
    }

    @Test
    void bug19_thoughtsArePartOfTheCompletion() throws Exception {
        streams(parts("{\"text\":\"a\"}"), end("STOP"));
        JsonNode usage =
                chunks(streamed(",\"stream_options\":{\"include_usage\":true}").body())
                        .getLast()
                        .path("usage");
        assertThat(usage.path("completion_tokens").asInt()).isEqualTo(34);
        assertThat(usage.path("total_tokens").asInt()).isEqualTo(43);
    }

    private static String turn(String id) {
        return "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\""
                + id
                + "\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]}";
    }

    private static String result(String id, String content) {
        return "{\"role\":\"tool\",\"tool_call_id\":\"%s\",\"content\":%s}".formatted(id, content);
    }

    @Test
    void bug22_aSignatureThatTheClientDropsIsPutBack() throws Exception {
        String tools = "," + TOOLS.formatted(ANY);
        whole(
                "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"id\":\"fc_1\",\"name\":\"weather\",\"args\":{}},\"thoughtSignature\":\"U0lH\"}]},\"finishReason\":\"STOP\"}]}");
        JsonNode first = Json.read(proxy.post(request("gemini-3.5-flash", tools, USER)).body());
        assertThat(
                        first.at(
                                        "/choices/0/message/tool_calls/0/extra_content/google/thought_signature")
                                .asString())
                .isEqualTo("U0lH");
        proxy.post(
                request("gemini-3.5-flash", tools, USER, turn("fc_1"), result("fc_1", "\"4 C\"")));
        assertThat(sent().at("/contents/1/parts/0/thoughtSignature").asString()).isEqualTo("U0lH");
        proxy.post(
                request("gemini-3.5-flash", tools, USER, turn("fc_2"), result("fc_2", "\"4 C\"")));
        assertThat(sent().at("/contents/1/parts/0/thoughtSignature").asString())
                .isEqualTo("skip_thought_signature_validator");
    }

    @Test
    void bug23And24_idsAreShortAndUnique() throws Exception {
        streams(parts(call("Oslo"), call("Rome")), end("STOP"));
        List<String> ids = all(streamed("").body(), "/choices/0/delta/tool_calls/0/id");
        assertThat(ids).hasSize(2).doesNotHaveDuplicates();
        assertThat(ids).allSatisfy(id -> assertThat(id).matches("[A-Za-z0-9_-]{1,40}"));
    }

    private HttpResponse<String> embed(String body) throws Exception {
        return proxy.http.send(
                proxy.request("/embeddings")
                        .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void bug32_everyInputHasItsVectorInOrder() throws Exception {
        whole("{\"embeddings\":[{\"values\":[1]},{\"values\":[2]},{\"values\":[3]}]}");
        JsonNode data =
                Json.read(embed("{'model':'gemini-embedding-001','input':['a','b','c']}").body())
                        .path("data");
        assertThat(data).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(data.get(i).path("index").asInt()).isEqualTo(i);
            assertThat(data.get(i).at("/embedding/0").asInt()).isEqualTo(i + 1);
        }
        assertThat(sent().path("requests")).hasSize(3);
    }

    @Test
    void bug33_base64IsLittleEndianFloats() throws Exception {
        whole("{\"embeddings\":[{\"values\":[0.5,-1.0]}]}");
        JsonNode data =
                Json.read(
                                embed(
                                                "{'model':'gemini-embedding-001','input':'a','encoding_format':'base64'}")
                                        .body())
                        .path("data");
        assertThat(data.at("/0/embedding").asString()).isEqualTo("AAAAPwAAgL8=");
    }

    @Test
    void bug34_dimensionsArriveAndShortVectorsHaveLengthOne() throws Exception {
        whole("{\"embeddings\":[{\"values\":[3,4]}]}");
        JsonNode answer =
                Json.read(
                        embed("{'model':'gemini-embedding-001','input':'a','dimensions':2}")
                                .body());
        assertThat(sent().at("/requests/0/outputDimensionality").asInt()).isEqualTo(2);
        assertThat(answer.at("/data/0/embedding/0").asDouble()).isBetween(0.5999, 0.6001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemini-3.5-flash", "vertex/gemini-3.5-flash"})
    void bug35_anImageByUrlIsFetchedAndItsTypeTakenFromTheBytes(String model) throws Exception {
        HttpResponse<String> response =
                proxy.post(
                        request(
                                model,
                                "",
                                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\""
                                        + pictures.uri()
                                        + "/cat.jpg\"}}]}"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(sent().at("/contents/0/parts/0/inlineData/mimeType").asString())
                .isEqualTo("image/png");
        assertThat(sent().at("/contents/0/parts/0/inlineData/data").asString()).isEqualTo(PNG);
    }

    @Test
    void bug36_theDelayOfTheBodyBecomesRetryAfter() throws Exception {
        answer(
                aResponse()
                        .withStatus(429)
                        .withBody(
                                "{\"error\":{\"code\":429,\"message\":\"quota\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"34.4s\"}]}}"));
        HttpResponse<String> response = proxy.post(request("gemini-3.5-flash", "", USER));
        assertThat(response.headers().firstValue("retry-after")).hasValue("35");
        assertThat(response.headers().firstValue("retry-after-ms")).hasValue("34400");
    }

    @Test
    void bug37_ordinaryJsonSchemaArrivesAsJsonSchema() throws Exception {
        String zoo =
                "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]},\"b\":{\"exclusiveMinimum\":0,\"type\":\"integer\"},\"c\":{\"$ref\":\"#/$defs/C\"},\"d\":{\"const\":\"x\"},\"e\":{\"type\":\"array\",\"prefixItems\":[{\"type\":\"string\"}],\"uniqueItems\":true},\"f\":{\"multipleOf\":5,\"type\":\"number\"},\"g\":{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]}},\"additionalProperties\":false,\"$defs\":{\"C\":{\"type\":\"object\"}}}";
        proxy.post(request("gemini-3.5-flash", "," + TOOLS.formatted(zoo), USER));
        JsonNode declared = sent().at("/tools/0/functionDeclarations/0/parametersJsonSchema");
        assertThat(declared.has("$schema")).isFalse();
        assertThat(declared.at("/properties/d/enum/0").asString()).isEqualTo("x");
        assertThat(declared.at("/properties/c/type").asString()).isEqualTo("object");
        assertThat(declared.has("$defs")).isFalse();
        proxy.post(
                request(
                        "gemini-2.0-flash",
                        ","
                                + TOOLS.formatted(
                                        zoo.replace(
                                                "\"prefixItems\":[{\"type\":\"string\"}],", "")),
                        USER));
        JsonNode older = sent().at("/tools/0/functionDeclarations/0/parameters");
        assertThat(older.at("/properties/a/nullable").asBoolean()).isTrue();
        assertThat(older.at("/properties/c/type").asString()).isEqualTo("object");
        assertThat(Json.text(older)).doesNotContain("$ref").doesNotContain("exclusiveMinimum");
    }

    @Test
    void aSchemaThatAnOlderModelCannotTakeIsNamedByPathAndKeyword() throws Exception {
        HttpResponse<String> response =
                proxy.post(
                        request(
                                "gemini-2.0-flash",
                                ","
                                        + TOOLS.formatted(
                                                "{\"type\":\"object\",\"properties\":{\"a\":{\"not\":{\"type\":\"string\"}}}}"),
                                USER));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).path("param").asString())
                .isEqualTo("tools[0].function.parameters");
        assertThat(error(response).path("message").asString())
                .contains("tools[0].function.parameters.a")
                .contains("not");
        assertThat(canned.getAllServeEvents()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"})
    void bug38_aModelThatFailsSilentlyIsAnError(String reason) throws Exception {
        whole("{\"candidates\":[{\"content\":{},\"finishReason\":\"" + reason + "\"}]}");
        HttpResponse<String> response = proxy.post(request("gemini-3.5-flash", "", USER));
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(error(response).path("code").asString())
                .isEqualTo("upstream_malformed_response");
    }

    @Test
    void argumentsThatArriveLeafByLeafLeaveAsTheyCome() throws Exception {
        streams(
                parts(
                        "{\"functionCall\":{\"id\":\"fc_1\",\"name\":\"weather\",\"willContinue\":true},\"thoughtSignature\":\"U0lH\"}"),
                parts(
                        "{\"functionCall\":{\"partialArgs\":[{\"jsonPath\":\"$.city\",\"stringValue\":\"Os\",\"willContinue\":true}],\"willContinue\":true}}"),
                parts(
                        "{\"functionCall\":{\"partialArgs\":[{\"jsonPath\":\"$.city\",\"stringValue\":\"lo\"}],\"willContinue\":true}}"),
                parts("{\"functionCall\":{}}"),
                end("STOP"));
        String body =
                proxy.post(
                                request(
                                        "vertex/gemini-3.5-flash",
                                        ",\"stream\":true," + TOOLS.formatted(ANY),
                                        USER))
                        .body();
        assertThat(
                        sent().at("/toolConfig/functionCallingConfig/streamFunctionCallArguments")
                                .asBoolean())
                .isTrue();
        assertThat(all(body, "/choices/0/delta/tool_calls/0/function/arguments"))
                .containsExactly("", "{\"city\":\"Os", "lo\"", "}");
        assertThat(all(body, "/choices/0/finish_reason")).containsExactly("tool_calls");
    }

    @Test
    void logProbabilitiesComeWholeAndStreamed() throws Exception {
        String weighed =
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"ok\"}]},\"finishReason\":\"STOP\",\"logprobsResult\":{\"chosenCandidates\":[{\"token\":\"ok\",\"logProbability\":-0.5}],\"topCandidates\":[{\"candidates\":[{\"token\":\"ok\",\"logProbability\":-0.5},{\"token\":\"no\",\"logProbability\":-2}]}]}}]}";
        String more = ",\"logprobs\":true,\"top_logprobs\":2";
        whole(weighed);
        JsonNode whole = Json.read(proxy.post(request("gemini-2.5-flash", more, USER)).body());
        assertThat(sent().at("/generationConfig/responseLogprobs").asBoolean()).isTrue();
        assertThat(sent().at("/generationConfig/logprobs").asInt()).isEqualTo(2);
        JsonNode token = whole.at("/choices/0/logprobs/content/0");
        assertThat(token.path("token").asString()).isEqualTo("ok");
        assertThat(token.path("logprob").asDouble()).isEqualTo(-0.5);
        assertThat(token.path("bytes")).hasSize(2);
        assertThat(token.path("top_logprobs")).hasSize(2);
        streams(weighed);
        assertThat(all(streamed(more).body(), "/choices/0/logprobs/content/0/token"))
                .containsExactly("ok");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':'gemini-embedding-001'}|input",
                "{'model':'gemini-embedding-001','input':''}|input",
                "{'model':'gemini-embedding-001','input':[]}|input",
                "{'model':'gemini-embedding-001','input':['a','']}|input[1]",
                "{'model':'gemini-embedding-001','input':[1,2,3]}|input",
                "{'model':'gemini-embedding-001','input':[[1],[2]]}|input",
                "{'model':'gemini-embedding-001','input':7}|input",
                "{'model':'gemini-embedding-001','input':'a','dimensions':0}|dimensions",
                "{'model':'gemini-embedding-001','input':'a','encoding_format':'hex'}|encoding_format",
                "{'input':'a'}|model"
            })
    void embeddingRequestsThatAreNoneAreNamed(String row) throws Exception {
        List<String> bodyAndParam = Arrays.asList(row.split("\\|", -1));
        HttpResponse<String> response = embed(bodyAndParam.getFirst());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).path("param").asString()).isEqualTo(bodyAndParam.getLast());
        assertThat(canned.getAllServeEvents()).isEmpty();
    }

    /** A signature of Gemini is no block of Claude's, though both are remembered by call. */
    @Test
    void whatGeminiSignedIsNotSentToClaude() throws Exception {
        whole(
                "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"id\":\"g1\",\"name\":\"weather\",\"args\":{}},\"thoughtSignature\":\"c2ln\"}]},\"finishReason\":\"STOP\"}]}");
        String tools = "," + TOOLS.formatted(ANY);
        String called = proxy.post(request("gemini-3.5-flash", tools, USER)).body();
        assertThat(called).contains("\"g1\"");
        proxy.post(
                request(
                        "vertex/claude-sonnet-4-6",
                        tools + ",\"reasoning_effort\":\"high\"",
                        USER,
                        "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"g1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]}",
                        "{\"role\":\"tool\",\"tool_call_id\":\"g1\",\"content\":\"4\"}"));
        assertThat(sent().path("messages")).hasSize(3);
        assertThat(sent().toString()).contains("tool_use").doesNotContain("c2ln");
    }

    @Test
    void anErrorInsideA200KeepsItsStatusAndItsWords() throws Exception {
        whole("[{\"error\":{\"code\":429,\"message\":\"slow down\"}}]");
        HttpResponse<String> answer = proxy.post(request("gemini-2.5-flash", "", USER));
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(error(answer).path("message").asString()).contains("slow down");
    }

    @Test
    void aModelNewerThanAllThatIsKnownTakesTheNewestFacts() throws Exception {
        HttpResponse<String> answer =
                proxy.post(request("gemini-3.9-flash", ",\"temperature\":0.5", USER));
        assertThat(answer.headers().firstValue("x-brievio-ignored")).hasValue("temperature");
        assertThat(sent().at("/generationConfig/temperature").isMissingNode()).isTrue();
    }

    @Test
    void aSearchOfTheWebIsRefusedThoughItsOptionsAreEmpty() throws Exception {
        HttpResponse<String> answer =
                proxy.post(request("gemini-3.5-flash", ",\"web_search_options\":{}", USER));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer).path("param").asString()).isEqualTo("web_search_options");
    }

    @Test
    void idsThatGeminiDidNotMakeAreNotSentToIt() throws Exception {
        String call =
                "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"call:1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]}";
        String result = "{\"role\":\"tool\",\"tool_call_id\":\"call:1\",\"content\":\"4\"}";
        proxy.post(
                request(
                        "gemini-3.5-flash",
                        "," + TOOLS.formatted(ANY),
                        USER,
                        call,
                        result,
                        USER,
                        call,
                        result));
        assertThat(sent().findValues("functionCall")).hasSize(2);
        assertThat(sent().findValues("id")).isEmpty();
    }

    /** The arguments or an error, never an empty object. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"f\",\"willContinue\":true} ~ {\"args\":{\"x\":1}} ~ {}",
                "{\"name\":\"f\"} ~ {\"partialArgs\":[{\"jsonPath\":\"$.x\",\"numberValue\":1}]} ~ {}"
            })
    void argumentsInPiecesOfAnotherFormArrive(String calls) throws Exception {
        List<String> parts = new ArrayList<>();
        for (String call : calls.split(" ~ ", -1)) {
            parts.add("{\"functionCall\":" + call + "}");
        }
        streams(parts(parts.toArray(String[]::new)), end("STOP"));
        HttpResponse<String> answer = streamed("");
        String pointer = "/choices/0/delta/tool_calls/0/function/arguments";
        assertThat(String.join("", all(answer.body(), pointer))).isEqualTo("{\"x\":1}");
    }

    @Test
    void aPieceWithAnotherIdIsACallWithoutAName() throws Exception {
        streams(
                parts(
                        "{\"functionCall\":{\"id\":\"a\",\"name\":\"f\",\"args\":{\"x\":1}}}",
                        "{\"functionCall\":{\"id\":\"b\",\"name\":\"\",\"args\":{\"x\":2}}}"),
                end("STOP"));
        assertThat(streamed("").body()).contains("without naming it").doesNotContain("[DONE]");
    }

    /** A signature belongs to one call: an id of an earlier turn is not given again. */
    @Test
    void idsOfEarlierTurnsAreNotGivenAgain() throws Exception {
        streams(
                parts("{\"functionCall\":{\"id\":\"c0\",\"name\":\"f\",\"args\":{}}}"),
                end("STOP"));
        String history =
                "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c0\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c0\",\"content\":\"4\"}";
        HttpResponse<String> answer =
                proxy.post(request("gemini-2.5-flash", ",\"stream\":true", USER, history));
        assertThat(all(answer.body(), "/choices/0/delta/tool_calls/0/id")).containsExactly("c0_2");
    }

    @Test
    void aFormatOfSoundThatIsNoneIsRefused() throws Exception {
        HttpResponse<String> answer =
                proxy.post(
                        request(
                                "gemini-3.5-flash",
                                "",
                                "{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\",\"format\":\"../x\"}}]}"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer).path("param").asString())
                .isEqualTo("messages[0].content[0].input_audio.format");
    }
}
