package com.brievio.conformance.engine;

import com.brievio.conformance.Level;
import com.brievio.conformance.Outcome;
import com.brievio.conformance.Outcome.Sighting;
import com.brievio.conformance.PlainWords;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.Status;
import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
import com.brievio.conformance.check.Check;
import com.brievio.conformance.check.Evidence;
import com.brievio.conformance.check.Finding;
import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.check.ToolDecoders;
import com.brievio.conformance.probe.Exchanges;
import com.brievio.conformance.probe.NotSent;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Waits for a check's probes, lets it judge, and grades what it found. */
final class CheckJudge {
    private final Target target;
    private final Exchanges exchanges;
    private final RunOptions options;
    private boolean cutShort;
    private final Map<String, SseTranscript> transcripts = new HashMap<>();

    CheckJudge(Target target, Exchanges exchanges, RunOptions options) {
        this.options = options;
        this.target = target;
        this.exchanges = exchanges;
    }

    /** What the recorder has or gets, of the first look or of a second one. */
    private final class Recorded implements Evidence {
        private final UnaryOperator<Probe> look;

        private Recorded(UnaryOperator<Probe> look) {
            this.look = look;
        }

        @Override
        public Exchange of(Probe probe) {
            return exchanges.get(look.apply(probe));
        }

        @Override
        public SseTranscript stream(Probe probe) {
            Exchange.Response response = of(probe).response();
            return response == null
                    ? SseTranscript.EMPTY
                    : transcripts.computeIfAbsent(
                            look.apply(probe).id(), _ -> SseTranscript.of(response));
        }

        @Override
        public Traits traits() {
            return exchanges.traits();
        }

        @Override
        public Target target() {
            return target;
        }
    }

    /** Tells whether a check was not reached because a request could not be sent. */
    boolean cutShort() {
        return cutShort;
    }

    Outcome judge(Check check) {
        long start = System.nanoTime();
        Finding finding;
        try {
            finding = confirmed(check, finding(check, new Recorded(p -> p)));
        } catch (NotSent e) {
            cutShort = true;
            finding = new Finding.NotReached(e.getMessage());
        } catch (CancellationException e) {
            finding = new Finding.NotReached("the run was interrupted");
        } catch (RuntimeException | StackOverflowError e) {
            String why = "brievio failed on this check: " + PlainWords.of(e);
            return stated(check, Status.ERROR, why, start);
        }
        return graded(check, finding, start);
    }

    /**
     * Looks at a violated MUST once more, with new requests: what does not show again is flaky
     * (conformance.md 2.0, retry policy). Times and leaving clients have their own repetition.
     */
    private Finding confirmed(Check check, Finding first) {
        boolean asked =
                first instanceof Finding.Broken
                        && check.level() == Level.MUST
                        && check.probes().stream().noneMatch(Probe::timed);
        if (!asked || !holdsOnSecondLook(check)) {
            return first;
        }
        Violation seen = ((Finding.Broken) first).violations().getFirst();
        Violation flaky =
                new Violation(
                        seen.expected(),
                        "flaky: held when it was asked again; at first " + seen.actual(),
                        seen.sighting());
        return options.strictFlaky() ? Finding.broken(flaky) : new Finding.Weak(flaky);
    }

    private boolean holdsOnSecondLook(Check check) {
        try {
            exchanges.start(check.probes().stream().map(Probe::afresh).toList());
            return finding(check, new Recorded(Probe::afresh)) instanceof Finding.Holds;
        } catch (NotSent | CancellationException e) {
            return false;
        }
    }

    private Finding finding(Check check, Evidence evidence) {
        String blocked = null;
        boolean anyAccepted = false;
        for (Probe probe : check.probes()) {
            if (!exchanges.canSend(probe)) {
                return new Finding.NotApplicable(
                        "needs a scripted upstream: runs on the embedded default");
            }
            boolean own = probe.gate() == null || check.id().equals(probe.gate());
            if (own || evidence.of(probe).accepted()) {
                anyAccepted = true;
            } else {
                blocked = blocked == null ? probe.gate() : blocked;
            }
        }
        boolean enough = check.anyWillDo() ? anyAccepted : blocked == null;
        if (!enough && blocked != null) {
            return Finding.blockedBy(blocked);
        }
        check.followUps().apply(evidence).forEach(evidence::of);
        return declared(check, check.judge().apply(evidence));
    }

    /** What was declared must work; what works although it was declared absent is told. */
    private Finding declared(Check check, Finding finding) {
        boolean must = options.expected().contains(check.category());
        boolean absent = options.unexpected().contains(check.category());
        return switch (finding) {
            case Finding.Refused refused when must -> Finding.broken(refused.violation());
            case Finding.Holds _ when absent ->
                    new Finding.Noted("works, although it was declared absent");
            default -> finding;
        };
    }

    private Outcome graded(Check check, Finding finding, long start) {
        Status status = Grading.status(finding, check.level());
        return switch (finding) {
            case Finding.Holds holds ->
                    stated(check, status, holds.note() == null ? "" : holds.note(), start);
            case Finding.Broken broken -> violated(check, status, broken.violations(), start);
            case Finding.Weak weak -> violated(check, status, List.of(weak.violation()), start);
            case Finding.Refused refused ->
                    violated(check, status, List.of(refused.violation()), start);
            case Finding.Undecided undecided -> stated(check, status, undecided.reason(), start);
            case Finding.NotApplicable skipped -> stated(check, status, skipped.reason(), start);
            case Finding.NotReached open ->
                    outcome(check, status, false, open.reason(), null, List.of(), null, start);
            case Finding.Noted noted -> stated(check, status, noted.message(), start);
        };
    }

    private Outcome stated(Check check, Status status, String message, long start) {
        return outcome(check, status, true, message, null, List.of(), null, start);
    }

    private Outcome violated(Check check, Status status, List<Violation> violations, long start) {
        Violation first = violations.getFirst();
        List<Sighting> sightings =
                violations.stream().map(Violation::sighting).filter(s -> s != null).toList();
        String more = violations.size() > 1 ? " (and " + (violations.size() - 1) + " more)" : "";
        String message = (status == Status.UNSUPPORTED ? "refused: " : "") + first.actual() + more;
        String curl = sightings.isEmpty() ? null : curl(sightings.getFirst().exchange());
        return outcome(check, status, true, message, first, sightings, curl, start);
    }

    private @Nullable String curl(String exchangeId) {
        return exchanges.exchanges().stream()
                .filter(x -> x.id().equals(exchangeId))
                .findFirst()
                .map(Curl::of)
                .orElse(null);
    }

    /** Who breaks on what was seen: measured where clients are emulated, else as catalogued. */
    private List<String> breaks(Check check, List<Sighting> sightings) {
        if (check.id().startsWith("tools.stream.") && !sightings.isEmpty()) {
            SseTranscript seen = transcripts.get(sightings.getFirst().exchange());
            List<String> measured = seen == null ? List.of() : ToolDecoders.broken(seen);
            if (!measured.isEmpty()) {
                return measured;
            }
        }
        return check.breaks();
    }

    private Outcome outcome(
            Check check,
            Status status,
            boolean reached,
            String message,
            @Nullable Violation violation,
            List<Sighting> sightings,
            @Nullable String curl,
            long start) {
        return new Outcome(
                check.id(),
                check.category(),
                check.title(),
                check.level(),
                status,
                reached,
                message,
                violation == null ? null : violation.expected(),
                violation == null ? null : violation.actual(),
                check.why(),
                check.fix(),
                breaks(check, sightings),
                sightings,
                curl,
                Duration.ofNanos(System.nanoTime() - start));
    }
}
