package com.brievio.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent.Finished;
import com.brievio.proxy.stream.ModelEvent.TextDelta;
import com.brievio.proxy.stream.ModelEvent.TokensWeighed;
import com.brievio.proxy.stream.ModelEvent.ToolCallDelta;
import com.brievio.proxy.stream.ModelEvent.ToolCallStarted;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever an upstream mixes, each call comes in one piece and nothing is lost. */
class CallOrderTest {
    private static final ModelEvent END = new Finished(0, FinishReason.TOOL_CALLS, null);

    private static ToolCallStarted call(int index, String arguments) {
        return new ToolCallStarted(0, index, "c" + index, "f", arguments, null, null);
    }

    private static ToolCallDelta more(int index, String arguments) {
        return new ToolCallDelta(0, index, arguments);
    }

    private static List<ModelEvent> ordered(ModelEvent... events) {
        CallOrder order = new CallOrder();
        List<ModelEvent> all = new ArrayList<>();
        for (ModelEvent event : events) {
            all.addAll(order.apply(event));
        }
        return all;
    }

    @Test
    void textBetweenTheFragmentsOfACallWaitsForItsEnd() {
        assertThat(ordered(call(0, "{\"a\":"), new TextDelta(0, " "), more(0, "1}"), END))
                .containsExactly(call(0, "{\"a\":"), more(0, "1}"), new TextDelta(0, " "), END);
    }

    @Test
    void weighedTokensEndNoCall() {
        TokensWeighed weighed = new TokensWeighed(0, List.of(Json.object()));
        assertThat(ordered(call(0, ""), weighed, more(0, "{\"a\":"), weighed, more(0, "1}"), END))
                .containsExactly(
                        call(0, ""), more(0, "{\"a\":"), more(0, "1}"), weighed, weighed, END);
    }

    @Test
    void mixedCallsComeOneBehindTheOther() {
        assertThat(
                        ordered(
                                call(0, "{"),
                                call(1, ""),
                                more(1, "{\"y\""),
                                call(2, "{}"),
                                more(0, "}"),
                                more(1, ":2}"),
                                new TextDelta(0, "x"),
                                END))
                .containsExactly(
                        call(0, "{"),
                        more(0, "}"),
                        call(1, ""),
                        more(1, "{\"y\""),
                        more(1, ":2}"),
                        call(2, "{}"),
                        new TextDelta(0, "x"),
                        END);
    }

    @Test
    void whatIsCutGoesOutAtTheEnd() {
        assertThat(ordered(call(0, "{"), call(1, "{"), more(0, "\"a\""), END))
                .containsExactly(call(0, "{"), more(0, "\"a\""), call(1, "{"), END);
        assertThat(
                        ordered(
                                call(0, "{}"),
                                new TextDelta(0, "x"),
                                more(0, ""),
                                new TextDelta(0, "y")))
                .containsExactly(call(0, "{}"), new TextDelta(0, "x"), new TextDelta(0, "y"));
    }
}
