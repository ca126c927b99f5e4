package com.brievio.proxy.server;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.json.Json;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A turn goes back as the model made it, for a client that keeps text and calls only, and to nobody
 * else (decisions.md, "Order of an assistant turn" and "Memory of thinking and signatures").
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TurnOrderTest {
    private static final String TOOLS =
            "[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\"}}}}},{\"type\":\"function\",\"function\":{\"name\":\"hail\",\"parameters\":{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\"}}}}}]";
    private static final String CONTENT =
            "[{\"type\":\"thinking\",\"thinking\":\"East?\",\"signature\":\"c2lnRQ==\"},{\"type\":\"text\",\"text\":\"East first. \"},{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"look\",\"input\":{\"at\":\"east\"}},{\"type\":\"thinking\",\"thinking\":\"West?\",\"signature\":\"c2lnVw==\"},{\"type\":\"text\",\"text\":\"Then west.\"},{\"type\":\"tool_use\",\"id\":\"c2\",\"name\":\"look\",\"input\":{\"at\":\"west\"}}]";

    private WireMockServer canned;
    private ProxyFixture proxy;

    @BeforeAll
    void start() {
        canned = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        canned.start();
    }

    @AfterAll
    void stop() {
        canned.stop();
    }

    /** Every test has a memory of its own. */
    @BeforeEach
    void forget() throws Exception {
        canned.resetAll();
        if (proxy != null) {
            proxy.close();
        }
        URI uri = URI.create(canned.baseUrl());
        proxy =
                ProxyFixture.with(
                        ProxyOptions.of(
                                List.of(
                                        Provider.of("anthropic", uri, "k"),
                                        Provider.of("gemini", uri, "k"))));
    }

    private void answers(String type, String body) {
        canned.stubFor(
                any(anyUrl())
                        .willReturn(aResponse().withHeader("content-type", type).withBody(body)));
    }

    private void claudeAnswers(boolean streamed) {
        JsonNode content = Json.read(CONTENT);
        if (!streamed) {
            answers(
                    "application/json",
                    "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":"
                            + CONTENT
                            + ",\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}");
            return;
        }
        StringBuilder stream =
                new StringBuilder(
                        "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"c\"}}\n\n");
        for (int i = 0; i < content.size(); i++) {
            ObjectNode block = (ObjectNode) content.get(i);
            ObjectNode start = Json.object().put("type", "content_block_start").put("index", i);
            start.set("content_block", block);
            stream.append("data: ").append(Json.text(start)).append("\n\n");
            stream.append("data: {\"type\":\"content_block_stop\",\"index\":" + i + "}\n\n");
        }
        stream.append(
                "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"}}\n\n"
                        + "data: {\"type\":\"message_stop\"}\n\n");
        answers("text/event-stream", stream.toString());
    }

    private static ObjectNode request(String model, boolean streamed) {
        ObjectNode request =
                Json.object()
                        .put("model", model)
                        .put("max_tokens", 9000)
                        .put("stream", streamed)
                        .put("reasoning_effort", "high");
        request.set("tools", Json.read(TOOLS));
        request.putArray("messages").addObject().put("role", "user").put("content", "Look.");
        return request;
    }

    private static void call(ArrayNode calls, String id, String name, String at) {
        calls.addObject()
                .put("id", id)
                .put("type", "function")
                .putObject("function")
                .put("name", name)
                .put("arguments", "{ \"at\": \"" + at + "\" }");
    }

    /** What a client sends that keeps text and calls only. */
    private static ObjectNode next(String model, String text, String... calls) {
        ObjectNode request = request(model, false);
        ArrayNode messages = (ArrayNode) request.path("messages");
        ObjectNode turn = messages.addObject().put("role", "assistant").put("content", text);
        ArrayNode made = turn.putArray("tool_calls");
        for (String call : calls) {
            String[] parts = call.split(":", -1);
            call(made, parts[0], parts[1], parts[2]);
        }
        for (String call : calls) {
            messages.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", call.split(":", -1)[0])
                    .put("content", "free");
        }
        return request;
    }

    private JsonNode sent(ObjectNode request) throws Exception {
        canned.resetRequests();
        HttpResponse<String> response = proxy.post(Json.text(request));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.read(canned.getAllServeEvents().getFirst().getRequest().getBodyAsString());
    }

    private static List<String> shape(JsonNode content) {
        List<String> shape = new ArrayList<>();
        for (JsonNode block : content) {
            String type = block.path("type").asString();
            shape.add(
                    switch (type) {
                        case "thinking" -> "thinking " + block.path("thinking").asString();
                        case "text" -> "text " + block.path("text").asString();
                        default -> type + " " + block.path("id").asString();
                    });
        }
        return shape;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thinkingTextAndCallsGoBackInTheirOrder(boolean streamed) throws Exception {
        claudeAnswers(streamed);
        proxy.post(Json.text(request("claude-opus-4-8", streamed)));
        claudeAnswers(false);
        JsonNode turn =
                sent(
                        next(
                                "claude-opus-4-8",
                                "East first. Then west.",
                                "c1:look:east",
                                "c2:look:west"));
        assertThat(shape(turn.at("/messages/1/content")))
                .containsExactly(
                        "thinking East?",
                        "text East first. ",
                        "tool_use c1",
                        "thinking West?",
                        "text Then west.",
                        "tool_use c2");
    }

    @Test
    void aTurnThatAClientSendsInTwoMessagesKeepsEachItsThinking() throws Exception {
        claudeAnswers(false);
        proxy.post(Json.text(request("claude-opus-4-8", false)));
        ObjectNode split = next("claude-opus-4-8", "East first. ", "c1:look:east");
        ObjectNode second = next("claude-opus-4-8", "Then west.", "c2:look:west");
        ((ArrayNode) split.path("messages"))
                .add(second.path("messages").get(1))
                .add(second.path("messages").get(2));
        JsonNode sent = sent(split);
        assertThat(shape(sent.at("/messages/1/content")))
                .containsExactly("thinking East?", "text East first. ", "tool_use c1");
        assertThat(shape(sent.at("/messages/3/content")))
                .containsExactly("thinking West?", "text Then west.", "tool_use c2");
    }

    @Test
    void textThatAClientChangedStandsWhereTheTextBegan() throws Exception {
        claudeAnswers(false);
        proxy.post(Json.text(request("claude-opus-4-8", false)));
        JsonNode sent = sent(next("claude-opus-4-8", "Short.", "c1:look:east", "c2:look:west"));
        assertThat(shape(sent.at("/messages/1/content")))
                .containsExactly(
                        "thinking East?",
                        "text Short.",
                        "tool_use c1",
                        "thinking West?",
                        "tool_use c2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claude-sonnet-5;c1:look:east",
                "claude-opus-4-8;c1:hail:east",
                "claude-opus-4-8;c1:look:north",
                "claude-opus-4-8;c9:look:east"
            })
    void anotherModelToolOrCallGetsNothing(String other) throws Exception {
        claudeAnswers(false);
        proxy.post(Json.text(request("claude-opus-4-8", false)));
        String[] parts = other.split(";", -1);
        JsonNode sent = sent(next(parts[0], "East first. ", parts[1]));
        assertThat(Json.text(sent)).doesNotContain("c2lnRQ==").doesNotContain("c2lnVw==");
    }

    @Test
    void aSignatureOfGeminiIsNotLentToAnotherConversation() throws Exception {
        answers(
                "application/json",
                "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"id\":\"g1\",\"name\":\"look\",\"args\":{\"at\":\"east\"}},\"thoughtSignature\":\"c2lnRw==\"},{\"functionCall\":{\"id\":\"g1\",\"name\":\"hail\",\"args\":{\"at\":\"east\"}}}]},\"finishReason\":\"STOP\"}]}");
        HttpResponse<String> first =
                proxy.post(Json.text(request("gemini-3-flash-preview", false)));
        JsonNode calls = Json.read(first.body()).at("/choices/0/message/tool_calls");
        assertThat(calls.findValuesAsString("id")).containsExactly("g1", "g1_2");
        JsonNode own = sent(next("gemini-3-flash-preview", "", "g1:look:east", "g1_2:hail:east"));
        assertThat(own.at("/contents/1/parts/0/thoughtSignature").asString()).isEqualTo("c2lnRw==");
        assertThat(own.findValuesAsString("id")).containsExactly("g1", "g1", "g1", "g1");
        for (String other : List.of("g1:look:west", "g1:hail:north")) {
            JsonNode lent = sent(next("gemini-3-flash-preview", "", other));
            assertThat(Json.text(lent)).doesNotContain("c2lnRw==").doesNotContain("\"g1\"");
        }
        JsonNode model = sent(next("gemini-3.5-flash", "", "g1:look:east"));
        assertThat(Json.text(model)).doesNotContain("c2lnRw==");
    }
}
