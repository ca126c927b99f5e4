package com.brievio.conformance.report;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Report;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Header;
import com.brievio.conformance.wire.SseTranscript;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The checks of one run and the exchanges that they were judged by, as HTML. */
final class HtmlChecks {
    private static final int LONGEST_BODY = 6000;
    private static final int MOST_EVENTS = 120;
    private static final int LONGEST_EVENT = 400;

    private final Report report;
    private final int run;
    private final Set<String> recorded = new HashSet<>();

    HtmlChecks(Report report, int run) {
        this.report = report;
        this.run = run;
        report.exchanges().forEach(x -> recorded.add(x.id()));
    }

    static String anchor(int run, String checkId) {
        return "c" + run + "-" + Html.id(checkId);
    }

    private String exchangeAnchor(String exchangeId) {
        return "x" + run + "-" + Html.id(exchangeId);
    }

    String check(Outcome outcome) {
        boolean known = report.isKnown(outcome);
        Html html = new Html();
        String said = outcome.message().isEmpty() ? outcome.title() : outcome.message();
        html.raw(
                "<details class=\"check\" id=\"" + anchor(run, outcome.id()) + "\" data-status=\"");
        html.raw(outcome.status().label() + "\" data-violated=\"" + outcome.status().isViolation());
        html.raw("\" data-text=\"");
        html.text((outcome.id() + " " + outcome.title() + " " + said).toLowerCase(Locale.ROOT));
        html.raw("\"><summary>");
        html.element(
                "span class=\"word " + outcome.status().label() + "\"",
                outcome.status().glyph() + " " + outcome.status() + (known ? " (known)" : ""));
        html.raw(" ").element("span class=\"soft\"", outcome.level().toString()).raw(" ");
        html.element("span class=\"id\"", outcome.id()).raw(" ");
        html.element("span class=\"said\"", said).raw("</summary>\n<div>");
        html.raw("<dl>");
        row(html, "requirement", outcome.title());
        row(html, "expected", outcome.expected());
        row(html, "actual", outcome.message());
        row(html, "why", outcome.why());
        row(html, "breaks", String.join(", ", outcome.breaks()));
        row(html, "how to fix", outcome.fix());
        html.raw("</dl>");
        for (Outcome.Sighting sighting : outcome.evidence()) {
            sighting(html, outcome, sighting);
        }
        if (outcome.curl() != null) {
            String id = "curl-" + anchor(run, outcome.id());
            html.raw("<p class=\"soft\">Repeat it <button class=\"js hidden\" data-copy=\"" + id);
            html.raw("\">copy</button></p>").element("pre id=\"" + id + "\"", outcome.curl());
        }
        return html.raw("</div></details>\n").toString();
    }

    private static void row(Html html, String label, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            html.element("dt", label).element("dd", text);
        }
    }

    private void sighting(Html html, Outcome outcome, Outcome.Sighting sighting) {
        String where =
                sighting.exchange()
                        + (sighting.event() == null ? "" : ", event " + sighting.event());
        html.raw("<p class=\"soft\">Seen in ");
        if (recorded.contains(sighting.exchange())) {
            html.raw("<a href=\"#" + exchangeAnchor(sighting.exchange()) + "\">").text(where);
            html.raw("</a>");
        } else {
            html.text(where);
        }
        html.raw("</p><pre>");
        String excerpt = sighting.excerpt();
        Marks.Span span = Marks.find(outcome, excerpt);
        if (span == null) {
            html.text(excerpt);
        } else {
            html.text(excerpt.substring(0, span.start()));
            html.element("mark", excerpt.substring(span.start(), span.end()));
            html.text(excerpt.substring(span.end()));
        }
        html.raw("</pre>");
    }

    /** Every exchange, folded, with its times. */
    String exchanges() {
        if (report.exchanges().isEmpty()) {
            return "";
        }
        Html html = new Html();
        html.element("h3", "Requests and answers").raw("\n<details><summary>");
        html.text(report.exchanges().size() + " exchanges, keys masked").raw("</summary>\n");
        for (Exchange exchange : report.exchanges()) {
            exchange(html, exchange);
        }
        return html.raw("</details>\n").toString();
    }

    private void exchange(Html html, Exchange exchange) {
        Exchange.Response answer = exchange.response();
        html.raw(
                "<details class=\"exchange\" id=\""
                        + exchangeAnchor(exchange.id())
                        + "\"><summary>");
        html.element("b", exchange.id()).raw(" ");
        html.text(
                exchange.request().method()
                        + " "
                        + exchange.request().uri().getPath()
                        + (answer == null
                                ? " · no answer: " + exchange.failure()
                                : " · %d · headers %.0f ms, end %.0f ms"
                                        .formatted(
                                                answer.status(),
                                                answer.timing().headers() / 1e6,
                                                answer.timing().end() / 1e6)));
        html.raw("</summary>");
        String head = exchange.request().method() + " " + exchange.request().uri() + "\n";
        html.element(
                "pre",
                head
                        + headers(exchange.request().headers())
                        + "\n"
                        + Html.cut(exchange.request().body(), LONGEST_BODY));
        if (answer != null) {
            html.element("pre", answer(answer));
        }
        html.raw("</details>\n");
    }

    private static String headers(List<Header> headers) {
        StringBuilder lines = new StringBuilder();
        for (Header header : headers) {
            boolean secret = header.name().toLowerCase(Locale.ROOT).endsWith("cookie");
            lines.append(header.name()).append(": ");
            lines.append(secret ? "***" : header.value()).append('\n');
        }
        return lines.toString();
    }

    private static String answer(Exchange.Response answer) {
        String head = "HTTP " + answer.status() + "\n" + headers(answer.headers()) + "\n";
        if (!answer.mediaType().equals("text/event-stream")) {
            return head + Html.cut(answer.text(), LONGEST_BODY);
        }
        List<String> lines = new ArrayList<>();
        List<SseTranscript.Event> events = SseTranscript.of(answer).events();
        for (SseTranscript.Event event : events) {
            if (lines.size() == MOST_EVENTS) {
                lines.add("… " + (events.size() - MOST_EVENTS) + " more events");
                break;
            }
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%8.1f ms  %s",
                            event.nanos() / 1e6,
                            Html.cut(event.raw(), LONGEST_EVENT).replace("\n", "\n             ")));
        }
        return head + String.join("\n", lines);
    }
}
