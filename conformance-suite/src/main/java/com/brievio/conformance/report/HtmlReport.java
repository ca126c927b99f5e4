package com.brievio.conformance.report;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import com.brievio.conformance.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The report as one HTML file that needs nothing else: no script, style or picture from elsewhere.
 */
public final class HtmlReport {
    private HtmlReport() {}

    /** Writes one page about all reports. */
    public static String write(List<Report> reports, String version) {
        Html page = new Html();
        page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.raw(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
                        + " style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n");
        page.element("title", title(reports)).raw("\n<style>\n" + resource("report.css"));
        page.raw("</style>\n</head>\n<body>\n<header>\n");
        page.element("h1", "brievio verify");
        cards(page, reports);
        page.raw("</header>\n<main>\n");
        if (reports.size() > 1) {
            matrix(page, reports);
        }
        streams(page, reports);
        tools(page, reports.size() > 1);
        for (int run = 0; run < reports.size(); run++) {
            section(page, reports.get(run), run, reports.size() > 1);
        }
        page.raw("</main>\n<footer class=\"soft\">\n<p>");
        page.text("brievio " + version + " · written from the recorded traffic; keys are masked.");
        page.raw("</p>\n</footer>\n<script>\n" + resource("report.js"));
        return page.raw("</script>\n</body>\n</html>\n").toString();
    }

    private static String title(List<Report> reports) {
        Report first = reports.getFirst();
        return reports.size() == 1
                ? first.verdict() + ": " + first.target()
                : "brievio verify: " + reports.size() + " targets";
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    private static Status shade(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> Status.PASS;
            case FAILED -> Status.FAIL;
            case INCONCLUSIVE, INCOMPLETE, INTERRUPTED -> Status.WARN;
        };
    }

    private static void cards(Html page, List<Report> reports) {
        page.raw("<div class=\"cards\">\n");
        for (int run = 0; run < reports.size(); run++) {
            Report report = reports.get(run);
            Status shade = shade(report.verdict());
            page.raw("<div class=\"card\"><div class=\"target\"><a href=\"#run-" + run + "\">");
            page.text(report.target().toString()).raw("</a></div>");
            page.raw("<div class=\"verdict " + shade.label() + "\">");
            page.text(shade.glyph() + " " + report.verdict()).raw("</div>");
            page.element("p", meaning(report));
            counts(page, report);
            profiles(page, report);
            page.element("p class=\"soft\"", facts(report)).raw("</div>\n");
        }
        page.raw("</div>\n");
    }

    /** The answer to the reader's question: may I move to it? */
    private static String meaning(Report report) {
        long must = report.outcomes().stream().filter(o -> o.status() == Status.FAIL).count();
        long known = report.outcomes().stream().filter(report::isKnown).count();
        String excused = known == 0 ? "" : " " + known + " known failures are allowed.";
        return switch (report.verdict()) {
            case PASSED -> "Nothing that existing clients rely on was seen broken." + excused;
            case FAILED ->
                    must
                            + (must == 1 ? " requirement" : " requirements")
                            + " that existing clients rely on "
                            + (must == 1 ? "is" : "are")
                            + " broken."
                            + excused;
            case INCONCLUSIVE -> "Nothing could be judged.";
            case INCOMPLETE -> "The budget ended the run before every check was asked.";
            case INTERRUPTED -> "The run was stopped; this is what was judged until then.";
        };
    }

    private static void counts(Html page, Report report) {
        page.raw("<ul class=\"chips\">");
        for (Status status : Status.values()) {
            int count = report.counts().getOrDefault(status, 0);
            if (count > 0) {
                page.element(
                        "li class=\"" + status.label() + "\"",
                        status.glyph() + " " + count + " " + status.label());
            }
        }
        page.raw("</ul>");
    }

    private static void profiles(Html page, Report report) {
        page.raw("<ul class=\"chips\">");
        for (Profile profile : report.profiles()) {
            Report.Standing standing = report.standing(profile);
            Status shade =
                    switch (standing) {
                        case MET -> Status.PASS;
                        case NOT_MET -> Status.FAIL;
                        case UNDECIDED -> Status.INCONCLUSIVE;
                    };
            page.element(
                    "li class=\"" + shade.label() + "\"",
                    shade.glyph() + " " + profile.label() + " " + standing.words());
        }
        page.raw("</ul>");
    }

