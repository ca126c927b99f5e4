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
 * @param request time for the head of a request, and as much for its body
 */
public record Limits(
        Duration connect,
        Duration firstByte,
        Duration idle,
        Duration keepAlive,
        int requestBytes,
        Duration request) {

    /** A client may be on a slow line. */
    private static final Duration REQUEST = Duration.ofMinutes(2);

    /** Ten seconds, ten minutes, five minutes, fifteen seconds, 32 MiB, two minutes. */
    public static final Limits DEFAULT =
            new Limits(
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(15),
                    32 * 1024 * 1024);

    /** Gives a client two minutes for the head and two for the body of its request. */
    public Limits(
            Duration connect,
            Duration firstByte,
            Duration idle,
            Duration keepAlive,
            int requestBytes) {
        this(connect, firstByte, idle, keepAlive, requestBytes, REQUEST);
    }
}
