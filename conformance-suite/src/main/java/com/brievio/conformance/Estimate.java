package com.brievio.conformance;

/**
 * What a run will ask for at most, before its follow-ups.
 *
 * @param requests how many requests
 * @param inputTokens about how many tokens they hold: four characters a token, 300 a picture
 * @param mostOutputTokens the sum of their limits; most answers are far shorter
 */
public record Estimate(int requests, int inputTokens, int mostOutputTokens) {

    /** Returns the estimate in words. */
    @Override
    public String toString() {
        return "about %d requests, %d tokens in, at most %d out"
                .formatted(requests, inputTokens, mostOutputTokens);
    }
}
