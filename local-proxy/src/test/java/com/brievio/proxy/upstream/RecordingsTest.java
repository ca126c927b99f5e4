package com.brievio.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChunkRenderer;
import com.brievio.proxy.openai.CompletionFolder;
import com.brievio.proxy.openai.ReplyFrame;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.upstream.Recording.Said;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Real traffic: what the proxy hands on is what the provider said. Skipped where there is none. */
class RecordingsTest {
    private static final ReplyFrame FRAME =
            new ReplyFrame(1_760_000_000, "requested", "chatcmpl-fallback", true, false);

    /** Beyond this size only the split into single bytes is tried, not every single split. */
    private static final int EVERY_SPLIT = 7_000;

    @BeforeAll
    static void skipWhereThereAreNone() {
        assumeTrue(
                Files.isDirectory(Recording.ROOT), "skipped: there are no recordings beside this");
    }

    private static EventDecoder decoder(Recording recording) {
        return WireCases.upstream(recording.provider())
                .decoder(Streams.request("m"), "m", recording::header);
    }

    private static List<ModelEvent> decode(Recording recording, byte[] bytes, int... ends) {
        return Streams.decode(recording.reader(), decoder(recording), bytes, ends);
    }

    private static List<Recording> chats(boolean streamed) {
        return Recording.all().stream()
                .filter(r -> r.notAChatCall().isEmpty() && r.streamed() == streamed)
                .toList();
    }

    /** Reads what the client is sent, as a client would. */
    private static Said rendered(List<ModelEvent> events) {
        ChunkRenderer renderer = new ChunkRenderer(FRAME);
        StringBuilder frames = new StringBuilder();
        events.forEach(e -> renderer.render(e).forEach(frames::append));
        renderer.end().forEach(frames::append);
        assertThat(frames.toString()).endsWith("data: [DONE]\n\n");
        StringBuilder text = new StringBuilder();
        Map<Integer, String> calls = new TreeMap<>();
        Map<Integer, StringBuilder> arguments = new TreeMap<>();
        String reason = "";
        JsonNode usage = Json.object();
        for (String frame : frames.toString().split("\n\n", -1)) {
            if (!frame.startsWith("data: {")) {
                continue;
            }
            JsonNode chunk = Json.read(frame.substring(6));
            JsonNode choice = chunk.path("choices").path(0);
            text.append(choice.path("delta").path("content").asString(""));
            for (JsonNode call : choice.path("delta").path("tool_calls")) {
                int index = call.path("index").asInt();
                if (call.has("id")) {
                    calls.put(index, call.path("function").path("name").asString());
                    arguments.put(index, new StringBuilder());
                }
                arguments.get(index).append(call.path("function").path("arguments").asString(""));
            }
            reason = choice.path("finish_reason").asString(reason);
            usage = chunk.path("usage").isObject() ? chunk.path("usage") : usage;
        }
        List<String> made = new ArrayList<>();
        calls.forEach((i, name) -> made.add(name + Json.read(arguments.get(i).toString())));
        return new Said(
                text.toString(),
                made,
                reason,
                usage.path("prompt_tokens").asInt(0),
                usage.path("completion_tokens").asInt(0));
    }

    @Test
    void everyRecordedStreamSaysTheSameToTheClient() {
        List<Recording> streams = chats(true);
        assertThat(streams).hasSizeGreaterThanOrEqualTo(35);
        for (Recording recording : streams) {
            List<ModelEvent> events = decode(recording, WireCases.joined(recording.events()));
            assertThat(rendered(events)).as(recording.toString()).isEqualTo(recording.said());
        }
    }

    @Test
    void splitAnywhereAndWithAnyLineEndItSaysTheSame() {
        for (Recording recording : chats(true)) {
            if (recording.framed()) {
                splitAnywhere(recording, WireCases.joined(recording.events()));
                continue;
            }
            String text = recording.stream().replace("\r\n", "\n");
            for (String end : List.of("\n", "\r", "\r\n")) {
                splitAnywhere(recording, Streams.bytes(text.replace("\n", end)));
            }
        }
    }

