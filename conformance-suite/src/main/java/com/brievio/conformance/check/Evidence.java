package com.brievio.conformance.check;

import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.wire.Exchange;

/** What was recorded; all that a judge sees. */
public interface Evidence {
    /** Returns the exchange of a probe that the check names. */
    Exchange of(Probe probe);

    /** Returns what was found out about the target. */
    Traits traits();

    /** Returns the target. */
    Target target();
}
