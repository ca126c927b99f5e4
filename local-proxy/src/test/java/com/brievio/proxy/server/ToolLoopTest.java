package com.brievio.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.TranslationOptions;
import com.brievio.proxy.json.Json;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client that knows nothing of thinking or caching finishes its tool loop with thinking on, and
 * its prefix is cached, through every door.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolLoopTest {
    private static final String TOOLS =
            "[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"enum\":[\"Oslo\"]}},\"required\":[\"city\"]}}}]";

    private Doors doors;
    private ProxyFixture proxy;
    private ProxyFixture converse;
    private ProxyFixture plain;

    @BeforeAll
    void start() throws Exception {
        doors = new Doors();
        proxy = ProxyFixture.with(doors.options(false));
        converse = ProxyFixture.with(doors.options(true));
        plain =
                ProxyFixture.with(
                        doors.options(false).with(new TranslationOptions(false, false, false)));
    }

    @AfterAll
    void stop() {
        proxy.close();
        converse.close();
        plain.close();
        doors.close();
    }

    static Stream<Arguments> doorsAndModels() {
        List<Arguments> all = new ArrayList<>();
        for (String door : List.of("", "bedrock/", "vertex/", "converse/")) {
            for (String model :
                    List.of(
                            "claude-haiku-4-5",
                            "claude-sonnet-4-6",
                            "claude-opus-4-7",
                            "claude-opus-5-5")) {
                all.add(Arguments.of(door, model, false));
                all.add(Arguments.of(door, model, true));
            }
        }
        return all.stream();
    }

    private HttpResponse<String> post(String door, String model, ObjectNode request)
            throws Exception {
        boolean byConverse = door.equals("converse/");
        request.put("model", (byConverse ? "bedrock/" : door) + model);
        return (byConverse ? converse : proxy).post(Json.text(request));
    }

    private static ObjectNode request(String text) {
        ObjectNode request = Json.object().put("reasoning_effort", "medium").put("max_tokens", 500);
        request.set("tools", Json.read(TOOLS));
        request.putArray("messages").addObject().put("role", "user").put("content", text);
        return request;
    }

    @ParameterizedTest
    @MethodSource("doorsAndModels")
    void aPlainClientFinishesItsLoopWithThinkingOn(String door, String model, boolean streamed)
            throws Exception {
        ObjectNode request = request("What is the weather in Oslo? Use get_weather.");
        ArrayNode messages = (ArrayNode) request.path("messages");
        JsonNode call = call(post(door, model, request.put("stream", streamed)), streamed);
        ObjectNode turn = messages.addObject().put("role", "assistant").putNull("content");
        turn.putArray("tool_calls").add(call);
        messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", call.path("id").asString())
                .put("content", "4 degrees");
        HttpResponse<String> second = post(door, model, request.put("stream", false));
        assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
        assertThat(second.headers().firstValue("x-brievio-ignored")).isEmpty();
        JsonNode message = Json.read(second.body()).path("choices").path(0).path("message");
        assertThat(message.path("content").asString("")).contains("4 degrees");
        assertThat(message.path("reasoning_content").asString("")).isNotEmpty();
    }

    /** Returns the call as a client keeps it that drops what it does not know. */
    private static JsonNode call(HttpResponse<String> response, boolean streamed) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        if (!streamed) {
            JsonNode message = Json.read(response.body()).path("choices").path(0).path("message");
            assertThat(message.path("thinking_blocks").isArray()).isTrue();
            return message.path("tool_calls").path(0);
        }
        ObjectNode call = Json.object();
        StringBuilder arguments = new StringBuilder();
        for (String frame : response.body().split("\n\n", -1)) {
            if (!frame.startsWith("data: {")) {
                continue;
            }
            JsonNode delta = Json.read(frame.substring(6)).path("choices").path(0).path("delta");
            JsonNode part = delta.path("tool_calls").path(0);
            if (part.has("id")) {
                call.put("id", part.path("id").asString()).put("type", "function");
                call.putObject("function")
                        .put("name", part.path("function").path("name").asString());
            }
            arguments.append(part.path("function").path("arguments").asString(""));
        }
        call.withObject("function").put("arguments", arguments.toString());
        return call;
    }

    @Test
    void withoutAnEntryManualThinkingIsLeftOffAndReported() throws Exception {
        ObjectNode request = request("What is the weather in Oslo?");
        ArrayNode messages = (ArrayNode) request.path("messages");
        ObjectNode turn = messages.addObject().put("role", "assistant").putNull("content");
        turn.set(
                "tool_calls",
                Json.read(
                        "[{\"id\":\"call_other\",\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"arguments\":\"{}\"}}]"));
        messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", "call_other")
                .put("content", "4 degrees");
        HttpResponse<String> response = post("", "claude-haiku-4-5", request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-brievio-ignored")).hasValue("reasoning_effort");
    }

    /** Clients move their cache mark to the newest message, and some echo an empty list. */
    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-5-5", "claude-haiku-4-5"})
    void theMemoryMindsWhatIsMeantAndNotHowItIsWritten(String model) throws Exception {
        ObjectNode request = request("x");
        request.set(
                "tools",
                Json.read(
                        "[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":{\"properties\":{\"city\":{\"type\":\"string\"}},\"oneOf\":[{\"properties\":{\"unit\":{\"type\":\"string\"}}}]}}}]"));
        ArrayNode messages = (ArrayNode) request.path("messages");
        messages.removeAll();
        messages.addObject()
                .put("role", "user")
                .putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", "What is the weather in Oslo? Use get_weather.")
                .putObject("cache_control")
                .put("type", "ephemeral");
        JsonNode call = call(post("", model, request), false);
        messages.removeAll();
        messages.addObject()
                .put("role", "user")
                .put("content", "What is the weather in Oslo? Use get_weather.")
                .putNull("name");
        ObjectNode turn = messages.addObject().put("role", "assistant").putNull("content");
        turn.putArray("tool_calls").add(call);
        turn.putArray("thinking_blocks");
        messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", call.path("id").asString())
                .put("content", "4 degrees");
        HttpResponse<String> second = post("", model, request);
        assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
        assertThat(second.headers().firstValue("x-brievio-ignored"))
                .hasValue("tools[0].function.parameters");
        JsonNode message = Json.read(second.body()).path("choices").path(0).path("message");
        assertThat(message.path("content").asString("")).contains("4 degrees");
    }

    /** Bound blocks after another conversation would be a 400: they are left out. */
    @Test
    void boundThinkingIsNotReplayedAfterAnotherConversation() throws Exception {
        ObjectNode request = request("What is the weather in Oslo? Use get_weather.");
        JsonNode call = call(post("", "claude-opus-5-5", request), false);
        ObjectNode other = request("Something else was asked here.");
        ArrayNode messages = (ArrayNode) other.path("messages");
        ObjectNode turn = messages.addObject().put("role", "assistant").putNull("content");
        turn.putArray("tool_calls").add(call);
        messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", call.path("id").asString())
                .put("content", "4 degrees");
        HttpResponse<String> response = post("", "claude-opus-5-5", other);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @Test
    void withoutReasoningNothingOfItReachesTheClientAndTheLoopStillEnds() throws Exception {
        ObjectNode request = request("What is the weather in Oslo? Use get_weather.");
        request.put("model", "claude-haiku-4-5");
        HttpResponse<String> first = plain.post(Json.text(request));
        assertThat(first.body()).doesNotContain("reasoning_content").doesNotContain("thinking");
        JsonNode call =
                Json.read(first.body())
                        .path("choices")
                        .path(0)
                        .path("message")
                        .path("tool_calls")
                        .path(0);
        ArrayNode messages = (ArrayNode) request.path("messages");
        messages.addObject().put("role", "assistant").putArray("tool_calls").add(call);
        messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", call.path("id").asString())
                .put("content", "4 degrees");
        HttpResponse<String> second = plain.post(Json.text(request));
        assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
        assertThat(second.headers().firstValue("x-brievio-ignored")).isEmpty();
    }

    private static JsonNode usage(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.read(response.body()).path("usage");
    }

    @ParameterizedTest
    @MethodSource("doorsAndModels")
    void aRepeatedPrefixIsReadFromTheCache(String door, String model, boolean streamed)
            throws Exception {
        ObjectNode request = Json.object().put("max_tokens", 100);
        ArrayNode messages = request.putArray("messages");
        String own = door + model + streamed + " ";
        messages.addObject().put("role", "system").put("content", (own + "rule ").repeat(2500));
        messages.addObject()
                .put("role", "user")
                .put("content", "Reply with exactly one word: ready");
        JsonNode first = usage(post(door, model, request));
        messages.addObject().put("role", "assistant").put("content", "ready");
        messages.addObject()
                .put("role", "user")
                .put("content", "Reply with exactly one word: again");
        JsonNode second = usage(post(door, model, request));
        int cached = second.path("prompt_tokens_details").path("cached_tokens").asInt();
        assertThat(first.path("prompt_tokens_details").path("cached_tokens").asInt()).isZero();
        assertThat(cached).isGreaterThan(4000);
        assertThat(cached).isLessThanOrEqualTo(second.path("prompt_tokens").asInt());
        assertThat(second.path("prompt_tokens").asInt())
                .isGreaterThan(first.path("prompt_tokens").asInt());
        assertThat(second.path("total_tokens").asInt())
                .isEqualTo(
                        second.path("prompt_tokens").asInt()
                                + second.path("completion_tokens").asInt());
    }

    @Test
    void withoutAutoCacheNothingIsMarked() throws Exception {
        ObjectNode request = Json.object().put("model", "claude-sonnet-4-6").put("max_tokens", 9);
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "system").put("content", "no marks ".repeat(5000));
        messages.addObject().put("role", "user").put("content", "Hi");
        JsonNode first = usage(plain.post(Json.text(request)));
        JsonNode second = usage(plain.post(Json.text(request)));
        assertThat(first.path("prompt_tokens_details").path("cache_write_tokens").asInt()).isZero();
        assertThat(second.path("prompt_tokens_details").path("cached_tokens").asInt()).isZero();
    }
}
