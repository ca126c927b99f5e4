package com.brievio.cli;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import com.brievio.conformance.report.Marks;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report for people: categories, then what failed in full, then the verdict. */
final class TerminalReport {
    private static final int MOST_SIGHTINGS = 3;
    private static final int MOST_OF_CURL = 2000;

    private final Terminal terminal;
    private final boolean quiet;
    private final boolean verbose;

    TerminalReport(Terminal terminal, boolean quiet, boolean verbose) {
        this.terminal = terminal;
        this.quiet = quiet;
        this.verbose = verbose;
    }

    /**
     * Prints the reports, the matrix where there are several, and what is wrong with the baseline.
     *
     * @param files names of the report files
     */
    void print(
            List<Report> reports,
            List<String> files,
            List<String> stale,
            int exitCode,
            PrintWriter out) {
        for (Report report : reports) {
            if (!quiet) {
                body(report, out);
                profiles(report, out);
            }
            verdict(report, exitCode, out);
        }
        if (!quiet && reports.size() > 1) {
            Comparison.table(reports, terminal, out);
        }
        for (String problem : stale) {
            out.println(terminal.tag(Status.FAIL, "stale baseline") + "  " + problem);
        }
        if (!quiet && !files.isEmpty()) {
            out.println("reports: " + String.join(", ", files));
        }
    }

    private void body(Report report, PrintWriter out) {
        out.println();
        out.println(
                terminal.bold("brievio verify " + Version.number())
                        + terminal.separator()
                        + Terminal.printable(report.target().toString()));
        out.println("traits: " + String.join(terminal.separator(), report.traits().words()));
        out.println();
        if (!terminal.shared()) {
            categories(report, out); // else they stand above, where the progress left them
        }
        if (verbose) {
            out.println();
            report.outcomes().forEach(o -> line(report, o, out));
        } else {
            undecided(report, out);
        }
        for (Outcome outcome : report.outcomes()) {
            boolean shown =
                    outcome.status().isViolation() || outcome.status() == Status.UNSUPPORTED;
            if (shown) {
                block(report, outcome, out);
            }
        }
        out.println();
    }

    private void categories(Report report, PrintWriter out) {
        Map<String, Map<Status, Integer>> rows = new LinkedHashMap<>();
        for (Outcome outcome : report.outcomes()) {
            rows.computeIfAbsent(outcome.category(), _ -> new EnumMap<>(Status.class))
                    .merge(outcome.status(), 1, Integer::sum);
        }
        rows.forEach((category, counts) -> out.println(category(terminal, category, counts)));
    }

    /** Returns the line of a category: how many of its checks passed, and what the others are. */
    static String category(Terminal terminal, String category, Map<Status, Integer> counts) {
        StringBuilder line = new StringBuilder();
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        line.append(
                String.format(
                        Locale.ROOT,
                        "  %-11s %7s",
                        category,
                        counts.getOrDefault(Status.PASS, 0) + "/" + all));
        counts.forEach((status, count) -> {
            if (status != Status.PASS && count > 0) {
                String words = terminal.glyph(status) + " " + count + " " + status.label();
                line.append("   ").append(terminal.tag(status, words));
            }
        });
        return line.toString();
    }

    private void undecided(Report report, PrintWriter out) {
        for (Outcome outcome : report.outcomes()) {
            boolean shown =
                    outcome.status() == Status.INCONCLUSIVE
                            || outcome.status() == Status.INFO
                            || (outcome.status() == Status.SKIP && outcome.reached());
            if (shown) {
                line(report, outcome, out);
            }
        }
    }

    private String plainWord(Report report, Outcome outcome) {
        String known = report.isKnown(outcome) ? "known " : " ";
        return terminal.glyph(outcome.status()) + known + outcome.status();
    }

    private String word(Report report, Outcome outcome) {
        return terminal.tag(
                report.isKnown(outcome) ? Status.INFO : outcome.status(),
                plainWord(report, outcome));
    }

