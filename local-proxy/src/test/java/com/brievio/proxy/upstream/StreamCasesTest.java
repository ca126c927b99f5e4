package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.brievio.proxy.openai.ChunkRenderer;
import com.brievio.proxy.stream.ByteSink;
import com.brievio.proxy.stream.EventStreamFrames;
import com.brievio.proxy.stream.FinishReason;
import com.brievio.proxy.stream.FrameReader;
import com.brievio.proxy.stream.FrameSink;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.WireFrame;
import com.brievio.proxy.upstream.WireCases.Case;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stream case, also split at every byte, with every line end, cut after every event. */
class StreamCasesTest {
    static List<Case> cases() {
        return WireCases.of("streams");
    }

    private static List<ModelEvent> decode(Case one, byte[] bytes, int... ends) {
        return Streams.decode(one.reader(), one.decoder(), bytes, ends);
    }

    private static boolean complete(List<byte[]> events) {
        String text = new String(WireCases.joined(events), StandardCharsets.UTF_8);
        String wrapped =
                Base64.getEncoder()
                        .encodeToString(
                                "{\"type\":\"message_stop\"".getBytes(StandardCharsets.UTF_8));
        return StreamEnds.isComplete(text)
                || text.contains("messageStop")
                || text.contains(wrapped.substring(0, 30));
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
        List<ModelEvent> events = decode(one, WireCases.joined(one.events()));
        assertThat(String.join("", render(one, events))).isEqualTo(one.text("client.sse"));
    }

    /** Reads the usual deltas without a tree where it can; counts them. */
    private static List<ModelEvent> decodeUsual(Case one, byte[] bytes, int split, int[] usual) {
        List<ModelEvent> events = new ArrayList<>();
        EventDecoder decoder = one.decoder();
        FrameReader reader = one.reader();
        FrameSink sink =
                new FrameSink() {
                    @Override
                    public void frame(WireFrame frame) {
                        if (frame.kind() != WireFrame.Kind.MALFORMED) {
                            events.addAll(decoder.frame(frame));
                        }
                    }

                    @Override
                    public boolean data(byte[] data, int offset, int length) {
                        List<ModelEvent> read = decoder.usual(data, offset, length);
                        if (read != null) {
                            usual[0]++;
                            events.addAll(read);
                        }
                        return read != null;
                    }
                };
        byte[] reused = bytes.clone();
        reader.feed(reused, 0, split, sink);
        Arrays.fill(reused, 0, split, (byte) '?');
        reader.feed(reused, split, bytes.length - split, sink);
        events.addAll(decoder.end(reader.stray()));
        return events;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void usualDeltasAreReadAndWrittenAsTheTreeWould(Case one) {
        byte[] bytes = WireCases.joined(one.events());
        List<ModelEvent> tree = decode(one, bytes);
        assumeFalse(
                tree.getLast() instanceof ModelEvent.Failed failed
                        && "malformed".equals(failed.error().code()),
                "skipped: no frames");
        for (int split = 0; split <= bytes.length; split++) {
            assertThat(decodeUsual(one, bytes, split, new int[1])).isEqualTo(tree);
        }
        ByteSink out = new ByteSink();
        ChunkRenderer renderer = new ChunkRenderer(one.frame());
        tree.forEach(event -> renderer.render(event, out));
        renderer.end(out);
        assertThat(new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8))
                .isEqualTo(String.join("", render(one, tree)));
    }

    @Test
    void mostDeltasAreUsual() {
        int[] usual = new int[1];
        for (Case one : cases()) {
            if (one.meta().path("upstream").asString().equals("anthropic") && !one.framed()) {
                decodeUsual(one, WireCases.joined(one.events()), 0, usual);
            }
        }
        assertThat(usual[0]).isGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void splitAtAnyByteChangesNothing(Case one) {
        byte[] bytes = WireCases.joined(one.events());
        List<ModelEvent> whole = decode(one, bytes);
        for (int i = 0; i <= bytes.length; i++) {
            assertThat(decode(one, bytes, i)).as("split at %d", i).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lineEndsChangeNothing(Case one) {
        assumeFalse(one.framed(), "skipped: frames have no lines");
        String text = one.text("upstream.sse");
        List<ModelEvent> whole = decode(one, Streams.bytes(text));
        for (String end : List.of("\r", "\r\n")) {
            byte[] other = Streams.bytes(text.replace("\n", end));
            assertThat(decode(one, other)).isEqualTo(whole);
            for (int i = 0; i <= other.length; i++) {
                assertThat(decode(one, other, i)).isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void cutBeforeItsEndItFailsAndNeverStops(Case one) {
        List<byte[]> events = one.events();
        for (int n = 0; n < events.size(); n++) {
            List<byte[]> kept = events.subList(0, n);
            if (complete(kept)) {
                continue;
            }
            List<ModelEvent> decoded = decode(one, WireCases.joined(kept));
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
        List<byte[]> events = one.events();
        for (int n = 0; n < events.size(); n++) {
            List<byte[]> kept = new ArrayList<>(events.subList(0, n));
            String text = new String(WireCases.joined(kept), StandardCharsets.UTF_8);
            boolean over =
                    complete(kept) && !one.meta().path("upstream").asString().equals("gemini");
            if (over || text.contains("\"error\"") || text.contains("exception")) {
                continue;
            }
            if (render(one, decode(one, WireCases.joined(kept))).getLast().contains("malformed")) {
                continue;
            }
            kept.add(error(one));
            List<String> frames = render(one, decode(one, WireCases.joined(kept)));
            assertThat(frames.getLast()).contains("\"error\"").contains("Boom");
            assertThat(String.join("", frames)).doesNotContain("[DONE]");
        }
    }

    private static byte[] error(Case one) {
        if (one.framed()) {
            return EventStreamFrames.exception("internalServerException", "{\"message\":\"Boom\"}");
        }
        return Streams.bytes(
                one.meta().path("upstream").asString().equals("anthropic")
                        ? "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"Boom\"}}\n\n"
                        : "data: {\"error\":{\"code\":500,\"message\":\"Boom\",\"status\":\"INTERNAL\"}}\n\n");
    }
}
