package com.brievio.cli;

import com.brievio.conformance.Estimate;
import com.brievio.conformance.Outcome;
import com.brievio.conformance.RunListener;
import com.brievio.conformance.Status;
import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Shows on stderr a line a category, and in a terminal a living one: what is being waited for. */
final class Progress implements RunListener {
    private final Terminal terminal;
    private final PrintWriter err;
    private final boolean quiet;
    private final long start = System.nanoTime();
    private final Map<Status, Integer> counts = new EnumMap<>(Status.class);
    private String category = "";
    private int total;
    private int done;

    Progress(Terminal terminal, PrintWriter err, boolean quiet) {
        this.terminal = terminal;
        this.err = err;
        this.quiet = quiet;
    }

    @Override
    public void planned(Target target, Traits traits, int checks, Estimate estimate) {
        total = checks;
        if (!quiet) {
            String plan =
                    "%s: %d checks, %s (%s)"
                            .formatted(target, checks, estimate, String.join(", ", traits.words()));
            new Layout(terminal, err).line("", 0, plan);
            err.flush();
        }
    }

    @Override
    public void waiting(String newCategory, String checkId) {
        if (!newCategory.equals(category)) {
            endCategory();
            category = newCategory;
        }
        if (!quiet) {
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            terminal.status(
                    err,
                    "  %-11s %d of %d judged, waiting for %s, %d s"
                            .formatted(category, done, total, checkId, seconds));
        }
    }

    @Override
    public void judged(Outcome outcome) {
        done++;
        counts.merge(outcome.status(), 1, Integer::sum);
        if (done == total) {
            endCategory();
        }
    }

    /** Leaves a line of what became of the category. */
    private void endCategory() {
        if (!quiet && !category.isEmpty()) {
            terminal.status(err, "");
            err.println(TerminalReport.category(terminal, category, counts));
            err.flush();
        }
        counts.clear();
    }
}
