package com.brievio.proxy;

import java.time.Duration;
import java.util.List;

/**
 * How images that a request names by URL are fetched for upstreams that take none.
 *
 * @param allow address ranges in CIDR form that may be fetched from though they are not public
 * @param mostBytes largest image
 * @param limit longest time for all images of a request, redirects included; a name's lookup is not
 *     cut short
 */
public record ImageOptions(List<String> allow, int mostBytes, Duration limit) {
    /** Public addresses only, 20 MiB, ten seconds. */
    public static final ImageOptions DEFAULT =
            new ImageOptions(List.of(), 20 * 1024 * 1024, Duration.ofSeconds(10));

    /** Copies the list. */
    public ImageOptions {
        allow = List.copyOf(allow);
    }
}