    private void line(Report report, Outcome outcome, PrintWriter out) {
        String message = outcome.message().isEmpty() ? outcome.title() : outcome.message();
        int taken = 7 + outcome.status().name().length() + outcome.id().length();
        out.println(
                "  "
                        + word(report, outcome)
                        + " "
                        + outcome.id()
                        + "  "
                        + Layout.cut(Terminal.printable(message), terminal.width() - taken));
    }

    private void block(Report report, Outcome outcome, PrintWriter out) {
        Layout layout = new Layout(terminal, out);
        out.println();
        String start = word(report, outcome) + " " + outcome.level() + " ";
        int columns = plainWord(report, outcome).length() + outcome.level().name().length() + 2;
        layout.line(
                start + terminal.bold(outcome.id()),
                columns + outcome.id().length(),
                "  " + outcome.title());
        layout.field("expected", outcome.expected());
        layout.field("actual", outcome.message());
        layout.field("breaks", String.join(", ", outcome.breaks()));
        layout.field("why", outcome.why());
        layout.field("how to fix", outcome.fix());
        List<Outcome.Sighting> seen = outcome.evidence();
        for (Outcome.Sighting sighting : seen.subList(0, Math.min(MOST_SIGHTINGS, seen.size()))) {
            layout.field(
                    "evidence",
                    sighting.exchange()
                            + (sighting.event() == null ? "" : " event " + sighting.event()));
            excerpt(outcome, sighting.excerpt(), layout);
        }
        if (outcome.curl() != null) {
            String curl = Terminal.printable(outcome.curl());
            layout.copyable(
                    "repeat",
                    curl.length() <= MOST_OF_CURL
                            ? curl
                            : curl.substring(0, 200) + " … (whole in the JSON report)");
        }
    }

    private static void excerpt(Outcome outcome, String excerpt, Layout layout) {
        Marks.Span span = Marks.find(outcome, excerpt);
        layout.quoted(excerpt, span == null ? 0 : span.start(), span == null ? 0 : span.end());
    }

    private void profiles(Report report, PrintWriter out) {
        if (!report.whole()) {
            out.println("profiles: not judged whole");
            return;
        }
        List<String> words = new ArrayList<>();
        for (Profile profile : report.profiles()) {
            int failing = report.failing(profile).size();
            int undecided = report.undecided(profile).size();
            Report.Standing standing = report.standing(profile);
            int count =
                    switch (standing) {
                        case MET -> 0;
                        case NOT_MET -> failing;
                        case UNDECIDED -> undecided;
                    };
            words.add(
                    profile.label()
                            + " "
                            + standing.words()
                            + (count == 0 ? "" : " (" + count + ")"));
        }
        new Layout(terminal, out).parts("profiles: ", "profiles: ".length(), words);
    }

    private void verdict(Report report, int exitCode, PrintWriter out) {
        Status shade =
                switch (report.verdict()) {
                    case PASSED -> Status.PASS;
                    case FAILED -> Status.FAIL;
                    case INCONCLUSIVE, INCOMPLETE, INTERRUPTED -> Status.WARN;
                };
        List<String> parts = new ArrayList<>();
        parts.add(report.target().label());
        for (Status status : Status.values()) {
            int count = report.counts().getOrDefault(status, 0);
            if (count > 0) {
                parts.add(count + " " + status.label());
            }
        }
        int known = known(report);
        if (known > 0) {
            parts.add(known + " known");
        }
        parts.add(report.exchanges().size() + " requests");
        parts.add(String.format(Locale.ROOT, "%.1f s", report.duration().toMillis() / 1e3));
        parts.add("exit " + exitCode);
        String word = report.verdict().name();
        new Layout(terminal, out).parts(terminal.tag(shade, word) + "  ", word.length() + 2, parts);
    }

    private static int known(Report report) {
        return (int) report.outcomes().stream().filter(report::isKnown).count();
    }
}
