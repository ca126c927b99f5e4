package com.brievio.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.stream.ModelEvent.Failed;
import com.brievio.proxy.stream.ModelEvent.Finished;
import com.brievio.proxy.stream.ModelEvent.Started;
import com.brievio.proxy.stream.ModelEvent.TextDelta;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSieveTest {
    private static final String OBJECT = "{\"a\":\"} \\\" {\",\"b\":[{\"c\":\"\\\\\"}]}";

    private static List<ModelEvent> sieve(FinishReason reason, String... pieces) {
        JsonSieve sieve = new JsonSieve("anthropic", false);
        List<ModelEvent> out = new ArrayList<>(sieve.apply(new Started("id", "m")));
        for (String piece : pieces) {
            out.addAll(sieve.apply(new TextDelta(0, piece)));
        }
        out.addAll(sieve.apply(new Finished(0, reason, null)));
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

    @ParameterizedTest
    @ValueSource(strings = {"", "Here: ", "```json\n"})
    void keepsTheObjectAndDropsWhatIsAroundItWhereverItIsCut(String before) {
        String whole = before + OBJECT + "\n```\nMore } of { it";
        for (int i = 0; i <= whole.length(); i++) {
            List<ModelEvent> events =
                    sieve(FinishReason.STOP, whole.substring(0, i), whole.substring(i));
            assertThat(text(events)).isEqualTo(OBJECT);
            assertThat(events).first().isInstanceOf(Started.class);
            assertThat(events).last().isEqualTo(new Finished(0, FinishReason.STOP, null));
        }
    }

    @Test
    void passesTheObjectOnWithoutHoldingItBack() {
        JsonSieve sieve = new JsonSieve("anthropic", false);
        sieve.apply(new Started("id", "m"));
        assertThat(sieve.apply(new TextDelta(0, "x {\"a\"")))
                .containsExactly(new Started("id", "m"), new TextDelta(0, "{\"a\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no object", "{\"a\":1", "{a}", ""})
    void failsBeforeAnythingWentOutWhereNoObjectCame(String text) {
        List<ModelEvent> events = sieve(FinishReason.STOP, text);
        assertThat(events)
                .last()
                .isInstanceOfSatisfying(
                        Failed.class,
                        f -> {
                            assertThat(f.error().status()).isEqualTo(502);
                            assertThat(f.error().code()).isEqualTo("invalid_json");
                        });
        if (!text.startsWith("{")) {
            assertThat(events).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LENGTH", "CONTENT_FILTER"})
    void passesWhatWasCutOrRefused(String reason) {
        FinishReason finish = FinishReason.valueOf(reason);
        assertThat(sieve(finish, "so {\"a\"")).last().isEqualTo(new Finished(0, finish, null));
    }

    @Test
    void sievesEachChoiceByItself() {
        JsonSieve sieve = new JsonSieve("gemini", false);
        sieve.apply(new Started("id", "m"));
        List<ModelEvent> events = new ArrayList<>();
        for (int choice = 0; choice < 2; choice++) {
            events.addAll(sieve.apply(new TextDelta(choice, "so {\"a\":" + choice + "} end")));
            events.addAll(sieve.apply(new Finished(choice, FinishReason.STOP, null)));
        }
        assertThat(events)
                .contains(new TextDelta(0, "{\"a\":0}"), new TextDelta(1, "{\"a\":1}"))
                .noneMatch(Failed.class::isInstance);
    }

    @Test
    void letsToolCallsPass() {
        JsonSieve sieve = new JsonSieve("anthropic", false);
        List<ModelEvent> events = new ArrayList<>(sieve.apply(new Started("id", "m")));
        events.addAll(
                sieve.apply(new ModelEvent.ToolCallStarted(0, 0, "c", "f", "{}", null, null)));
        events.addAll(sieve.apply(new Finished(0, FinishReason.TOOL_CALLS, null)));
        assertThat(events).hasSize(3).noneMatch(Failed.class::isInstance);
    }
}
