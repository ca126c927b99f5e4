package com.brievio.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.fixtures.simulation.Fault;
import com.brievio.proxy.Limits;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Messages API in front of upstreams that are not Claude. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessagesBridgeTest {
    private static final String PATH = "/messages";
    private static final String TOOLS =
            "[{\"name\":\"get_weather\",\"input_schema\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}}]";

    private EveryDoor door;

    static List<String> models() {
        return EveryDoor.MODELS.subList(3, EveryDoor.MODELS.size());
    }

    @BeforeAll
    void start() throws Exception {
        door = new EveryDoor();
    }

    @AfterAll
    void stop() {
        door.close();
    }

    private static ObjectNode request(String model, String text) {
        ObjectNode request = Json.object().put("model", model).put("max_tokens", 500);
        request.putArray("messages").addObject().put("role", "user").put("content", text);
        return request;
    }

    private JsonNode created(ObjectNode request) throws Exception {
        return door.posted(PATH, Json.text(request));
    }

    @ParameterizedTest
    @MethodSource("models")
    void answersWholeAndStreamed(String model) throws Exception {
        ObjectNode request = request(model, "Reply with exactly one word: ready");
        JsonNode message = created(request);
        assertThat(message.path("type").asString()).isEqualTo("message");
        assertThat(message.path("id").asString()).startsWith("msg_");
        assertThat(message.path("model").asString()).isEqualTo(model);
        assertThat(message.path("content").size()).isEqualTo(1);
        assertThat(message.path("content").path(0).path("text").asString()).isEqualTo("ready");
        assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
        assertThat(message.path("usage").path("input_tokens").asInt()).isPositive();
        assertThat(message.path("usage").path("output_tokens").asInt()).isPositive();

        HttpResponse<String> streamed = door.post(PATH, Json.text(request.put("stream", true)));
        assertThat(streamed.headers().firstValue("request-id")).isPresent();
        assertThat(streamed.body())
                .startsWith("event: message_start\ndata: {")
                .contains("event: ping\n")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    @ParameterizedTest
    @MethodSource("models")
    void finishesAToolLoopWithThinkingOn(String model) throws Exception {
        ObjectNode request = request(model, "What is the weather in Oslo? Use get_weather.");
        request.set("tools", Json.read(TOOLS));
        request.putObject("thinking").put("type", "adaptive");
        JsonNode first = created(request);
        assertThat(first.path("stop_reason").asString()).isEqualTo("tool_use");
        ArrayNode messages = (ArrayNode) request.path("messages");
        messages.addObject().put("role", "assistant").set("content", first.path("content"));
        ArrayNode results = messages.addObject().put("role", "user").putArray("content");
        for (JsonNode block : first.path("content")) {
            if (block.path("type").asString().equals("tool_use")) {
                assertThat(block.path("input").path("city").asString()).isEqualTo("Oslo");
                results.addObject()
                        .put("type", "tool_result")
                        .put("content", "17 degrees")
                        .set("tool_use_id", block.path("id"));
            }
        }
        assertThat(results.size()).isEqualTo(1);
        JsonNode second = created(request);
        assertThat(second.path("content").toString()).contains("17 degrees");
    }

    @ParameterizedTest
    @MethodSource("models")
    void namesTheStopSequence(String model) throws Exception {
        ObjectNode request = request(model, "Write the integers from 1 to 9, one per line.");
        request.putArray("stop_sequences").add("5");
        JsonNode message = created(request);
        assertThat(message.path("stop_reason").asString()).isEqualTo("stop_sequence");
        assertThat(message.path("stop_sequence").asString()).isEqualTo("5");
        assertThat(message.path("content").path(0).path("text").asString())
                .contains("4")
                .doesNotContain("5");
    }

    @ParameterizedTest
    @MethodSource("models")
    void countsTokens(String model) throws Exception {
        ObjectNode request = request(model, "Hello there");
        request.remove("max_tokens");
        HttpResponse<String> response = door.post(PATH + "/count_tokens", Json.text(request));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(Json.read(response.body()).path("input_tokens").asInt()).isPositive();
        assertThat(response.headers().firstValue("x-brievio-ignored").isPresent())
                .isEqualTo(model.startsWith("openai/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"max_tokens\":null|max_tokens: Field required",
                "\"max_tokens\":0|max_tokens: Input should be greater than or equal to 1",
                "\"mcp_servers\":[{}]|mcp_servers: not available on this route",
                "\"messages\":[]|messages: at least one message is required",
                "\"messages\":[{\"role\":\"robot\",\"content\":\"x\"}]|messages.0.role: Input should be",
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"nonsense\"}]}]|messages.0.content.0: Input tag 'nonsense' found",
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"x\"}]}]|messages.0.content.0: unexpected `tool_use_id`",
                "\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"f\",\"input\":{}}]},{\"role\":\"user\",\"content\":\"y\"}]|messages.1: `tool_use` ids were found without",
                "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]|tools.0: web_search_20250305 runs at Anthropic",
                "\"tools\":[{\"name\":\"a b\",\"input_schema\":{\"type\":\"object\"}}]|tools.0.name: String should match",
                "\"tools\":[{\"name\":\"a\",\"input_schema\":{}}]|tools.0.custom.input_schema.type: Field required"
            })
    void refusesInAnthropicsWords(String row) throws Exception {
        String[] cells = row.split("\\|", -1);
        for (String model : List.of("gemini-2.5-flash", "openai/claude-sonnet-4-6")) {
            ObjectNode request = request(model, "x");
            request.setAll((ObjectNode) Json.read("{" + cells[0] + "}"));
            HttpResponse<String> response = door.post(PATH, Json.text(request));
            assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
            JsonNode body = Json.read(response.body());
            assertThat(body.path("type").asString()).isEqualTo("error");
            assertThat(body.path("error").path("type").asString())
                    .isEqualTo("invalid_request_error");
            assertThat(body.path("error").path("message").asString()).startsWith(cells[1]);
        }
    }

    /** Claude refuses a signature that is not its own. */
    @ParameterizedTest
    @ValueSource(strings = {"claude-sonnet-4-6", "bedrock/claude-sonnet-4-6"})
    void aConversationOfGeminiGoesOnAtClaude(String claude) throws Exception {
        ObjectNode request =
                request("gemini-3.5-flash", "What is the weather in Oslo? Use get_weather.");
        request.set("tools", Json.read(TOOLS));
        request.putObject("thinking").put("type", "adaptive");
        JsonNode first = created(request);
        assertThat(first.path("content").path(0).path("signature").asString())
                .startsWith("brievio.gemini.1.");
        ArrayNode messages = (ArrayNode) request.path("messages");
        messages.addObject().put("role", "assistant").set("content", first.path("content"));
        messages.addObject()
                .put("role", "user")
                .putArray("content")
                .addObject()
                .put("type", "tool_result")
                .put("content", "17 degrees")
                .set("tool_use_id", first.path("content").path(1).path("id"));
        request.put("model", claude).remove("thinking");
        assertThat(created(request).path("content").toString()).contains("17 degrees");
    }

    /** Claude Code would give up; an error can then only be an event. */
    @Test
    void anUpstreamThatSaysNothingYetIsBridgedByPings() throws Exception {
        Limits limits =
                new Limits(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(1500),
                        Duration.ofMillis(200),
                        64 * 1024);
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.running(_ -> over.join());
                ProxyFixture proxy =
                        ProxyFixture.with(
                                ProxyOptions.of(List.of(Provider.of("gemini", upstream.uri(), "k")))
                                        .with(limits))) {
            ObjectNode request = request("gemini-2.5-flash", "x").put("stream", true);
            String seen = ProxyFixture.rest(proxy.asked(PATH, Json.text(request)));
            assertThat(seen).startsWith("HTTP/1.1 200 ").contains("event: message_start\n");
            assertThat(seen.split("event: ping\n", -1)).hasSizeGreaterThan(3);
            assertThat(seen).contains("event: error\n").contains("timeout_error");
            // Its first words are what Claude Code reads.
            assertThat(seen).doesNotContain("gemini: ");
            over.complete(null);
        }
    }

    @Test
    void threadsAreRefusedSoThatSdksGoOnWithout() throws Exception {
        ObjectNode request = request("gemini-2.5-flash", "x");
        request.putObject("thread").put("type", "create");
        JsonNode error = Json.read(door.post(PATH, Json.text(request)).body()).path("error");
        assertThat(error.path("details").path("error_code").asString())
                .isEqualTo("thread_unsupported_request");
    }

    @Test
    void anOverloadIs529BeforeTheFirstWordAndAnEventAfterIt() throws Exception {
        door.gemini.plant("overloaded-bridge", Fault.OVERLOADED);
        ObjectNode request = request("gemini-2.5-flash", "overloaded-bridge");
        HttpResponse<String> response = door.post(PATH, Json.text(request.put("stream", true)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(529);
        assertThat(Json.read(response.body()).path("error").path("type").asString())
                .isEqualTo("overloaded_error");

        door.gemini.plant("later-bridge", Fault.STREAM_ERROR_LATER);
        ObjectNode later =
                request(
                        "gemini-2.5-flash",
                        "later-bridge Write the integers from 1 to 20, one per line.");
        assertThat(door.post(PATH, Json.text(later.put("stream", true))).body())
                .contains("event: error\n")
                .doesNotContain("message_stop");
    }

    @Test
    void claudeCodeFindsEveryModel() throws Exception {
        HttpResponse<String> list =
                door.proxy.http.send(
                        door.proxy
                                .request("/models?limit=1000")
                                .header("anthropic-version", "2023-06-01")
                                .GET()
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        JsonNode body = Json.read(list.body());
        assertThat(body.path("has_more").asBoolean(true)).isFalse();
        assertThat(list.body())
                .contains("\"type\":\"model\"")
                .contains("\"id\":\"claude-via-brievio/gemini-2.5-flash\"");
        ObjectNode request =
                request(
                        "claude-via-brievio/gemini-2.5-flash",
                        "Reply with exactly one word: ready");
        assertThat(created(request).path("content").toString()).contains("ready");
        HttpResponse<Void> head =
                door.proxy.http.send(
                        HttpRequest.newBuilder(door.proxy.server.baseUrl().resolve("/"))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        assertThat(head.statusCode()).isEqualTo(200);
    }
}
