package com.brievio.conformance.probe;

import com.brievio.conformance.CheckDescription.PlannedRequest;
import com.brievio.conformance.Estimate;
import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
import com.brievio.conformance.UpstreamScript.Trouble;
import java.time.Duration;

/** Shows what probes send, without sending it. */
public final class ProbeRequests {
    private static final String EXAMPLE = "0badcafe";

    private ProbeRequests() {}

    /** Returns the request of the probe to an endpoint of which nothing is known yet. */
    public static PlannedRequest planned(Probe probe, Target target) {
        Traits traits = Traits.usual(Duration.ZERO);
        RequestSpec spec = probe.request().apply(new ProbeContext(target, traits, EXAMPLE));
        return new PlannedRequest(
                probe.id(),
                spec.method(),
                spec.path(),
                spec.body(),
                probe.trouble() != null && probe.trouble() != Trouble.WATCHED,
                new Estimate(1, spec.inputTokens(), spec.outputLimit()));
    }
}
