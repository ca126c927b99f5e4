package com.brievio.conformance.probe;

import com.brievio.conformance.Traits;
import com.brievio.conformance.wire.Exchange;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The exchanges of an earlier run, read back. */
public final class Playback implements Exchanges {
    private final Traits traits;
    private final Map<String, Exchange> recorded = new LinkedHashMap<>();

    /** Plays these back; of two with one id the later counts. */
    public Playback(Traits traits, List<Exchange> exchanges) {
        this.traits = traits;
        exchanges.forEach(x -> recorded.put(x.id(), x));
    }

    @Override
    public Exchange get(Probe probe) {
        Exchange exchange = recorded.get(probe.id());
        if (exchange == null) {
            throw new NotSent("the recording has no exchange " + probe.id());
        }
        return exchange;
    }

    @Override
    public boolean canSend(Probe probe) {
        return probe.trouble() == null || recorded.containsKey(probe.id());
    }

    @Override
    public void start(Collection<Probe> probes) {
        // All that there is, is there.
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public List<Exchange> exchanges() {
        return List.copyOf(recorded.values());
    }
}
