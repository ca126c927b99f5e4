package com.brievio.cli;

import com.brievio.cli.VerifyCommand.FailOn;
import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import java.util.Map;

/** The exit code of a report (contract.md). */
final class Verdict {
    private Verdict() {}

    static int exitCode(Report report, FailOn failOn) {
        Map<Status, Integer> counts = report.counts();
        if (failOn == FailOn.NEVER) {
            return ExitCode.OK;
        }
        boolean failed =
                counts.getOrDefault(Status.FAIL, 0) > 0
                        || counts.getOrDefault(Status.ERROR, 0) > 0
                        || (failOn == FailOn.SHOULD && counts.getOrDefault(Status.WARN, 0) > 0);
        if (failed) {
            return ExitCode.FAILED_CHECK;
        }
        boolean decided = counts.getOrDefault(Status.PASS, 0) > 0;
        boolean open = counts.getOrDefault(Status.INCONCLUSIVE, 0) > 0;
        return !decided || (failOn == FailOn.INCONCLUSIVE && open)
                ? ExitCode.NOTHING_CONCLUSIVE
                : ExitCode.OK;
    }
}
