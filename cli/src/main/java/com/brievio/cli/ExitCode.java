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
    static final int NOTHING_CONCLUSIVE = 5;
    static final int OWN_FAILURE = 70;
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** Returns the exit code of a run: a failure anywhere counts more than what stayed open. */
    static int of(List<Report> reports, FailOn failOn) {
        List<Integer> codes = reports.stream().map(r -> of(r, failOn)).toList();
        for (int code : List.of(FAILED_CHECK, NOTHING_CONCLUSIVE)) {
            if (codes.contains(code)) {
                return code;
            }
        }
        return OK;
    }

    private static int of(Report report, FailOn failOn) {
        if (failOn == FailOn.NEVER) {
            return OK;
        }
        Map<Status, Integer> counts = report.counts();
        boolean failed =
                counts.getOrDefault(Status.FAIL, 0) > 0
                        || counts.getOrDefault(Status.ERROR, 0) > 0
                        || (failOn == FailOn.SHOULD && counts.getOrDefault(Status.WARN, 0) > 0);
        if (failed) {
            return FAILED_CHECK;
        }
        boolean decided =
                counts.getOrDefault(Status.PASS, 0) > 0 && report.verdict() != Verdict.INCOMPLETE;
        boolean open = counts.getOrDefault(Status.INCONCLUSIVE, 0) > 0;
        return !decided || (failOn == FailOn.INCONCLUSIVE && open) ? NOTHING_CONCLUSIVE : OK;
    }
}
