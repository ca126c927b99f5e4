package com.brievio.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.stream.ModelEvent.Finished;
import com.brievio.proxy.stream.ModelEvent.TextDelta;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopCutterTest {
    private static List<ModelEvent> cut(List<String> stops, FinishReason reason, String... pieces) {
        StopCutter cutter = new StopCutter(stops);
        List<ModelEvent> out = new ArrayList<>();
        for (String piece : pieces) {
            out.addAll(cutter.apply(new TextDelta(0, piece)));
        }
        out.addAll(cutter.apply(new Finished(0, reason, null)));
        return out;
    }

    private static String text(List<ModelEvent> events) {
        StringBuilder text = new StringBuilder();
        events.forEach(e -> {
            if (e instanceof TextDelta delta) {
                text.append(delta.text());
            }
        });
        return text.toString();
    }

    @Test
    void cutsAtTheFirstStopWhereverItIsSplit() {
        String whole = "alpha beta gamma delta";
        for (int i = 0; i <= whole.length(); i++) {
            for (int j = i; j <= whole.length(); j++) {
                List<ModelEvent> events =
                        cut(
                                List.of("delta", "gamma"),
                                FinishReason.LENGTH,
                                whole.substring(0, i),
                                whole.substring(i, j),
                                whole.substring(j));
                assertThat(text(events)).isEqualTo("alpha beta ");
                assertThat(events)
                        .last()
                        .isEqualTo(new Finished(0, FinishReason.STOP, null, "gamma"));
            }
        }
    }

    @Test
    void holdsBackOnlyWhatMayBecomeAStop() {
        StopCutter cutter = new StopCutter(List.of("\n\n"));
        assertThat(cutter.apply(new TextDelta(0, "a\n"))).containsExactly(new TextDelta(0, "a"));
        assertThat(cutter.apply(new TextDelta(0, "b"))).containsExactly(new TextDelta(0, "\nb"));
    }

    @Test
    void releasesWhatItHeldWhenTheAnswerEnds() {
        List<ModelEvent> events = cut(List.of("END"), FinishReason.STOP, "so E", "N");
        assertThat(text(events)).isEqualTo("so EN");
    }

    @Test
    void dropsCallsAfterTheCutAndLetsUsagePass() {
        StopCutter cutter = new StopCutter(List.of("x"));
        cutter.apply(new TextDelta(0, "ax"));
        assertThat(cutter.apply(new ModelEvent.ToolCallStarted(0, 0, "c", "f", "{}", null, null)))
                .isEmpty();
        ModelEvent usage = new ModelEvent.UsageReported(new Usage(1, 2, 0, null, null), null);
        assertThat(cutter.apply(usage)).containsExactly(usage);
    }
}
