package com.brievio.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What was found out about a target before anything was judged (conformance.md section 2.0).
 *
 * @param limitField {@code max_tokens} or {@code max_completion_tokens}
 * @param temperature whether temperature 0 is taken
 * @param reasoning whether the model reasons before it answers; token limits grow sixteenfold
 * @param roundTrip time to open a connection, median of three
 */
public record Traits(
        String limitField, boolean temperature, boolean reasoning, Duration roundTrip) {

    /** Returns the traits in words, for a header line. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(limitField);
        if (!temperature) {
            words.add("no temperature");
        }
        words.add(reasoning ? "reasoning" : "no reasoning");
        words.add("rtt %.1f ms".formatted(roundTrip.toNanos() / 1e6));
        return words;
    }
}