    private static String facts(Report report) {
        return String.format(
                Locale.ROOT,
                "%s · %s · %d requests, %d tokens in, %d out · %.1f s",
                report.startedAt().truncatedTo(ChronoUnit.SECONDS),
                String.join(" · ", report.traits().words()),
                report.exchanges().size(),
                report.tokens().prompt(),
                report.tokens().completion(),
                report.duration().toMillis() / 1e3);
    }

    private static void matrix(Html page, List<Report> reports) {
        Matrix matrix = Matrix.of(reports);
        page.element("h2", "Checks × targets").raw("\n<p><label class=\"js hidden\">");
        page.raw(
                "<input type=\"checkbox\" id=\"differ\" checked> only where they differ</label></p>");
        page.raw(
                "\n<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th class=\"id\">check</th>");
        reports.forEach(r -> page.element("th scope=\"col\"", r.target().toString()));
        page.raw("</tr></thead><tbody>\n");
        for (Matrix.Row row : matrix.rows()) {
            page.raw("<tr data-same=\"" + !row.differs() + "\" data-text=\"").text(row.id());
            page.raw("\">").element("th scope=\"row\" class=\"id\"", row.id());
            for (int run = 0; run < reports.size(); run++) {
                Status status = row.statuses().get(run);
                if (status == null) {
                    page.raw("<td></td>");
                } else {
                    page.raw("<td class=\"" + status.label() + "\"><a href=\"#");
                    page.raw(HtmlChecks.anchor(run, row.id()) + "\">");
                    page.text(status.glyph() + " " + status.label()).raw("</a></td>");
                }
            }
            page.raw("</tr>\n");
        }
        page.raw("</tbody></table></div>\n");
    }

    private static void tools(Html page, boolean several) {
        page.element("h2", several ? "Every check" : "Checks");
        page.raw("\n<div class=\"tools js hidden\"><input type=\"search\" id=\"search\"");
        page.raw(" placeholder=\"filter: id, words\" aria-label=\"filter the checks\">");
        for (Status status : Status.values()) {
            boolean checked = status.isViolation() || status == Status.UNSUPPORTED;
            page.raw(
                    "<label class=\""
                            + status.label()
                            + "\"><input type=\"checkbox\" data-status=\"");
            page.raw(status.label() + "\"" + (checked ? " checked" : "") + "> ");
            page.text(status.glyph() + " " + status.label()).raw("</label>");
        }
        page.raw("<span id=\"shown\" class=\"soft\" role=\"status\"></span></div>\n");
    }

    private static void section(Html page, Report report, int run, boolean several) {
        page.raw("<section id=\"run-" + run + "\">\n");
        if (several) {
            page.element("h2", report.target().toString());
        }
        HtmlChecks checks = new HtmlChecks(report, run);
        Map<String, StringBuilder> byCategory = new LinkedHashMap<>();
        for (Outcome outcome : report.outcomes()) {
            byCategory
                    .computeIfAbsent(outcome.category(), _ -> new StringBuilder())
                    .append(checks.check(outcome));
        }
        byCategory.forEach((category, markup) -> {
            page.raw("<section class=\"category\">").element("h3", category);
            page.raw("\n" + markup + "</section>\n");
        });
        pictures(page, report);
        page.raw(checks.exchanges()).raw("</section>\n");
    }

    /** The streams of all targets beside each other. */
    private static void streams(Html page, List<Report> reports) {
        Html figures = new Html();
        for (Report report : reports) {
            for (String figure : new Pictures(report).streams()) {
                figures.raw("<div class=\"card\">");
                if (reports.size() > 1) {
                    figures.element("div class=\"target\"", report.target().toString());
                }
                figures.raw(figure + "</div>\n");
            }
        }
        if (figures.toString().isEmpty()) {
            return;
        }
        page.element("h2", "Arrival of streams");
        page.raw(
                "\n<p class=\"soft\">A true stream climbs from the left; a replay lies flat until the");
        page.raw(" whole answer is ready and then jumps.</p>\n<div class=\"cards pictures\">\n");
        page.raw(figures + "</div>\n");
    }

    private static void pictures(Html page, Report report) {
        Pictures pictures = new Pictures(report);
        String usage = pictures.usage();
        if (!usage.isEmpty()) {
            page.element("h3", "Usage").raw("\n" + usage);
        }
        String durations = pictures.durations();
        if (!durations.isEmpty()) {
            page.element("h3", "Requests over time").raw("\n<details><summary>");
            page.text(report.exchanges().size() + " requests").raw("</summary>");
            page.raw(durations).raw("</details>\n");
        }
    }
}
