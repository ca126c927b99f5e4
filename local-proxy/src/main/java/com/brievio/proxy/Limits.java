package com.brievio.proxy;

import java.time.Duration;

/**
 * How long and how much the proxy waits and takes.
 *
 * @param connect time to open a connection to an upstream
 * @param firstByte time from the request to the upstream's first event or whole answer
 * @param idle longest silence inside a stream
 * @param keepAlive silence after which the client is sent a comment
 * @param requestBytes largest request body
 */
public record Limits(
        Duration connect, Duration firstByte, Duration idle, Duration keepAlive, int requestBytes) {

    /** Ten seconds, ten minutes, five minutes, fifteen seconds, 32 MiB. */
    public static final Limits DEFAULT =
            new Limits(
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(15),
                    32 * 1024 * 1024);
}
