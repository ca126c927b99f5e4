package com.brievio.conformance;

/**
 * What a run may spend. What would go beyond is not sent, and the checks that need it are skipped.
 *
 * @param requests most requests
 * @param outputTokens most completion tokens, as the endpoint counts them
 */
public record Budget(int requests, int outputTokens) {
    /** No bound. */
    public static final Budget UNBOUNDED = new Budget(Integer.MAX_VALUE, Integer.MAX_VALUE);
}
