package com.brievio.conformance;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on one check, with what led to it.
 *
 * @param id permanent id, such as {@code chat.stream.done-sentinel}
 * @param category one of the contract's categories
 * @param title what must hold, in a few words
 * @param level how binding it is
 * @param status the verdict
 * @param reached false where nothing was judged because what it builds on failed, the budget was
 *     spent or the run was stopped; the status is then {@code SKIP}
 * @param message the verdict in a sentence; "" for a plain pass
 * @param expected what was expected, or null
 * @param actual what was seen, or null
 * @param why why it matters
 * @param fix what a server does to meet it
 * @param breaks the clients that break
 * @param evidence where it was seen
 * @param curl a command that repeats the request, or null
 * @param duration time that judging and waiting took
 */
public record Outcome(
        String id,
        String category,
        String title,
        Level level,
        Status status,
        boolean reached,
        String message,
        @Nullable String expected,
        @Nullable String actual,
        String why,
        String fix,
        List<String> breaks,
        List<Sighting> evidence,
        @Nullable String curl,
        Duration duration) {

    /** Copies the lists. */
    public Outcome {
        breaks = List.copyOf(breaks);
        evidence = List.copyOf(evidence);
    }

    /**
     * A place in the recorded traffic.
     *
     * @param exchange id of the exchange
     * @param event position of the streamed event from 0, or null for a whole answer
     * @param excerpt the text that was seen, cut to a readable length
     */
    public record Sighting(String exchange, @Nullable Integer event, String excerpt) {}
}
