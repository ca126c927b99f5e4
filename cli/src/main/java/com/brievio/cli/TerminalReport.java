package com.brievio.cli;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import com.brievio.conformance.Verdict;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The report for people: categories, then what failed in full, then the verdict. */
final class TerminalReport {
    private static final int LABEL = 10;
    private static final int MOST_LINES = 8;

    private final Terminal terminal;
    private final boolean quiet;
    private final boolean verbose;

    TerminalReport(Terminal terminal, boolean quiet, boolean verbose) {
        this.terminal = terminal;
        this.quiet = quiet;
        this.verbose = verbose;
    }

    void print(List<Report> reports, List<String> files, int exitCode, PrintWriter out) {
        for (Report report : reports) {
            if (!quiet) {
                body(report, out);
            }
            if (!quiet) {
                out.println(profiles(report));
            }
            out.println(verdict(report, exitCode));
        }
        if (!quiet && !files.isEmpty()) {
            out.println("reports: " + String.join(", ", files));
        }
    }

    private void body(Report report, PrintWriter out) {
        out.println();
        out.println(
                style("bold", "brievio verify " + Version.number())
                        + sep()
                        + Terminal.printable(report.target().baseUrl().toString())
                        + sep()
                        + style("bold", Terminal.printable(report.target().model())));
        out.println("traits: " + String.join(sep(), report.traits().words()));
        out.println();
        categories(report, out);
        if (verbose) {
            out.println();
            report.outcomes().forEach(o -> line(o, out));
        } else {
            undecided(report, out);
        }
        for (Outcome outcome : report.outcomes()) {
            boolean shown =
                    switch (outcome.status()) {
                        case FAIL, ERROR, WARN, UNSUPPORTED -> true;
                        case PASS, INFO, INCONCLUSIVE, SKIP -> false;
                    };
            if (shown) {
                block(outcome, out);
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
        rows.forEach((category, counts) -> {
            StringBuilder rest = new StringBuilder();
            counts.forEach((status, count) -> {
                if (status != Status.PASS) {
                    rest.append("   ").append(tag(status, count + " " + status.label()));
                }
            });
            int all = counts.values().stream().mapToInt(Integer::intValue).sum();
            out.printf(
                    Locale.ROOT,
                    "  %-11s %7s%s%n",
                    category,
                    counts.getOrDefault(Status.PASS, 0) + "/" + all,
                    rest);
        });
    }

    private void undecided(Report report, PrintWriter out) {
        for (Outcome outcome : report.outcomes()) {
            boolean shown =
                    outcome.status() == Status.INCONCLUSIVE
                            || outcome.status() == Status.INFO
                            || (outcome.status() == Status.SKIP && outcome.reached());
            if (shown) {
                line(outcome, out);
            }
        }
    }

    private void line(Outcome outcome, PrintWriter out) {
        String message = outcome.message().isEmpty() ? outcome.title() : outcome.message();
        out.println(
                "  "
                        + tag(outcome.status(), glyph(outcome.status()) + " " + outcome.status())
                        + " "
                        + outcome.id()
                        + "  "
                        + cut(Terminal.printable(message), terminal.width() - 30));
    }

    private void block(Outcome outcome, PrintWriter out) {
        out.println();
        out.println(
                tag(outcome.status(), glyph(outcome.status()) + " " + outcome.status())
                        + " "
                        + outcome.level()
                        + " "
                        + style("bold", outcome.id())
                        + "  "
                        + outcome.title());
        field("expected", outcome.expected(), out);
        field("actual", outcome.message(), out);
        field("why", outcome.why(), out);
        if (!outcome.breaks().isEmpty()) {
            field("breaks", String.join(", ", outcome.breaks()), out);
        }
        for (Outcome.Sighting sighting :
                outcome.evidence().subList(0, Math.min(3, outcome.evidence().size()))) {
            String where =
                    sighting.exchange()
                            + (sighting.event() == null ? "" : " event " + sighting.event());
            field("evidence", where, out);
            wrapped(sighting.excerpt(), out);
        }
        if (outcome.curl() != null) {
            String curl = Terminal.printable(outcome.curl());
            field(
                    "repeat",
                    curl.length() <= 2000
                            ? curl
                            : curl.substring(0, 200) + " … (whole in the JSON report)",
                    out);
        }
    }

    /** Quotes what was seen, broken at the terminal's width, so that no part of it is lost. */
    private void wrapped(String excerpt, PrintWriter out) {
        int width = terminal.width() - 7;
        int lines = 0;
        for (String line : excerpt.lines().toList()) {
            String text = Terminal.printable(line);
            for (int at = 0; at < text.length() && lines < MOST_LINES; at += width, lines++) {
                String piece = text.substring(at, Math.min(text.length(), at + width));
                out.println("    " + bar() + " " + piece);
            }
        }
    }

    private static void field(String label, @Nullable String text, PrintWriter out) {
        if (text != null && !text.isEmpty()) {
            out.printf("  %-" + LABEL + "s%s%n", label, Terminal.printable(text));
        }
    }

    private String profiles(Report report) {
        if (!report.whole()) {
            return "profiles: not judged whole";
        }
        List<String> words =
                report.profiles().stream().map(p -> p.label() + " " + met(report, p)).toList();
        return "profiles: " + String.join(sep(), words);
    }

    private String verdict(Report report, int exitCode) {
        Map<Status, Integer> counts = report.counts();
        Verdict word = report.verdict();
        Status shade =
                switch (word) {
                    case PASSED -> Status.PASS;
                    case FAILED -> Status.FAIL;
                    case INCONCLUSIVE, INCOMPLETE, INTERRUPTED -> Status.WARN;
                };
        StringBuilder line = new StringBuilder();
        line.append(tag(shade, word.name()));
        line.append("  ").append(Terminal.printable(report.target().model()));
        for (Status status : Status.values()) {
            int count = counts.getOrDefault(status, 0);
            if (count > 0) {
                line.append(sep()).append(count).append(' ').append(status.label());
            }
        }
        line.append(
                String.format(
                        Locale.ROOT,
                        "%s%d requests%s%.1f s",
                        sep(),
                        report.exchanges().size(),
                        sep(),
                        report.duration().toMillis() / 1e3));
        return line.append(sep()).append("exit ").append(exitCode).toString();
    }

    private static String met(Report report, Profile profile) {
        int failing = report.failing(profile).size();
        int undecided = report.undecided(profile).size();
        if (failing > 0) {
            return "NOT MET (" + failing + ")";
        }
        return undecided > 0 ? "UNDECIDED (" + undecided + ")" : "MET";
    }

    private String sep() {
        return terminal.unicode() ? " · " : " - ";
    }

    private String bar() {
        return terminal.unicode() ? "│" : "|";
    }

    private String glyph(Status status) {
        if (!terminal.unicode()) {
            return switch (status) {
                case PASS -> "+";
                case FAIL, ERROR -> "x";
                case WARN -> "!";
                case INFO -> "i";
                case INCONCLUSIVE -> "?";
                case UNSUPPORTED -> "o";
                case SKIP -> "-";
            };
        }
        return switch (status) {
            case PASS -> "✓";
            case FAIL, ERROR -> "✗";
            case WARN -> "▲";
            case INFO -> "ℹ";
            case INCONCLUSIVE -> "?";
            case UNSUPPORTED -> "∅";
            case SKIP -> "–";
        };
    }

    private String tag(Status status, String text) {
        return switch (status) {
            case PASS -> style("green", text);
            case FAIL, ERROR -> style("red", text);
            case WARN -> style("yellow", text);
            case INFO, INCONCLUSIVE, UNSUPPORTED, SKIP -> style("faint", text);
        };
    }

    /** Markup around text that is free of markup itself. */
    private String style(String style, String text) {
        return text.contains("|@") || text.contains("@|")
                ? text
                : terminal.markup("@|" + style + " " + text + "|@");
    }

    private static String cut(String text, int width) {
        int room = Math.max(20, width);
        return text.length() <= room ? text : text.substring(0, room - 1) + "…";
    }
}
