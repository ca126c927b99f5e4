package com.brievio.proxy.upstream.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.upstream.Notes;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is mended, what keeps its bytes, and that no cut of the stream changes it. */
class RepairTest {
    private static final String TEXT =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
    private static final String FINISH =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final CompatibleServer SERVER =
            new CompatibleServer("local", URI.create("http://127.0.0.1:9"), false, true);
    private static final String DONE = "data: [DONE]\n\n";
    private static final String USAGE = "{\"prompt_tokens\":1}";

    private static String call(String more) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{"
                + more
                + "}]}}]}\n\n";
    }

    private static String run(ByteStage stage, String stream, int split) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(stage.feed(Arrays.copyOf(bytes, split)));
        out.writeBytes(stage.feed(Arrays.copyOfRange(bytes, split, bytes.length)));
        out.writeBytes(stage.end(false));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void mends(boolean includeUsage, String stream, String wanted, String... notes) {
        for (int split = 0; split <= stream.length(); split++) {
            Notes taken = new Notes(Json.object());
            assertThat(run(new StreamRepair(includeUsage, taken), stream, split))
                    .as("split at %d", split)
                    .isEqualTo(wanted);
            assertThat(taken.remarks().stream().distinct()).containsExactly(notes);
        }
    }

    @Test
    void whatNeedsNothingKeepsItsBytes() {
        String stream =
                ": hi\r\n\r\n"
                        + TEXT.replace("\n", "\r\n")
                        + "event: x\ndata: no json\n\n"
                        + call("\"index\":0,\"id\":\"c\",\"function\":{\"arguments\":\"{}\"}")
                        + FINISH
                        + "data:{\"choices\":[],\"usage\":"
                        + USAGE
                        + "}\n\n"
                        + DONE;
        mends(true, stream, stream);
    }

    @Test
    void aMissingSentinelIsAddedOnlyAfterAFinish() {
        mends(false, TEXT + FINISH, TEXT + FINISH + DONE, "repaired: missing [DONE]");
        mends(false, TEXT, TEXT);
        mends(
                false,
                TEXT + FINISH.strip(),
                TEXT + FINISH.strip() + "\n\n" + DONE,
                "repaired: missing [DONE]");
    }

    @Test
    void usageComesOnAChunkOfItsOwnWhereItWasAskedFor() {
        String wrong = FINISH.replace("}]}", "}],\"usage\":" + USAGE + "}");
        String without = FINISH.replace("}]}", "}],\"usage\":null}");
        String alone = "data: {\"choices\":[],\"usage\":" + USAGE + "}\n\n";
        mends(
                true,
                TEXT + wrong + DONE,
                TEXT + without + alone + DONE,
                "repaired: usage on the wrong chunk");
        mends(
                false,
                TEXT + wrong + DONE,
                TEXT + FINISH + DONE,
                "repaired: usage on the wrong chunk");
        mends(
                false,
                TEXT + alone + DONE,
                TEXT + "data: {\"choices\":[]}\n\n" + DONE,
                "repaired: usage on the wrong chunk");
    }

    @Test
    void toolDeltasGetTheirIndexByTheirId() {
        mends(
                false,
                call("\"id\":\"a\"")
                        + call("\"function\":{\"arguments\":\"1\"}")
                        + call("\"id\":\"b\"")
                        + call("\"id\":\"a\"")
                        + DONE,
                call("\"id\":\"a\",\"index\":0")
                        + call("\"function\":{\"arguments\":\"1\"},\"index\":0")
                        + call("\"id\":\"b\",\"index\":1")
                        + call("\"id\":\"a\",\"index\":0")
                        + DONE,
                "repaired: tool deltas without index");
    }

