package com.brievio.proxy.stream;

import org.jspecify.annotations.Nullable;

/**
 * Token counts of one answer (mapping.md section 7.3).
 *
 * @param promptTokens all input, cached included
 * @param completionTokens all output, reasoning included
 * @param cachedTokens part of the prompt that was read from a cache
 * @param cacheWriteTokens part of the prompt that was written to a cache; null where the upstream
 *     has no such count
 * @param reasoningTokens part of the completion that was reasoning; null where unknown
 */
public record Usage(
        int promptTokens,
        int completionTokens,
        int cachedTokens,
        @Nullable Integer cacheWriteTokens,
        @Nullable Integer reasoningTokens) {

    /** Returns prompt and completion tokens together. */
    public int totalTokens() {
        return sum(promptTokens, completionTokens);
    }

    /** Returns the sum of the counts, never more than an int holds. */
    public static int sum(int... counts) {
        long sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return (int) Math.min(Integer.MAX_VALUE, sum);
    }
}
