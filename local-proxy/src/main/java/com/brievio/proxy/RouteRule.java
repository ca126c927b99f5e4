package com.brievio.proxy;

import org.jspecify.annotations.Nullable;

/**
 * Where a model name goes.
 *
 * @param pattern an alias, or a pattern in which {@code *} stands for any characters
 * @param upstream name of the upstream
 * @param model the name that it is sent, in which {@code *} stands for what the pattern's first
 *     {@code *} stood for; null for the client's own
 * @param repair whether deviations of an OpenAI-compatible server are mended; null as the upstream
 *     says
 */
public record RouteRule(
        String pattern, String upstream, @Nullable String model, @Nullable Boolean repair) {

    /** Tells whether it is a name of its own, not a pattern. */
    public boolean isAlias() {
        return pattern.indexOf('*') < 0;
    }
}
