package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.openai.ChunkRenderer;
import com.brievio.proxy.stream.FinishReason;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.upstream.WireCases.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stream case, also split at every byte, with every line end, cut after every event. */
class StreamCasesTest {
    static List<Case> cases() {
        return WireCases.of("streams");
    }

    private static Supplier<EventDecoder> decoders(Case one) {
        return one::decoder;
    }

    private static List<String> render(Case one, List<ModelEvent> events) {
        ChunkRenderer renderer = new ChunkRenderer(one.frame());
        List<String> frames = new ArrayList<>();
        events.forEach(event -> frames.addAll(renderer.render(event)));
        frames.addAll(renderer.end());
        return frames;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rendersTheChunksThatAreExpected(Case one) {
        List<ModelEvent> events = Streams.decode(decoders(one), one.bytes("upstream.sse"));
        assertThat(String.join("", render(one, events))).isEqualTo(one.text("client.sse"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void splitAtAnyByteChangesNothing(Case one) {
        byte[] bytes = one.bytes("upstream.sse");
        List<ModelEvent> whole = Streams.decode(decoders(one), bytes);
        for (int i = 0; i <= bytes.length; i++) {
            assertThat(Streams.decode(decoders(one), bytes, i))
                    .as("split at %d", i)
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lineEndsChangeNothing(Case one) {
        String text = one.text("upstream.sse");
        List<ModelEvent> whole = Streams.decode(decoders(one), Streams.bytes(text));
        for (String end : List.of("\r", "\r\n")) {
            byte[] other = Streams.bytes(text.replace("\n", end));
            assertThat(Streams.decode(decoders(one), other)).isEqualTo(whole);
            for (int i = 0; i <= other.length; i++) {
                assertThat(Streams.decode(decoders(one), other, i)).isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void cutBeforeItsEndItFailsAndNeverStops(Case one) {
        List<String> events = Streams.events(one.text("upstream.sse"));
        for (int n = 0; n < events.size(); n++) {
            String kept = String.join("", events.subList(0, n));
            if (StreamEnds.isComplete(kept)) {
                continue;
            }
            List<ModelEvent> decoded = Streams.decode(decoders(one), Streams.bytes(kept));
            assertThat(decoded)
                    .as("after %d events", n)
                    .last()
                    .isInstanceOf(ModelEvent.Failed.class);
            assertThat(decoded)
                    .noneMatch(e ->
                            e instanceof ModelEvent.Finished f && f.reason() == FinishReason.STOP);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void errorAfterAnyEventReachesTheClient(Case one) {
        List<String> events = Streams.events(one.text("upstream.sse"));
        boolean anthropic = one.meta().path("upstream").asString().equals("anthropic");
        String error =
                anthropic
                        ? "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"Boom\"}}\n\n"
                        : "data: {\"error\":{\"code\":500,\"message\":\"Boom\",\"status\":\"INTERNAL\"}}\n\n";
        for (int n = 0; n < events.size(); n++) {
            String kept = String.join("", events.subList(0, n));
            boolean over = anthropic && StreamEnds.isComplete(kept);
            if (over || kept.contains("\"error\"")) {
                continue;
            }
            List<String> frames =
                    render(one, Streams.decode(decoders(one), Streams.bytes(kept + error)));
            assertThat(frames.getLast()).contains("\"error\"").contains("Boom");
            assertThat(String.join("", frames)).doesNotContain("[DONE]");
        }
    }
}
