package com.brievio.conformance.engine;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Outcome.Sighting;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.Status;
import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
import com.brievio.conformance.check.Check;
import com.brievio.conformance.check.Evidence;
import com.brievio.conformance.check.Finding;
import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.check.ToolDecoders;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Recorder;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Waits for a check's probes, lets it judge, and grades what it found. */
final class CheckJudge {
    private final Target target;
    private final Recorder recorder;
    private final RunOptions options;
    private final Map<String, SseTranscript> transcripts = new HashMap<>();

    CheckJudge(Target target, Recorder recorder, RunOptions options) {
        this.options = options;
        this.target = target;
        this.recorder = recorder;
    }

    private final class Recorded implements Evidence {
        @Override
        public Exchange of(Probe probe) {
            return recorder.get(probe);
        }

        @Override
        public SseTranscript stream(Probe probe) {
            Exchange.Response response = of(probe).response();
            return response == null
                    ? SseTranscript.EMPTY
                    : transcripts.computeIfAbsent(probe.id(), _ -> SseTranscript.of(response));
        }

        @Override
        public Traits traits() {
            return recorder.traits();
        }

        @Override
        public Target target() {
            return target;
        }
    }

    Outcome judge(Check check) {
        long start = System.nanoTime();
        Finding finding;
        try {
            finding = finding(check);
        } catch (Recorder.BudgetSpent e) {
            finding = new Finding.NotApplicable(e.getMessage());
        } catch (CancellationException e) {
            finding = new Finding.NotApplicable("the run was interrupted");
        } catch (RuntimeException e) {
            return outcome(
                    check, Status.ERROR, "brievio failed: " + e, null, List.of(), null, start);
        }
        return graded(check, finding, start);
    }

    private Finding finding(Check check) {
        Evidence evidence = new Recorded();
        String blocked = null;
        boolean anyAccepted = false;
        for (Probe probe : check.probes()) {
            if (!recorder.canSend(probe)) {
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
        if (!enough) {
            return new Finding.NotApplicable("blocked by " + blocked);
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
                    outcome(
                            check,
                            status,
                            holds.note() == null ? "" : holds.note(),
                            null,
                            List.of(),
                            null,
                            start);
            case Finding.Broken broken -> violated(check, status, broken.violations(), start);
            case Finding.Weak weak -> violated(check, status, List.of(weak.violation()), start);
            case Finding.Refused refused ->
                    violated(check, status, List.of(refused.violation()), start);
            case Finding.Undecided undecided ->
                    outcome(check, status, undecided.reason(), null, List.of(), null, start);
            case Finding.NotApplicable skipped ->
                    outcome(check, status, skipped.reason(), null, List.of(), null, start);
            case Finding.Noted noted ->
                    outcome(check, status, noted.message(), null, List.of(), null, start);
        };
    }

    private Outcome violated(Check check, Status status, List<Violation> violations, long start) {
        Violation first = violations.getFirst();
        List<Sighting> sightings =
                violations.stream().map(Violation::sighting).filter(s -> s != null).toList();
        String more = violations.size() > 1 ? " (and " + (violations.size() - 1) + " more)" : "";
        String message = (status == Status.UNSUPPORTED ? "refused: " : "") + first.actual() + more;
        String curl = sightings.isEmpty() ? null : curl(sightings.getFirst().exchange());
        return outcome(check, status, message, first, sightings, curl, start);
    }

    private @Nullable String curl(String exchangeId) {
        return recorder.exchanges().stream()
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
                message,
                violation == null ? null : violation.expected(),
                violation == null ? null : violation.actual(),
                check.why(),
                breaks(check, sightings),
                sightings,
                curl,
                Duration.ofNanos(System.nanoTime() - start));
    }
}