    /** Ids are made up: what matters is which entries share one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"red\",\"arguments\":\"{\\\"n\\\":1}\"} ~ \"index\":1,\"id\":\"c\",\"function\":{\"name\":\"blue\",\"arguments\":\"{}\"}",
                "\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"red\",\"arguments\":\"\"} ~ \"index\":1,\"id\":\"c\",\"function\":{\"name\":\"red\",\"arguments\":\"{}\"}",
                "\"id\":\"c\",\"function\":{\"name\":\"red\",\"arguments\":\"{}\"} ~ \"id\":\"c\",\"function\":{\"name\":\"blue\",\"arguments\":\"{}\"}",
                "\"index\":0,\"id\":\"\",\"function\":{\"name\":\"red\",\"arguments\":\"{}\"} ~ \"index\":1,\"function\":{\"name\":\"red\",\"arguments\":\"{}\"}"
            })
    void callsThatShareAnIdAreTwo(String entries) {
        String[] calls = entries.split(" ~ ", -1);
        String more = calls[1].replaceAll("\"(id|function)\":.*", "");
        String stream =
                call(calls[0]) + call(calls[1]) + call(more + "\"function\":{\"arguments\":\" \"}");
        Notes notes = new Notes(Json.object());
        String mended = run(new StreamRepair(false, notes), stream, 0);
        Map<Integer, String> ids = new TreeMap<>();
        Map<Integer, String> names = new TreeMap<>();
        for (String event : mended.split("\n\n", -1)) {
            if (event.isEmpty()) {
                continue;
            }
            JsonNode entry = Json.read(event.substring(6)).at("/choices/0/delta/tool_calls/0");
            int index = entry.path("index").asInt();
            ids.merge(index, entry.path("id").asString(""), String::concat);
            names.merge(index, entry.path("function").path("name").asString(""), String::concat);
        }
        assertThat(new HashSet<>(ids.values())).hasSize(2).doesNotContain("");
        assertThat(names.values()).noneMatch("redblue"::equals);
        assertThat(notes.remarks()).isNotEmpty();
    }

    @Test
    void callsOfAWholeAnswerGetIdsOfTheirOwn() {
        Notes notes = new Notes(Json.object());
        String mended =
                run(
                        SERVER.repair(false, false, notes),
                        "{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"a\",\"arguments\":\"{}\"}},{\"id\":\"c\",\"function\":{\"name\":\"b\",\"arguments\":\"{}\"}},{\"function\":{\"name\":\"d\",\"arguments\":\"{}\"}}]}}]}",
                        0);
        Set<String> ids = new HashSet<>(Json.read(mended).findValuesAsString("id"));
        assertThat(ids).hasSize(3).contains("c");
        assertThat(notes.remarks())
                .containsExactly(
                        "repaired: one id for several calls", "repaired: calls without id");
    }

    @Test
    void argumentsAsAnObjectBecomeText() {
        mends(
                false,
                call("\"index\":0,\"id\":\"c\",\"function\":{\"arguments\":{\"a\":1.10}}") + DONE,
                call("\"index\":0,\"id\":\"c\",\"function\":{\"arguments\":\"{\\\"a\\\":1.10}\"}")
                        + DONE,
                "repaired: arguments as an object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ \"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"c\",\"function\":{\"arguments\":\"{}\"}}]}}]}|1",
                "no json|1",
                "{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"c\",\"function\":{\"arguments\":{\"a\":1}}}]}}]}|2"
            })
    void wholeAnswersAreMendedAlike(String body, int kind) {
        Notes notes = new Notes(Json.object());
        String out = run(SERVER.repair(false, false, notes), body, 3);
        assertThat(out)
                .isEqualTo(kind == 1 ? body : body.replace("{\"a\":1}", "\"{\\\"a\\\":1}\""));
        assertThat(notes.remarks()).hasSize(kind - 1);
    }

    private static String calls(String... entries) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":["
                + String.join(",", entries)
                + "]}}]}\n\n";
    }

    private static String part(String more, String name, String arguments) {
        return "{"
                + more
                + "\"function\":{"
                + (name.isEmpty() ? "" : "\"name\":\"" + name + "\",")
                + "\"arguments\":\""
                + arguments
                + "\"}}";
    }

    /** What a client puts together by index: {@code name(arguments)} each. */
    private static String folded(String stream, int split) {
        Notes notes = new Notes(Json.object());
        Map<Integer, StringBuilder> calls = new TreeMap<>();
        Set<String> ids = new HashSet<>();
        for (String event : run(new StreamRepair(false, notes), stream, split).split("\n\n", -1)) {
            if (!event.startsWith("data: {")) {
                continue;
            }
            JsonNode deltas = Json.read(event.substring(6)).at("/choices/0/delta/tool_calls");
            for (JsonNode delta : deltas) {
                StringBuilder call =
                        calls.computeIfAbsent(
                                delta.path("index").asInt(-1), _ -> new StringBuilder());
                call.append(delta.at("/function/name").asString(""));
                call.append(delta.at("/function/arguments").asString(""));
                if (delta.has("id")) {
                    assertThat(ids.add(delta.path("id").asString())).isTrue();
                }
            }
        }
        return calls.toString();
    }

    @ParameterizedTest
    @MethodSource("callsToTellApart")
    void callsAreToldApart(String stream, String seen) {
        for (int split = 0; split <= stream.length(); split += 7) {
            assertThat(folded(stream + FINISH + DONE, split)).isEqualTo(seen);
        }
    }

    static Stream<Arguments> callsToTellApart() {
        String a = "\"id\":\"a\",";
        String b = "\"id\":\"b\",";
        String zero = "\"index\":0,";
        return Stream.of(
                // two in one delta, without index and id
                Arguments.of(
                        calls(part("", "red", "1"), part("", "blue", "2")), "{0=red1, 1=blue2}"),
                // and more of their arguments, in the same order
                Arguments.of(
                        calls(part("", "red", "1"), part("", "blue", "2"))
                                + calls(part("", "", "3"), part("", "", "4")),
                        "{0=red13, 1=blue24}"),
                // two ids under one index
                Arguments.of(
                        calls(part(zero + a, "red", "1"))
                                + calls(part(zero, "", "2"))
                                + calls(part(zero + b, "blue", "3"))
                                + calls(part(zero, "", "4")),
                        "{0=red12, 1=blue34}"),
                // two names under one index, the first call whole
                Arguments.of(
                        calls(part(zero, "red", "{}")) + calls(part(zero, "blue", "{}")),
                        "{0=red{}, 1=blue{}}"),
                // the same tool twice, without anything that tells
                Arguments.of(
                        calls(part("", "red", "{}")) + calls(part("", "red", "{}")),
                        "{0=red{}, 1=red{}}"));
    }

    @Test
    void aStreamWithCrlfKeepsItsLineEnds() {
        String crlf = (call("\"id\":\"a\"") + TEXT + FINISH).replace("\n", "\r\n");
        for (int split = 0; split <= crlf.length(); split++) {
            String mended = run(new StreamRepair(false, new Notes(Json.object())), crlf, split);
            assertThat(mended.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
            assertThat(mended).endsWith("data: [DONE]\r\n\r\n").contains("\"index\":0");
        }
    }

    @Test
    void halfACharacterStaysWhatItWas() {
        String half =
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\ud83d\"}}],\"usage\":"
                        + USAGE
                        + "}\n\n";
        String mended = run(new StreamRepair(false, new Notes(Json.object())), half, 0);
        assertThat(mended).contains("\"content\":\"\\ud83d\"").doesNotContain("usage");
    }
}
