package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.upstream.WireCases.Case;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every stream case as a stream of the Responses and of the Messages API. */
class ClientFormsTest {
    private static final ApiError BOOM = ErrorCode.OVERLOADED.of("upstream", "Boom");

    static List<Case> cases() {
        return WireCases.of("streams");
    }

    private static List<ModelEvent> decode(Case one) {
        return Streams.decode(one.reader(), one.decoder(), WireCases.joined(one.events()));
    }

    private static boolean fails(List<ModelEvent> events) {
        return events.stream().anyMatch(ModelEvent.Failed.class::isInstance);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rendersTheStreamsThatAreExpected(Case one) {
        List<ModelEvent> events = decode(one);
        String responses = ClientForms.stream(ClientForms.responses(one.model()), events);
        assertThat(ClientForms.opened(responses)).isEqualTo(one.text("responses.sse"));
        String messages = ClientForms.stream(ClientForms.messages(one.model()), events);
        assertThat(messages).isEqualTo(one.text("messages.sse"));
    }

    /** What the official clients rely on: numbers without gaps, items that never overlap. */
    private static List<JsonNode> checkResponses(String stream) {
        List<JsonNode> events = ClientForms.data(stream);
        List<JsonNode> done = new ArrayList<>();
        Map<String, StringBuilder> said = new HashMap<>();
        String open = "";
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = events.get(i);
            String type = event.path("type").asString();
            assertThat(event.path("sequence_number").asInt()).isEqualTo(i);
            String id = event.path("item").path("id").asString("");
            switch (type) {
                case "response.output_item.added" -> {
                    assertThat(open).isEmpty();
                    assertThat(event.path("output_index").asInt()).isEqualTo(done.size());
                    open = id;
                }
                case "response.output_item.done" -> {
                    assertThat(id).isEqualTo(open);
                    open = "";
                    done.add(event.path("item"));
                }
                case "response.output_text.done" ->
                        assertThat(event.path("text").asString())
                                .isEqualTo(said.getOrDefault(open, new StringBuilder()) + "");
                case "response.function_call_arguments.done" ->
                        assertThat(event.path("arguments").asString())
                                .isEqualTo(said.getOrDefault(open, new StringBuilder()) + "");
                default -> {
                    if (event.has("item_id")) {
                        assertThat(event.path("item_id").asString()).isEqualTo(open);
                    }
                    if (event.has("delta")) {
                        said.computeIfAbsent(open, _ -> new StringBuilder())
                                .append(event.path("delta").asString());
                    }
                }
            }
        }
        assertThat(events.get(0).path("type").asString()).isEqualTo("response.created");
        assertThat(events.get(1).path("type").asString()).isEqualTo("response.in_progress");
        JsonNode last = events.getLast().path("response");
        assertThat(new ArrayList<>(last.path("output").valueStream().toList())).isEqualTo(done);
        return events;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aWholeResponseIsTheLastObjectOfItsStream(Case one) {
        List<ModelEvent> events = decode(one);
        String stream = ClientForms.stream(ClientForms.responses(one.model()), events);
        JsonNode last = checkResponses(stream).getLast();
        if (fails(events)) {
            assertThat(last.path("type").asString()).isEqualTo("response.failed");
            assertThat(last.path("response").path("error").path("message").asString()).isNotEmpty();
            return;
        }
        JsonNode whole =
                Json.read(Json.text(ClientForms.whole(ClientForms.responses(one.model()), events)));
        assertThat(whole).isEqualTo(last.path("response"));
        assertThat(last.path("type").asString())
                .isEqualTo("response." + whole.path("status").asString());
    }

    /** Puts a stream of messages together as Anthropic's SDKs do. */
    private static ObjectNode accumulated(String stream) {
        ObjectNode message = Json.object();
        List<ObjectNode> blocks = new ArrayList<>();
        StringBuilder json = new StringBuilder();
        boolean open = false;
        for (JsonNode event : ClientForms.data(stream)) {
            switch (event.path("type").asString()) {
                case "message_start" -> message = (ObjectNode) event.path("message");
                case "content_block_start" -> {
                    assertThat(open).isFalse();
                    assertThat(event.path("index").asInt()).isEqualTo(blocks.size());
                    open = true;
                    json.setLength(0);
                    blocks.add((ObjectNode) event.path("content_block"));
                }
                case "content_block_delta" -> {
                    assertThat(event.path("index").asInt()).isEqualTo(blocks.size() - 1);
                    for (var member : event.path("delta").properties()) {
                        String key = member.getKey();
                        ObjectNode block = blocks.getLast();
                        if (key.equals("partial_json")) {
                            json.append(member.getValue().asString());
                        } else if (!key.equals("type")) {
                            String before = block.path(key).asString();
                            block.put(key, before + member.getValue().asString());
                        }
                    }
                }
                case "content_block_stop" -> {
                    open = false;
                    if (!json.isEmpty()) {
                        JsonNode input = Json.objectOrNull(json.toString());
                        blocks.getLast().set("input", input == null ? Json.object() : input);
                    }
                }
                case "message_delta" -> {
                    message.setAll((ObjectNode) event.path("delta"));
                    message.set("usage", event.path("usage"));
                }
                default -> {}
            }
        }
        ArrayNode content = message.putArray("content");
        blocks.forEach(content::add);
        return message;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aWholeMessageIsItsStreamPutTogether(Case one) {
        List<ModelEvent> events = decode(one);
        String stream = ClientForms.stream(ClientForms.messages(one.model()), events);
        if (fails(events)) {
            assertThat(stream).contains("event: error\n").doesNotContain("\"message_stop\"");
            return;
        }
        assertThat(stream).endsWith("data: {\"type\":\"message_stop\"}\n\n");
        ObjectNode whole = ClientForms.whole(ClientForms.messages(one.model()), events);
        assertThat(Json.read(Json.text(accumulated(stream))))
                .isEqualTo(Json.read(Json.text(whole)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void cutAfterAnyEventItNeverLooksComplete(Case one) {
        List<ModelEvent> events = decode(one);
        for (int n = 0; n < events.size() && !fails(events.subList(0, n)); n++) {
            List<ModelEvent> kept = new ArrayList<>(events.subList(0, n));
            kept.add(new ModelEvent.Failed(BOOM));
            String responses = ClientForms.stream(ClientForms.responses(one.model()), kept);
            List<JsonNode> told = ClientForms.data(responses);
            JsonNode last = told.getLast();
            assertThat(last.path("type").asString()).isEqualTo("response.failed");
            assertThat(last.path("response").path("error").path("code").asString())
                    .isEqualTo("server_is_overloaded");
            assertThat(last.path("sequence_number").asInt()).isEqualTo(told.size() - 1);
            String messages = ClientForms.stream(ClientForms.messages(one.model()), kept);
            assertThat(messages)
                    .endsWith(
                            "event: error\n"
                                    + "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                                    + "\"message\":\"upstream: Boom\"}}\n\n")
                    .doesNotContain("\"message_stop\"");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void splitAtAnyByteChangesNothing(Case one) {
        byte[] bytes = WireCases.joined(one.events());
        String whole =
                ClientForms.stream(
                        ClientForms.responses(one.model()),
                        Streams.decode(one.reader(), one.decoder(), bytes));
        for (int i = 0; i <= bytes.length; i += 7) {
            List<ModelEvent> events = Streams.decode(one.reader(), one.decoder(), bytes, i);
            assertThat(ClientForms.stream(ClientForms.responses(one.model()), events))
                    .as("split at %d", i)
                    .isEqualTo(whole);
        }
    }
}
