package com.brievio.cli;

import com.brievio.cli.VerifyCommand.FailOn;
import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import com.brievio.conformance.Verdict;
import java.util.List;
import java.util.Map;

/** The exit codes that scripts rely on (contract.md). */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED_CHECK = 1;
    static final int REFUSED_REQUEST = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;
    static final int STALE_BASELINE = 4;
    static final int NOTHING_CONCLUSIVE = 5;
    static final int OWN_FAILURE = 70;
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    /**
     * Returns the exit code of a run: a failure anywhere counts more than a stale baseline, and
     * that more than what stayed open.
     */
    static int of(List<Report> reports, boolean stale, FailOn failOn) {
        List<Integer> codes = reports.stream().map(r -> of(r, failOn)).toList();
        if (codes.contains(FAILED_CHECK)) {
            return FAILED_CHECK;
        }
        if (stale) {
            return STALE_BASELINE;
        }
        return codes.contains(NOTHING_CONCLUSIVE) ? NOTHING_CONCLUSIVE : OK;
    }

    private static int of(Report report, FailOn failOn) {
        if (failOn == FailOn.NEVER) {
            return OK;
        }
        Map<Status, Integer> counts = report.counts();
        boolean failed =
                report.outcomes().stream()
                        .filter(report::unexcused)
                        .anyMatch(o -> o.status() != Status.WARN || failOn == FailOn.SHOULD);
        if (failed) {
            return FAILED_CHECK;
        }
        boolean decided = report.decided() && report.verdict() != Verdict.INCOMPLETE;
        boolean open = counts.getOrDefault(Status.INCONCLUSIVE, 0) > 0;
        return !decided || (failOn == FailOn.INCONCLUSIVE && open) ? NOTHING_CONCLUSIVE : OK;
    }
}
