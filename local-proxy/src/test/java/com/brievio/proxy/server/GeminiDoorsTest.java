package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.fixtures.simulation.Fault;
import com.brievio.fixtures.simulation.Pace;
import com.brievio.fixtures.simulation.SimulatedGemini;
import com.brievio.fixtures.simulation.SimulatedVertex;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Gemini through AI Studio and Vertex: tool loops of plain clients, thoughts, faults, vectors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeminiDoorsTest {
    private SimulatedGemini studio;
    private SimulatedVertex cloud;
    private ProxyFixture proxy;
    private ProxyFixture express;

    @BeforeAll
    void start() throws Exception {
        studio = SimulatedGemini.start("test-key", Pace.INSTANT);
        cloud = SimulatedVertex.start("token", Pace.INSTANT);
        proxy =
                ProxyFixture.with(
                        ProxyOptions.of(
                                List.of(
                                        Provider.of("gemini", studio.uri(), null),
                                        Provider.of("vertex", cloud.uri(), null)
                                                .with("project", "p1")
                                                .with("location", "us")
                                                .with("token", "token"))));
        express =
                ProxyFixture.with(
                        ProxyOptions.of(
                                List.of(
                                        Provider.of("vertex", cloud.uri(), "token")
                                                .with("location", "us"))));
    }

    @AfterAll
    void stop() {
        proxy.close();
        express.close();
        studio.close();
        cloud.close();
    }

    static Stream<Arguments> doorsAndModels() {
        List<Arguments> all = new ArrayList<>();
        for (String door : List.of("", "vertex/")) {
            for (String model :
                    List.of(
                            "gemini-2.5-pro",
                            "gemini-2.5-flash",
                            "gemini-3-flash-preview",
                            "gemini-3.5-flash",
                            "gemini-3.6-flash")) {
                all.add(Arguments.of(door + model, false));
                all.add(Arguments.of(door + model, true));
            }
        }
        return all.stream();
    }

    private static ObjectNode request(String model, String text) {
        ObjectNode request = Json.object().put("model", model);
        request.putArray("messages").addObject().put("role", "user").put("content", text);
        return request;
    }

    @ParameterizedTest
    @MethodSource("doorsAndModels")
    void aPlainClientFinishesItsLoop(String model, boolean streamed) throws Exception {
        ObjectNode request =
                request(model, "What is the weather in Oslo? Use get_weather.")
                        .put("reasoning_effort", "low")
                        .put("stream", streamed);
        request.set(
                "tools",
                Json.read(
                        "[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"enum\":[\"Oslo\"]}},\"required\":[\"city\"]}}}]"));
        ObjectNode call = call(proxy.post(Json.text(request)).body(), streamed);
        assertThat(Json.read(call.at("/function/arguments").asString()).path("city").asString())
                .isEqualTo("Oslo");
        ArrayNode messages = (ArrayNode) request.path("messages");
        messages.addObject().put("role", "assistant").putArray("tool_calls").add(call);
        messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", call.path("id").asString())
                .put("content", "4 degrees");
        HttpResponse<String> second = proxy.post(Json.text(request.put("stream", false)));
        assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
        JsonNode message = Json.read(second.body()).path("choices").path(0).path("message");
        assertThat(message.path("content").asString("")).contains("4 degrees");
        assertThat(message.path("reasoning_content").asString("")).isNotEmpty();
    }

    /** Returns the call as a client keeps it that drops what it does not know. */
    private static ObjectNode call(String body, boolean streamed) {
        ObjectNode call = Json.object();
        StringBuilder arguments = new StringBuilder();
        List<JsonNode> deltas = new ArrayList<>();
        if (streamed) {
            for (String frame : body.split("\n\n", -1)) {
                if (frame.startsWith("data: {")) {
                    deltas.add(Json.read(frame.substring(6)).at("/choices/0/delta/tool_calls/0"));
                }
            }
        } else {
            deltas.add(Json.read(body).at("/choices/0/message/tool_calls/0"));
        }
        for (JsonNode delta : deltas) {
            if (delta.has("id")) {
                call.put("id", delta.path("id").asString()).put("type", "function");
                call.putObject("function").put("name", delta.at("/function/name").asString());
            }
            arguments.append(delta.at("/function/arguments").asString(""));
        }
        call.withObject("function").put("arguments", arguments.toString());
        return call;
    }

    @ParameterizedTest
    @CsvSource({"gemini-3.5-flash", "vertex/gemini-3.5-flash"})
    void faultsAreVisibleOnBothDoors(String model) throws Exception {
        studio.plant("CUT-HERE", Fault.CUT);
        cloud.plant("CUT-HERE", Fault.CUT);
        studio.plant("FAIL-FIRST", Fault.STREAM_ERROR_FIRST);
        cloud.plant("FAIL-FIRST", Fault.STREAM_ERROR_FIRST);
        String cut =
                proxy.post(
                                Json.text(
                                        request(model, "Count from 1 to 20. CUT-HERE")
                                                .put("stream", true)))
                        .body();
        assertThat(cut).contains("upstream_truncated").doesNotContain("[DONE]");
        HttpResponse<String> first =
                proxy.post(
                        Json.text(
                                request(model, "Count from 1 to 20. FAIL-FIRST")
                                        .put("stream", true)));
        assertThat(first.statusCode()).isGreaterThanOrEqualTo(429);
    }

    @Test
    void severalChoicesKeepTheirIndexes() throws Exception {
        ObjectNode request = request("gemini-2.5-flash", "Reply with exactly one word: ready");
        request.put("n", 3);
        JsonNode choices = Json.read(proxy.post(Json.text(request)).body()).path("choices");
        assertThat(choices).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(choices.get(i).path("index").asInt()).isEqualTo(i);
        }
        String streamed = proxy.post(Json.text(request.put("stream", true))).body();
        for (int i = 0; i < 3; i++) {
            assertThat(streamed)
                    .contains("\"choices\":[{\"index\":" + i + ",\"delta\":{\"role\"")
                    .contains(
                            "\"choices\":[{\"index\":"
                                    + i
                                    + ",\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"");
        }
    }

    @Test
    void anExpressKeyNamesNoProjectAndServesNoClaude() throws Exception {
        HttpResponse<String> gemini =
                express.post(
                        Json.text(
                                request(
                                        "vertex/gemini-3.5-flash",
                                        "Reply with exactly one word: ready")));
        assertThat(gemini.statusCode()).as(gemini.body()).isEqualTo(200);
        HttpResponse<String> claude =
                express.post(Json.text(request("vertex/claude-sonnet-4-6", "Hi")));
        assertThat(claude.statusCode()).isEqualTo(401);
        assertThat(error(claude).path("message").asString()).contains("GOOGLE_CLOUD_PROJECT");
    }

    private HttpResponse<String> embed(String model, String more) throws Exception {
        return proxy.http.send(
                proxy.request("/embeddings")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\""
                                                + model
                                                + "\",\"input\":[\"a\",\"b\",\"a\"]"
                                                + more
                                                + "}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-embedding-001",
        "gemini-embedding-2",
        "vertex/gemini-embedding-001",
        "vertex/gemini-embedding-2",
        "vertex/text-embedding-004"
    })
    void textsBecomeVectorsInOrder(String model) throws Exception {
        HttpResponse<String> response = embed(model, ",\"dimensions\":64,\"user\":\"u\"");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-brievio-ignored")).hasValue("user");
        JsonNode data = Json.read(response.body()).path("data");
        assertThat(data).hasSize(3);
        assertThat(data.get(0).path("embedding"))
                .hasSize(64)
                .isEqualTo(data.get(2).path("embedding"))
                .isNotEqualTo(data.get(1).path("embedding"));
        double squares = 0;
        for (JsonNode value : data.get(0).path("embedding")) {
            squares += value.asDouble() * value.asDouble();
        }
        assertThat(squares).isBetween(0.999, 1.001);
    }

    @Test
    void embeddingsOfAnUnknownModelAreA404() throws Exception {
        HttpResponse<String> response = embed("gemini-embedding-none", "");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(error(response).path("code").asString()).isEqualTo("model_not_found");
    }
}
