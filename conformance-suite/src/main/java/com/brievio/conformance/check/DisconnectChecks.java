package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.status;

import com.brievio.conformance.UpstreamScript.Fate;
import com.brievio.conformance.probe.DisconnectProbes;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.wire.Exchange;
import java.util.List;

/** What becomes of an answer whose client has gone (conformance.md 2.3f). */
final class DisconnectChecks {
    private static final double GRACE_SECONDS = 2;

    private DisconnectChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must("disconnect.survives", "the server answers after a client left")
                        .why("one closed laptop must not stop the others")
                        .fix("release what a departed client held")
                        .on(DisconnectProbes.CANCEL, DisconnectProbes.AFTER, Probes.MIN)
                        .judge(DisconnectChecks::survives),
                Check.should("disconnect.cancels", "an answer that nobody reads is stopped")
                        .why("tokens are made, and paid, for nobody")
                        .fix("watch the connection while writing and stop the model")
                        .on(DisconnectProbes.CANCEL)
                        .judge(e -> stopped(e, DisconnectProbes.CANCEL)),
                Check.should("disconnect.before-first", "so is one that has not begun")
                        .why("a queue fills with requests of the departed")
                        .fix("watch the connection while queueing")
                        .on(DisconnectProbes.BEFORE_FIRST)
                        .judge(e -> stopped(e, DisconnectProbes.BEFORE_FIRST)));
    }

    private static Finding survives(Evidence e) {
        Exchange after = e.of(DisconnectProbes.AFTER);
        if (!after.accepted() || after.response() == null) {
            return Finding.broken(seen(after, "status 200", status(after)));
        }
        Exchange.Response before = e.of(Probes.MIN).response();
        double usual = before == null ? 0 : before.timing().end() / 1e9;
        double seconds = after.response().timing().end() / 1e9;
        return seconds <= 5 * usual + GRACE_SECONDS
                ? Finding.holds()
                : Finding.broken(
                        seen(
                                after,
                                "within five times the usual %.1f s".formatted(usual),
                                "%.1f s".formatted(seconds)));
    }

    private static Finding stopped(Evidence e, Probe probe) {
        Exchange exchange = e.of(probe);
        if (exchange.response() != null && !exchange.accepted()) {
            return new Finding.NotApplicable("the request was refused: " + status(exchange));
        }
        Fate fate = exchange.upstream();
        if (fate == null) {
            return new Finding.Undecided(
                    "from outside nobody sees whether the server goes on; behind the embedded"
                            + " upstreams it can be seen");
        }
        return switch (fate) {
            case ABANDONED, NOT_SENT -> Finding.holds();
            case RUNNING ->
                    Finding.broken(
                            seen(exchange, "stopped within 2 s", "it still goes on after 2 s"));
            case COMPLETED ->
                    Finding.broken(seen(exchange, "stopped within 2 s", "it went on to its end"));
        };
    }
}