    private static void splitAnywhere(Recording recording, byte[] bytes) {
        List<ModelEvent> whole = withoutIds(decode(recording, bytes));
        int[] every = new int[bytes.length];
        for (int i = 0; i < every.length; i++) {
            every[i] = i + 1;
            if (bytes.length <= EVERY_SPLIT) {
                assertThat(withoutIds(decode(recording, bytes, i)))
                        .as("%s split at %d", recording, i)
                        .isEqualTo(whole);
            }
        }
        assertThat(withoutIds(decode(recording, bytes, every)))
                .as("%s in single bytes", recording)
                .isEqualTo(whole);
    }

    /**
     * The proxy makes up ids for calls that have none: they differ from one decoder to the next.
     */
    private static List<ModelEvent> withoutIds(List<ModelEvent> events) {
        return events.stream()
                .map(e ->
                        e instanceof ModelEvent.ToolCallStarted call
                                ? new ModelEvent.ToolCallStarted(
                                        call.choice(),
                                        call.index(),
                                        "",
                                        call.name(),
                                        call.arguments(),
                                        call.signature(),
                                        null)
                                : e)
                .toList();
    }

    @Test
    void cutAfterAnyEventBeforeTheLastItEndsInAnErrorAndNeverInStop() {
        for (Recording recording : chats(true)) {
            List<byte[]> events = recording.events();
            for (int n = 0; n < events.size(); n++) {
                List<byte[]> kept = events.subList(0, n);
                if (Recording.isComplete(kept)) {
                    continue;
                }
                List<ModelEvent> decoded = decode(recording, WireCases.joined(kept));
                assertThat(decoded)
                        .as("%s after %d events", recording, n)
                        .last()
                        .isInstanceOf(ModelEvent.Failed.class);
                assertThat(decoded).noneMatch(ModelEvent.Finished.class::isInstance);
            }
        }
    }

    @Test
    void everyRecordedWholeAnswerSaysTheSameToTheClient() {
        List<Recording> answers = chats(false);
        assertThat(answers).hasSizeGreaterThanOrEqualTo(160);
        for (Recording recording : answers) {
            CompletionFolder folder = new CompletionFolder(FRAME);
            decoder(recording).body(recording.body()).forEach(folder::add);
            assertThat(folded(folder.completion()))
                    .as(recording.toString())
                    .isEqualTo(recording.said());
        }
    }

    private static Said folded(JsonNode completion) {
        JsonNode choice = completion.path("choices").path(0);
        List<String> calls = new ArrayList<>();
        for (JsonNode call : choice.path("message").path("tool_calls")) {
            calls.add(
                    call.path("function").path("name").asString()
                            + Json.read(call.path("function").path("arguments").asString()));
        }
        return new Said(
                choice.path("message").path("content").asString(""),
                calls,
                choice.path("finish_reason").asString(),
                completion.path("usage").path("prompt_tokens").asInt(),
                completion.path("usage").path("completion_tokens").asInt());
    }

    @Test
    void everyRecordedErrorBecomesAnOpenAiError() {
        List<Recording> errors = Recording.all().stream().filter(r -> r.status() >= 400).toList();
        assertThat(errors).isNotEmpty();
        for (Recording recording : errors) {
            ApiError error =
                    WireCases.upstream(recording.provider())
                            .error(
                                    new UpstreamReply(
                                            recording.status(),
                                            recording::header,
                                            recording.bytes()));
            assertThat(error.status()).isBetween(400, 401);
            assertThat(error.code())
                    .isEqualTo(
                            error.status() == 401 ? "invalid_api_key" : "context_length_exceeded");
            assertThat(error.message()).startsWith(recording.provider() + ": ");
        }
    }

    @Test
    void everyOtherRecordingIsListedWithItsReason() {
        List<Recording> others =
                Recording.all().stream().filter(r -> !r.notAChatCall().isEmpty()).toList();
        others.forEach(r -> System.out.println("no chat call: " + r + ": " + r.notAChatCall()));
        assertThat(others).hasSizeLessThan(25);
        assertThat(others)
                .allSatisfy(
                        r -> assertThat(r.notAChatCall()).matches("(a call of|an error of) .+"));
    }

    @Test
    void anErrorInTheFoldReachesTheCaller() {
        CompletionFolder folder = new CompletionFolder(FRAME);
        Recording stream = chats(true).getFirst();
        List<ModelEvent> events = decode(stream, stream.events().getFirst());
        assertThat(
                        org.assertj.core.api.Assertions.catchThrowable(
                                () -> events.forEach(folder::add)))
                .isInstanceOf(ApiException.class);
    }
}
