package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.fixtures.simulation.Fault;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.RequestSummary;
import com.brievio.proxy.json.Json;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** The Responses API in front of every upstream. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponsesTest {
    private static final String PATH = "/responses";
    private static final String TOOLS =
            "[{\"type\":\"function\",\"name\":\"get_weather\",\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}}]";

    private EveryDoor door;

    static List<String> models() {
        return EveryDoor.MODELS;
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
        return Json.object().put("model", model).put("input", text);
    }

    private JsonNode created(ObjectNode request) throws Exception {
        return door.posted(PATH, Json.text(request));
    }

    private static String text(JsonNode response) {
        StringBuilder text = new StringBuilder();
        for (JsonNode item : response.path("output")) {
            for (JsonNode part : item.path("content")) {
                text.append(part.path("text").asString(""));
            }
        }
        return text.toString();
    }

    private static JsonNode call(JsonNode response) {
        for (JsonNode item : response.path("output")) {
            if (item.path("type").asString().equals("function_call")) {
                return item;
            }
        }
        throw new AssertionError("no call in " + response);
    }

    @ParameterizedTest
    @MethodSource("models")
    void answersWholeAndStreamed(String model) throws Exception {
        ObjectNode request = request(model, "Reply with exactly one word: ready");
        JsonNode whole = created(request);
        assertThat(whole.path("status").asString()).isEqualTo("completed");
        assertThat(text(whole)).isEqualTo("ready");
        assertThat(whole.path("usage").path("total_tokens").asInt()).isPositive();

        HttpResponse<String> streamed = door.post(PATH, Json.text(request.put("stream", true)));
        assertThat(streamed.headers().firstValue("content-type").orElse(""))
                .startsWith("text/event-stream");
        assertThat(streamed.body())
                .startsWith("event: response.created\ndata: {\"type\":\"response.created\"")
                .contains("event: response.output_text.done\n")
                .contains("event: response.completed\n")
                .doesNotContain("[DONE]");
    }

    @ParameterizedTest
    @MethodSource("models")
    void finishesAToolLoopByValueAndById(String model) throws Exception {
        ObjectNode request = request(model, "What is the weather in Oslo? Use get_weather.");
        request.set("tools", Json.read(TOOLS));
        JsonNode first = created(request);
        JsonNode call = call(first);
        assertThat(Json.read(call.path("arguments").asString()).path("city").asString())
                .isEqualTo("Oslo");
        ObjectNode output =
                Json.object()
                        .put("type", "function_call_output")
                        .put("call_id", call.path("call_id").asString())
                        .put("output", "17 degrees");

        ObjectNode byValue = request.deepCopy();
        ArrayNode input = byValue.putArray("input");
        input.addObject().put("role", "user").put("content", "What is the weather in Oslo?");
        input.addAll((ArrayNode) first.path("output"));
        input.add(output);
        assertThat(text(created(byValue))).contains("17 degrees");

        ObjectNode byId = request.deepCopy();
        byId.put("previous_response_id", first.path("id").asString());
        byId.putArray("input").add(output);
        JsonNode second = created(byId);
        assertThat(text(second)).contains("17 degrees");
        assertThat(second.path("previous_response_id")).isEqualTo(first.path("id"));

        ObjectNode byReference = request.deepCopy();
        ArrayNode references = byReference.putArray("input");
        references.addObject().put("role", "user").put("content", "What is the weather in Oslo?");
        for (JsonNode item : first.path("output")) {
            references.addObject().put("type", "item_reference").set("id", item.path("id"));
        }
        references.add(output);
        assertThat(text(created(byReference))).contains("17 degrees");
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-sonnet-4-6", "bedrock/claude-sonnet-4-6"})
    void thinkingComesBackThroughTheEnvelope(String model) throws Exception {
        ObjectNode request = request(model, "What is the weather in Oslo? Use get_weather.");
        request.set("tools", Json.read(TOOLS));
        request.putObject("reasoning").put("effort", "medium");
        JsonNode first = created(request);
        JsonNode reasoning = first.path("output").path(0);
        assertThat(reasoning.path("type").asString()).isEqualTo("reasoning");
        assertThat(reasoning.path("encrypted_content").asString()).startsWith("QlJWA");
        // A proxy that has been started anew remembers nothing.
        try (ProxyFixture other = ProxyFixture.with(door.doors.options(false))) {
            ObjectNode again = request.deepCopy();
            ArrayNode input = again.putArray("input");
            input.addObject()
                    .put("role", "user")
                    .put("content", "What is the weather in Oslo? Use get_weather.");
            input.addAll((ArrayNode) first.path("output"));
            input.addObject()
                    .put("type", "function_call_output")
                    .put("call_id", call(first).path("call_id").asString())
                    .put("output", "17 degrees");
            HttpResponse<String> response =
                    other.http.send(
                            other.request(PATH)
                                    .POST(HttpRequest.BodyPublishers.ofString(Json.text(again)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.headers().firstValue("x-brievio-ignored")).isEmpty();
            assertThat(text(Json.read(response.body()))).contains("17 degrees");
        }
    }

    /** An agent hands over: other instructions and tools, the reasoning item unchanged. */
    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-5-5", "bedrock/claude-opus-5-5", "vertex/claude-opus-5-5"})
    void thinkingThatIsBoundToAnotherConversationStaysOut(String model) throws Exception {
        ObjectNode request = request(model, "What is the weather in Oslo? Use get_weather.");
        request.set("tools", Json.read(TOOLS));
        JsonNode first = created(request);
        assertThat(first.path("output").path(0).path("encrypted_content").asString())
                .startsWith("QlJWA");
        ObjectNode handed = Json.object().put("model", model).put("instructions", "Squawk.");
        ArrayNode input = handed.putArray("input");
        input.addObject()
                .put("role", "user")
                .put("content", "What is the weather in Oslo? Use get_weather.");
        input.addAll((ArrayNode) first.path("output"));
        input.addObject()
                .put("type", "function_call_output")
                .put("call_id", call(first).path("call_id").asString())
                .put("output", "17 degrees");
        assertThat(text(created(handed))).isNotEmpty();
        // In its own conversation it goes back.
        handed.remove("instructions");
        handed.set("tools", Json.read(TOOLS));
        assertThat(text(created(handed))).contains("17 degrees");
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return door.proxy.http.send(
                door.proxy
                        .request(path)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void keepsResponsesForTheirOwner() throws Exception {
        JsonNode made = created(request("claude-sonnet-4-6", "Hi"));
        String path = PATH + "/" + made.path("id").asString();
        assertThat(Json.read(send("GET", path).body())).isEqualTo(made);
        JsonNode items = Json.read(send("GET", path + "/input_items").body());
        assertThat(items.path("data").path(0).path("content").path(0).path("text").asString())
                .isEqualTo("Hi");
        assertThat(items.path("data").path(0).path("id").asString()).startsWith("msg_");
        HttpResponse<String> foreign =
                door.proxy.http.send(
                        door.proxy
                                .request(path)
                                .setHeader("authorization", "Bearer other")
                                .GET()
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(send("POST", path + "/cancel").statusCode()).isIn(400, 415);
        HttpResponse<String> deleted = send("DELETE", path);
        assertThat(Json.read(deleted.body()).path("deleted").asBoolean()).isTrue();
        assertThat(send("GET", path).statusCode()).isEqualTo(404);
        assertThat(send("DELETE", path).statusCode()).isEqualTo(404);
    }

    @Test
    void keepsNothingWhereNothingMayBeKept() throws Exception {
        JsonNode made = created(request("gemini-3.5-flash", "Hi").put("store", false));
        String id = made.path("id").asString();
        assertThat(send("GET", PATH + "/" + id).statusCode()).isEqualTo(404);
        HttpResponse<String> next =
                door.post(
                        PATH,
                        Json.text(
                                request("gemini-3.5-flash", "And?")
                                        .put("previous_response_id", id)));
        assertThat(next.statusCode()).isEqualTo(400);
        assertThat(error(next).path("code").asString()).isEqualTo("previous_response_not_found");
        assertThat(error(next).path("param").asString()).isEqualTo("previous_response_id");
    }

    @Test
    void refusesWhatIsNotServedHereAtOnce() throws Exception {
        assertThat(send("GET", PATH).statusCode()).isEqualTo(405);
        assertThat(door.post(PATH + "/compact", "{}").statusCode()).isEqualTo(404);
        assertThat(door.post(PATH + "/input_tokens", "{}").statusCode()).isEqualTo(404);
        String upgrade =
                "GET /v1/responses HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, close\r\n"
                        + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        try (var socket =
                new Socket(
                        InetAddress.getLoopbackAddress(), door.proxy.server.baseUrl().getPort())) {
            socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 426 ")
                    .contains("upgrade_required");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"M\"}|input|missing_required_parameter",
                "{\"model\":\"M\",\"input\":5}|input|invalid_type",
                "{\"model\":\"M\",\"input\":[]}|input|empty_array",
                "{\"model\":\"M\",\"input\":[{\"type\":\"nonsense\"}]}|input[0].type|invalid_value",
                "{\"model\":\"M\",\"input\":[{\"role\":\"robot\",\"content\":\"x\"}]}|input[0].role|invalid_value",
                "{\"model\":\"M\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_video\"}]}]}|input[0].content[0].type|invalid_value",
                "{\"model\":\"M\",\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"x\",\"output\":\"y\"}]}|input|invalid_value",
                "{\"model\":\"M\",\"input\":[{\"type\":\"function_call\",\"call_id\":\"x\",\"name\":\"f\",\"arguments\":\"{}\"}]}|input|invalid_value",
                "{\"model\":\"M\",\"input\":\"x\",\"conversation\":\"c\"}|conversation|unsupported_parameter",
                "{\"model\":\"M\",\"input\":\"x\",\"prompt\":{\"id\":\"p\"}}|prompt|unsupported_parameter",
                "{\"model\":\"M\",\"input\":\"x\",\"background\":true}|background|unsupported_value",
                "{\"model\":\"M\",\"input\":\"x\",\"max_output_tokens\":0}|max_output_tokens|integer_below_min_value",
                "{\"model\":\"M\",\"input\":\"x\",\"tools\":[{\"name\":\"f\"}]}|tools[0].type|missing_required_parameter",
                "{\"model\":\"M\",\"input\":\"x\",\"tool_choice\":{\"type\":\"function\",\"name\":\"f\"}}|tool_choice|invalid_value",
                "{\"model\":\"M\",\"input\":\"x\",\"text\":{\"format\":{\"type\":\"json_schema\"}}}|text.format.schema|missing_required_parameter",
                "{\"model\":\"M\",\"input\":\"x\",\"stream_options\":{}}|stream_options|invalid_value"
            })
    void namesWhatIsWrong(String row) throws Exception {
        String[] cells = row.split("\\|", -1);
        for (String model : List.of("claude-sonnet-4-6", "openai/claude-sonnet-4-6")) {
            HttpResponse<String> response =
                    door.post(PATH, cells[0].replace("\"M\"", "\"" + model + "\""));
            assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
            assertThat(error(response).path("param").asString()).isEqualTo(cells[1]);
            assertThat(error(response).path("code").asString()).isEqualTo(cells[2]);
        }
    }

    @Test
    void whatAModelCannotIsToldInTheClientsWords() throws Exception {
        HttpResponse<String> response =
                door.post(
                        PATH,
                        "{\"model\":\"gemini-2.5-flash\",\"input\":\"x\",\"tools\":"
                                + TOOLS
                                + ",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"a\",\"schema\":{\"type\":\"object\"}}}}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).path("param").asString()).isEqualTo("text.format");
        assertThat(error(response).path("message").asString())
                .startsWith("text.format: gemini-2.5-flash does not take");
    }

    @Test
    void anUnknownItemIsA404() throws Exception {
        HttpResponse<String> response =
                door.post(
                        PATH,
                        "{\"model\":\"claude-sonnet-4-6\",\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_x\"}]}");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(error(response).path("message").asString())
                .startsWith("Item with id 'msg_x' not found.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-sonnet-4-6", "bedrock/claude-sonnet-4-6"})
    void aStreamThatTheUpstreamCutsEndsInFailed(String model) throws Exception {
        door.doors.plant("cut-responses" + model, Fault.CUT);
        ObjectNode request =
                request(
                        model,
                        "cut-responses"
                                + model
                                + " Write the integers from 1 to 20, one per line.");
        HttpResponse<String> response = door.post(PATH, Json.text(request.put("stream", true)));
        assertThat(response.body())
                .contains("event: response.failed\n")
                .contains("\"code\":\"server_error\"")
                .doesNotContain("response.completed");
    }

    @Test
    void anErrorBeforeTheFirstWordKeepsItsStatus() throws Exception {
        door.doors.plant("limit-responses", Fault.RATE_LIMIT);
        ObjectNode request = request("claude-sonnet-4-6", "limit-responses");
        HttpResponse<String> response = door.post(PATH, Json.text(request.put("stream", true)));
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).contains("7");
        assertThat(error(response).path("code").asString()).isEqualTo("rate_limit_exceeded");
    }

    @Test
    void passesToAServerThatSpeaksItItself() throws Exception {
        ProxyOptions options =
                ProxyOptions.of(
                        List.of(
                                Provider.of("openai", door.proxy.server.baseUrl(), "test-key")
                                        .with("responses", "true")));
        try (ProxyFixture passing = ProxyFixture.with(options)) {
            ObjectNode request = request("openai/claude-sonnet-4-6", "Say hello");
            for (boolean stream : new boolean[] {false, true}) {
                HttpResponse<String> response =
                        passing.http.send(
                                passing.request(PATH)
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        Json.text(request.put("stream", stream))))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                assertThat(response.body()).contains("\"object\":\"response\"");
                RequestSummary told = passing.log.poll(5, TimeUnit.SECONDS);
                assertThat(told).isNotNull();
                assertThat(told.promptTokens()).isPositive();
                assertThat(told.error()).isNull();
            }
            // What is kept is kept there.
            HttpResponse<String> unknown = passing.get(PATH + "/resp_x");
            assertThat(unknown.statusCode()).isEqualTo(404);
        }
    }

    @Test
    void reportsWhatItDoesNotCarry() throws Exception {
        HttpResponse<String> response =
                door.post(
                        PATH,
                        "{\"model\":\"claude-sonnet-4-6\",\"input\":\"Hi\",\"truncation\":\"auto\","
                                + "\"tools\":[{\"type\":\"web_search\"}],\"client_metadata\":{\"a\":\"b\"}}");
        assertThat(response.headers().firstValue("x-brievio-ignored"))
                .contains("truncation, tools[0], client_metadata");
    }
}
