package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.CompletionFolder;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.upstream.WireCases.Case;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every whole answer, and every stream folded: one decoder serves both modes. */
class AnswerCasesTest {
    static List<Case> answers() {
        return WireCases.of("answers");
    }

    static List<Case> streams() {
        return WireCases.of("streams");
    }

    private static JsonNode fold(Case one, List<ModelEvent> events) {
        CompletionFolder folder = new CompletionFolder(one.frame());
        try {
            events.forEach(folder::add);
        } catch (ApiException e) {
            return e.error().body();
        }
        return folder.completion();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void foldsToTheCompletionThatIsExpected(Case one) {
        EventDecoder decoder = one.decoder();
        JsonNode folded = fold(one, decoder.body(one.json("upstream.json")));
        for (JsonNode call : folded.path("choices").path(0).path("message").path("tool_calls")) {
            if (call.path("id").asString().matches("call_g[0-9a-f]{24}")) {
                ((ObjectNode) call).put("id", "call_g00000000000000000000a001");
            }
        }
        assertThat(Json.read(Json.text(folded))).isEqualTo(one.json("client.json"));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aFoldedStreamSaysWhatItsChunksSay(Case one) {
        List<ModelEvent> events =
                Streams.decode(one.reader(), one.decoder(), WireCases.joined(one.events()));
        JsonNode folded = fold(one, events);
        StringBuilder text = new StringBuilder();
        for (String event : Streams.events(one.text("client.sse"))) {
            if (event.startsWith("data: {")) {
                JsonNode chunk = Json.read(event.substring(6).strip());
                if (chunk.has("error")) {
                    assertThat(folded).isEqualTo(chunk);
                    return;
                }
                text.append(
                        chunk.path("choices").path(0).path("delta").path("content").asString(""));
            }
        }
        JsonNode message = folded.path("choices").path(0).path("message");
        assertThat(message.path("content").asString("")).isEqualTo(text.toString());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerThatIsNoneFails(Case one) {
        EventDecoder decoder = one.decoder();
        CompletionFolder folder = new CompletionFolder(one.frame());
        ApiException failure =
                catchThrowableOfType(
                        ApiException.class,
                        () -> decoder.body(Json.object().put("a", 1)).forEach(folder::add));
        assertThat(failure.error().status()).isEqualTo(502);
    }
}
