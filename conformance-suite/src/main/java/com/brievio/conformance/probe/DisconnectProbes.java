package com.brievio.conformance.probe;

import com.brievio.conformance.UpstreamScript.Trouble;

/** The probes of clients that leave (conformance.md section 2.1, D). */
public final class DisconnectProbes {
    public static final Probe CANCEL = left("D.cancel", Delivery.Leave.AFTER_OUTPUT);
    public static final Probe BEFORE_FIRST = left("D.before-first", Delivery.Leave.AT_ONCE);
    public static final Probe AFTER =
            Probe.plain("D.after", "disconnect.survives", Probes::ready).among(Probe.Phase.LAST);

    private DisconnectProbes() {}

    private static Probe left(String id, Delivery.Leave when) {
        return Probe.error(
                        id,
                        c ->
                                c
                                        .chat()
                                        .user(TimedPairs.countTo(2000) + c.nonce())
                                        .max(4000)
                                        .stream()
                                        .spec()
                                        .leaving(when))
                .alone()
                .meeting(Trouble.WATCHED);
    }
}
