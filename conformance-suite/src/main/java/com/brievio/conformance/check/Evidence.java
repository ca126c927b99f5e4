package com.brievio.conformance.check;

import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript;

/** What was recorded; all that a judge sees. */
public interface Evidence {
    /** Returns the exchange of a probe that the check names. */
    Exchange of(Probe probe);

    /** Returns the streamed answer of a probe as events; empty where none came. */
    SseTranscript stream(Probe probe);

    /** Returns what was found out about the target. */
    Traits traits();

    /** Returns the target. */
    Target target();
}
