package com.brievio.conformance.report;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report as Markdown, for a job summary or a comment. */
public final class MarkdownReport {
    private MarkdownReport() {}

    /** Writes one chapter a report, and before them a table where there are several. */
    public static String write(List<Report> reports) {
        StringBuilder text = new StringBuilder();
        if (reports.size() > 1) {
            overview(reports, text);
        }
        reports.forEach(report -> chapter(report, text));
        return text.toString();
    }

    private static void overview(List<Report> reports, StringBuilder text) {
        text.append("## brievio verify: ").append(reports.size()).append(" targets\n\n");
        text.append("| target | verdict | pass | fail | warn |\n|---|---|---|---|---|\n");
        for (Report report : reports) {
            text.append("| ").append(cell(report.target().toString())).append(" | ");
            text.append(report.verdict());
            for (Status status : List.of(Status.PASS, Status.FAIL, Status.WARN)) {
                text.append(" | ").append(report.counts().getOrDefault(status, 0));
            }
            text.append(" |\n");
        }
        List<Matrix.Row> differing =
                Matrix.of(reports).rows().stream().filter(Matrix.Row::differs).toList();
        if (!differing.isEmpty()) {
            text.append("\n| differs |");
            reports.forEach(r -> text.append(' ').append(cell(r.target().label())).append(" |"));
            text.append("\n|---|").append("---|".repeat(reports.size())).append('\n');
            for (Matrix.Row row : differing) {
                text.append("| `").append(row.id()).append("` |");
                for (Status status : row.statuses()) {
                    text.append(' ').append(status == null ? "" : word(status)).append(" |");
                }
                text.append('\n');
            }
        }
        text.append('\n');
    }

    private static String word(Status status) {
        return status.glyph() + " " + status.label();
    }

    private static void chapter(Report report, StringBuilder text) {
        text.append("## ").append(report.verdict()).append(": ");
        text.append(cell(report.target().toString())).append("\n\n");
        List<String> counts = new ArrayList<>();
        report.counts()
                .forEach((status, count) -> {
                    if (count > 0) {
                        counts.add(status.glyph() + " " + count + " " + status.label());
                    }
                });
        text.append(String.join(" · ", counts));
        text.append(
                String.format(
                        Locale.ROOT,
                        " · %d requests · %.1f s%n%n",
                        report.exchanges().size(),
                        report.duration().toMillis() / 1e3));
        List<String> profiles = new ArrayList<>();
        for (Profile profile : report.profiles()) {
            profiles.add(profile.label() + " **" + report.standing(profile).words() + "**");
        }
        text.append("Profiles: ").append(String.join(" · ", profiles)).append("\n\n");
        List<Outcome> wrong =
                report.outcomes().stream().filter(o -> o.status().isViolation()).toList();
        if (wrong.isEmpty()) {
            return;
        }
        text.append("| | check | expected | actual | breaks |\n|---|---|---|---|---|\n");
        for (Outcome outcome : wrong) {
            boolean known = report.isKnown(outcome);
            text.append("| ").append(word(outcome.status())).append(known ? " (known)" : "");
            text.append(" | `").append(outcome.id()).append("` ").append(cell(outcome.title()));
            text.append(" | ").append(cell(outcome.expected() == null ? "" : outcome.expected()));
            text.append(" | ").append(cell(outcome.message()));
            text.append(" | ").append(cell(String.join(", ", outcome.breaks()))).append(" |\n");
        }
        text.append('\n');
        wrong.forEach(outcome -> details(outcome, text));
    }

    private static void details(Outcome outcome, StringBuilder text) {
        text.append("<details><summary>")
                .append(Html.escaped(outcome.id()))
                .append("</summary>\n\n");
        text.append("- why: ").append(inline(outcome.why())).append('\n');
        text.append("- how to fix: ").append(inline(outcome.fix())).append('\n');
        for (Outcome.Sighting sighting : outcome.evidence()) {
            text.append("- seen in ").append(inline(sighting.exchange())).append(":\n\n");
            text.append(fenced(sighting.excerpt())).append('\n');
        }
        if (outcome.curl() != null) {
            text.append("- repeat:\n\n")
                    .append(fenced(Html.cut(outcome.curl(), 2000)))
                    .append('\n');
        }
        text.append("</details>\n\n");
    }

    /** Quotes text in a fence that is longer than any in it. */
    private static String fenced(String text) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        return fence + "\n" + clean(text) + "\n" + fence + "\n";
    }

    private static String clean(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\n\t]]", "\ufffd");
    }

    /** Text that stays in its cell and is no markup. */
    private static String cell(String text) {
        String cut = text.length() <= 160 ? text : text.substring(0, 160) + " …";
        return inline(cut).replace("|", "\\|");
    }

    private static String inline(String text) {
        return Html.escaped(clean(text).replace('\n', ' '))
                .replace("\\", "\\\\")
                .replace("`", "\\`")
                .replace("*", "\\*")
                .replace("_", "\\_")
                .replace("[", "\\[")
                .replace("]", "\\]");
    }
}
