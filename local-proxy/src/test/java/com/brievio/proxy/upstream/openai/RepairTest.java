package com.brievio.proxy.upstream.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.upstream.Notes;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is mended, what keeps its bytes, and that no cut of the stream changes it. */
class RepairTest {
    private static final String TEXT =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
    private static final String FINISH =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final CompatibleServer SERVER =
            new CompatibleServer("local", URI.create("http://127.0.0.1:9"));
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

    @Test
    void argumentsAsAnObjectBecomeText() {
        mends(
                false,
                call("\"index\":0,\"function\":{\"arguments\":{\"a\":1.10}}") + DONE,
                call("\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":1.10}\"}") + DONE,
                "repaired: arguments as an object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ \"choices\":[{\"message\":{\"tool_calls\":[{\"function\":{\"arguments\":\"{}\"}}]}}]}|1",
                "no json|1",
                "{\"choices\":[{\"message\":{\"tool_calls\":[{\"function\":{\"arguments\":{\"a\":1}}}]}}]}|2"
            })
    void wholeAnswersAreMendedAlike(String body, int kind) {
        Notes notes = new Notes(Json.object());
        String out = run(SERVER.repair(false, false, notes), body, 3);
        assertThat(out)
                .isEqualTo(kind == 1 ? body : body.replace("{\"a\":1}", "\"{\\\"a\\\":1}\""));
        assertThat(notes.remarks()).hasSize(kind - 1);
    }
}
