package com.brievio.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A response that goes on for ever ends in an error. */
class SizeLimitTest {
    private static List<ModelEvent> passed(List<ModelEvent> events) {
        SizeLimit limit = new SizeLimit("upstream", 10, 5);
        List<ModelEvent> passed = new ArrayList<>();
        events.forEach(event -> passed.addAll(limit.apply(event)));
        return passed;
    }

    @Test
    void whatFitsPasses() {
        List<ModelEvent> events =
                List.of(
                        new ModelEvent.TextDelta(0, "12345"),
                        new ModelEvent.ReasoningDelta(0, "12345"));
        assertThat(passed(events)).isEqualTo(events);
    }

    @Test
    void textAndThinkingBeyondTheLimitFail() {
        assertThat(
                        passed(
                                List.of(
                                        new ModelEvent.ReasoningDelta(0, "123456"),
                                        new ModelEvent.TextDelta(0, "12345"))))
                .last()
                .isInstanceOfSatisfying(
                        ModelEvent.Failed.class,
                        failed ->
                                assertThat(failed.error().code()).isEqualTo("response_too_large"));
    }

    @Test
    void theArgumentsOfOneCallHaveALimitOfTheirOwn() {
        List<ModelEvent> two =
                List.of(
                        new ModelEvent.ToolCallStarted(0, 0, "a", "f", "12345", null, null),
                        new ModelEvent.ToolCallStarted(0, 1, "b", "f", "1234", null, null));
        assertThat(passed(two)).isEqualTo(two);
        List<ModelEvent> long1 = List.of(two.getFirst(), new ModelEvent.ToolCallDelta(0, 0, "6"));
        assertThat(passed(long1)).last().isInstanceOf(ModelEvent.Failed.class);
    }
}
