package com.brievio.cli;

import com.brievio.conformance.Estimate;
import com.brievio.conformance.Outcome;
import com.brievio.conformance.RunListener;
import com.brievio.conformance.Status;
import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Shows on stderr what a run waits for: one living line in a terminal, a line a category without.
 */
final class Progress implements RunListener {
    private final Terminal terminal;
    private final PrintWriter err;
    private final boolean quiet;
    private final long start = System.nanoTime();
    private String category = "";
    private int total;
    private int done;
    private int inCategory;
    private int trouble;

    Progress(Terminal terminal, PrintWriter err, boolean quiet) {
        this.terminal = terminal;
        this.err = err;
        this.quiet = quiet;
    }

    @Override
    public void planned(Target target, Traits traits, int checks, Estimate estimate) {
        total = checks;
        if (!quiet) {
            err.println(
                    Terminal.printable(target.toString())
                            + ": "
                            + checks
                            + " checks, "
                            + estimate
                            + " ("
                            + String.join(", ", traits.words())
                            + ")");
            err.flush();
        }
    }

    @Override
    public void waiting(String newCategory, String checkId) {
        if (!newCategory.equals(category)) {
            endCategory();
            category = newCategory;
            inCategory = 0;
            trouble = 0;
        }
        if (!quiet) {
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            terminal.status(err, "  %d/%d  %s  %ds".formatted(done, total, checkId, seconds));
        }
    }

    @Override
    public void judged(Outcome outcome) {
        done++;
        inCategory++;
        boolean bad =
                outcome.status() == Status.FAIL
                        || outcome.status() == Status.ERROR
                        || outcome.status() == Status.WARN;
        trouble += bad ? 1 : 0;
        if (done == total) {
            endCategory();
            terminal.status(err, "");
        }
    }

    private void endCategory() {
        if (!terminal.live() && !quiet && !category.isEmpty()) {
            err.println(
                    "  "
                            + category
                            + ": "
                            + inCategory
                            + " judged"
                            + (trouble == 0 ? "" : ", " + trouble + " failed or warned"));
            err.flush();
        }
    }
}
