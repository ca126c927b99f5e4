package com.brievio.conformance;

import com.brievio.conformance.wire.Exchange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a run recorded: enough to judge it again without its target.
 *
 * @param target what was judged, without its key
 * @param traits what was found out about it
 * @param profiles the profiles that ran
 * @param filtered whether checks of the profiles were left out
 * @param end how the run ended
 * @param startedAt when it began
 * @param duration how long it took
 * @param exchanges all of them
 */
public record Recording(
        Target target,
        Traits traits,
        List<Profile> profiles,
        boolean filtered,
        Report.End end,
        Instant startedAt,
        Duration duration,
        List<Exchange> exchanges) {

    /** Copies the lists. */
    public Recording {
        profiles = List.copyOf(profiles);
        exchanges = List.copyOf(exchanges);
    }
}
