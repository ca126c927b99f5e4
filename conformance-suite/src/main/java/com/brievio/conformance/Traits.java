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
 * @param forcedTools whether a named tool_choice is taken; where it is refused, the probes of tools
 *     ask for the call in words
 * @param roundTrip time to open a connection, median of three
 */
public record Traits(
        String limitField,
        boolean temperature,
        boolean reasoning,
        boolean forcedTools,
        Duration roundTrip) {

    /** What an endpoint is taken for until it shows otherwise. */
    public static Traits usual(Duration roundTrip) {
        return new Traits("max_tokens", true, false, true, roundTrip);
    }

    private static final int REASONING_FACTOR = 16;
    private static final int MOST_TOKENS = 4096;

    /** Returns the limit that leaves this many tokens for the text: reasoning counts too. */
    public int limit(int tokens) {
        return reasoning ? Math.min(MOST_TOKENS, tokens * REASONING_FACTOR) : tokens;
    }

    /** Returns the same traits with another name of the limit. */
    public Traits limitedBy(String field) {
        return new Traits(field, temperature, reasoning, forcedTools, roundTrip);
    }

    /** Returns the same traits of a model that takes no temperature. */
    public Traits withoutTemperature() {
        return new Traits(limitField, false, reasoning, forcedTools, roundTrip);
    }

    /** Returns the same traits of a model that reasons. */
    public Traits withReasoning() {
        return new Traits(limitField, temperature, true, forcedTools, roundTrip);
    }

    /** Returns the same traits of an endpoint that refuses to force a tool. */
    public Traits withoutForcedTools() {
        return new Traits(limitField, temperature, reasoning, false, roundTrip);
    }

    /** Returns the traits in words, for a header line. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(limitField);
        if (!temperature) {
            words.add("no temperature");
        }
        words.add(reasoning ? "reasoning" : "no reasoning");
        if (!forcedTools) {
            words.add("no forced tools");
        }
        words.add("rtt %.1f ms".formatted(roundTrip.toNanos() / 1e6));
        return words;
    }
}
