package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Exchange;
import java.io.IOException;
import java.time.Duration;

/** Sends one request and records what comes back. */
interface Transport {
    /**
     * Sends the request.
     *
     * @throws IOException where no response came at all; the message says why
     * @throws InterruptedException when the run is stopped
     */
    Exchange.Response send(Exchange.Request request, Delivery delivery, Duration timeout)
            throws IOException, InterruptedException;
}
