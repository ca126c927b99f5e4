package com.brievio.conformance.probe;

import com.brievio.conformance.UpstreamScript.Trouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request that is sent once and read by any number of checks (conformance.md section 2.1).
 *
 * @param id permanent id, such as {@code P.min}
 * @param gate id of the check that judges whether the request is accepted; the other checks on this
 *     probe are skipped where it is not. Null where every answer is of interest
 * @param phase when and beside what it may run
 * @param streamed whether plain sockets carry it, because framing and times matter
 * @param nonceGroup probes of one group carry the same nonce
 * @param trouble what the scripted upstream does to it, or null
 * @param request builds the request
 */
public record Probe(
        String id,
        @Nullable String gate,
        Phase phase,
        boolean streamed,
        String nonceGroup,
        @Nullable Trouble trouble,
        Function<ProbeContext, RequestSpec> request) {

    /** When and beside what a probe may run. */
    public enum Phase {
        /** Any time, beside others. */
        NORMAL,
        /** By itself, because it is timed. */
        ALONE,
        /** After the others, because some servers do not survive it. */
        ERRORS,
        /** At the very end. */
        LAST
    }

    static Probe plain(String id, String gate, Function<ProbeContext, ChatBody> body) {
        return new Probe(id, gate, Phase.NORMAL, false, id, null, c -> body.apply(c).spec());
    }

    static Probe streamed(String id, String gate, Function<ProbeContext, ChatBody> body) {
        return new Probe(id, gate, Phase.NORMAL, true, id, null, c -> body.apply(c).spec());
    }

    static Probe error(String id, Function<ProbeContext, RequestSpec> request) {
        return new Probe(id, null, Phase.ERRORS, true, id, null, request);
    }

    /** A request that is no chat body. */
    static Probe of(String id, @Nullable String gate, Function<ProbeContext, RequestSpec> request) {
        return new Probe(id, gate, Phase.NORMAL, false, id, null, request);
    }

    /** The same request once more. */
    public Probe again() {
        return new Probe(id + ".again", gate, phase, streamed, nonceGroup, trouble, request);
    }

    /** The same request in a second look: with new words, so that no answer is an old one. */
    public Probe afresh() {
        return new Probe(
                id + ".fresh", gate, phase, streamed, nonceGroup + ".fresh", trouble, request);
    }

    /** Tells whether it is judged by its times or by when its client leaves. */
    public boolean timed() {
        return phase == Phase.ALONE;
    }

    Probe among(Phase newPhase) {
        return new Probe(id, gate, newPhase, streamed, nonceGroup, trouble, request);
    }

    Probe alone() {
        return new Probe(id, gate, Phase.ALONE, streamed, nonceGroup, trouble, request);
    }

    Probe last() {
        return new Probe(id, gate, Phase.LAST, streamed, nonceGroup, trouble, request);
    }

    Probe inGroup(String group) {
        return new Probe(id, gate, phase, streamed, group, trouble, request);
    }

    Probe meeting(Trouble newTrouble) {
        return new Probe(id, null, phase, streamed, nonceGroup, newTrouble, request);
    }

    Probe overSocket() {
        return new Probe(id, gate, phase, true, nonceGroup, trouble, request);
    }
}
