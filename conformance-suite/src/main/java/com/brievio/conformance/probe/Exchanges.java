package com.brievio.conformance.probe;

import com.brievio.conformance.Traits;
import com.brievio.conformance.wire.Exchange;
import java.util.Collection;
import java.util.List;

/** Where the exchanges of probes come from: from the wire, or from a recording of it. */
public interface Exchanges {
    /**
     * Returns the exchange of the probe.
     *
     * @throws NotSent where there is none
     * @throws java.util.concurrent.CancellationException where the run was stopped first
     */
    Exchange get(Probe probe);

    /** Tells whether there can be an exchange of the probe. */
    boolean canSend(Probe probe);

    /** Asks for the exchanges of these probes ahead, where that was not done before. */
    void start(Collection<Probe> probes);

    /** Returns what is known about the target. */
    Traits traits();

    /** Returns all exchanges so far. */
    List<Exchange> exchanges();
}
