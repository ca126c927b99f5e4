package com.brievio.conformance.report;

import com.brievio.conformance.Report;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Json;
import com.brievio.conformance.wire.SseTranscript;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The pictures of a run, as SVG: arrival of streams, fit of the usage, durations of requests. */
final class Pictures {
    private static final Pattern STREAM = Pattern.compile("(.+)\\.s(long|longer|story)1");
    private static final Pattern USAGE = Pattern.compile("P\\.use(\\d+)");
    private static final int WIDTH = 720;
    private static final int HEIGHT = 250;
    private static final int LEFT = 56;
    private static final int RIGHT = 16;
    private static final int TOP = 34;
    private static final int BOTTOM = 36;
    private static final int ROW = 13;

    private final Map<String, Exchange> exchanges = new HashMap<>();
    private final Report report;

    Pictures(Report report) {
        this.report = report;
        report.exchanges().forEach(x -> exchanges.put(x.id(), x));
    }

    /** Returns a figure for every timed stream that has its whole twin. */
    List<String> streams() {
        List<String> figures = new ArrayList<>();
        for (Exchange stream : report.exchanges()) {
            Matcher id = STREAM.matcher(stream.id());
            if (id.matches()) {
                Exchange twin = exchanges.get(id.group(1) + ".n" + id.group(2) + "1");
                if (twin != null && stream.accepted() && twin.accepted()) {
                    figures.add(stream(stream, twin));
                }
            }
        }
        return figures;
    }

    private static String stream(Exchange stream, Exchange twin) {
        Exchange.Response answer = response(stream);
        List<Chunk> output =
                SseTranscript.of(answer).chunks().stream().filter(Chunk::isOutput).toList();
        double whole = response(twin).timing().end() / 1e6;
        double end = answer.timing().end() / 1e6;
        Axes axes = new Axes(1.04 * Math.max(whole, end), Math.max(1, output.size()));
        StringBuilder events = new StringBuilder("M").append(axes.at(0, 0));
        double before = 0;
        for (int i = 0; i < output.size(); i++) {
            double time = output.get(i).event().nanos() / 1e6;
            if (time > before) {
                events.append(" L").append(axes.at(time, i)); // nothing came until then
            }
            events.append(" L").append(axes.at(time, i + 1));
            before = time;
        }
        StringBuilder bytes = new StringBuilder("M").append(axes.at(0, 0));
        int last = 0;
        for (Exchange.Read read : answer.reads()) {
            double share = (double) output.size() / Math.max(1, answer.body().length);
            double time = read.nanos() / 1e6;
            bytes.append(" L").append(axes.at(time, last * share));
            bytes.append(" L").append(axes.at(time, read.end() * share));
            last = read.end();
        }
        double first = output.isEmpty() ? end : output.getFirst().event().nanos() / 1e6;
        String said =
                "%s: %d output events, the first after %.0f ms, the last after %.0f ms; the same answer without stream took %.0f ms"
                        .formatted(
                                stream.id(),
                                output.size(),
                                first,
                                output.isEmpty() ? end : output.getLast().event().nanos() / 1e6,
                                whole);
        Html svg = open(said, HEIGHT);
        svg.raw(axes.grid("ms", "events"));
        svg.raw("<path class=\"bytes\" d=\"" + bytes + "\"/>");
        svg.raw("<path class=\"stream\" d=\"" + events + "\"/>");
        double x = axes.x(whole);
        svg.raw(line("twin", x, TOP, x, HEIGHT - BOTTOM));
        boolean right = x > WIDTH / 2.0;
        svg.raw(
                label(
                        "twin",
                        right ? x - 6 : x + 6,
                        TOP + 12,
                        right ? "end" : "start",
                        "whole answer without stream: %.0f ms".formatted(whole)));
        svg.raw(label("stream", LEFT + 6, 20, "start", "— output events"));
        svg.raw(label("soft", LEFT + 130, 20, "start", "- - bytes of the body (scaled)"));
        return figure(svg, said);
    }

    /** Returns the figure of prompt tokens against the length of the prompt, "" where none fits. */
    String usage() {
        List<double[]> points = new ArrayList<>();
        for (Exchange exchange : report.exchanges()) {
            if (USAGE.matcher(exchange.id()).matches() && exchange.promptTokens() > 0) {
                points.add(new double[] {promptLength(exchange), exchange.promptTokens()});
            }
        }
        if (points.size() < 2) {
            return "";
        }
        points.sort(Comparator.comparingDouble(p -> p[0]));
        double[] fit = fit(points);
        double[] last = points.getLast();
        Axes axes = new Axes(1.05 * last[0], 1.1 * last[1]);
        String said =
                "prompt_tokens against the length of the prompt: %.3f tokens a character, %.0f tokens for the template"
                        .formatted(fit[0], fit[1]);
        Html svg = open(said, HEIGHT);
        svg.raw(axes.grid("characters", "prompt_tokens"));
        svg.raw(
                "<path class=\"stream\" d=\"M"
                        + axes.at(0, Math.max(0, fit[1]))
                        + " L"
                        + axes.at(last[0], fit[0] * last[0] + fit[1])
                        + "\"/>");
        for (double[] point : points) {
            svg.raw(
                    "<circle class=\"dot\" r=\"5\" cx=\"%s\" cy=\"%s\"/>"
                            .formatted(number(axes.x(point[0])), number(axes.y(point[1]))));
            svg.raw(
                    label(
                            "",
                            axes.x(point[0]) - 8,
                            axes.y(point[1]) - 8,
                            "end",
                            "%.0f".formatted(point[1])));
        }
        return figure(svg, said);
    }

    private static int promptLength(Exchange exchange) {
        JsonNode body = Json.parse(exchange.request().body());
        JsonNode messages = body == null ? Json.object() : body.path("messages");
        int length = 0;
        for (JsonNode message : messages) {
            length += message.path("content").asString("").length();
        }
        return length;
    }

    /** Least squares: slope and intercept. */
    private static double[] fit(List<double[]> points) {
        double x = points.stream().mapToDouble(p -> p[0]).average().orElse(0);
        double y = points.stream().mapToDouble(p -> p[1]).average().orElse(0);
        double across = 0;
        double square = 0;
        for (double[] point : points) {
            across += (point[0] - x) * (point[1] - y);
            square += (point[0] - x) * (point[0] - x);
        }
        double slope = square == 0 ? 0 : across / square;
        return new double[] {slope, y - slope * x};
    }

    /** Returns the figure of all requests over the time of the run, "" where there are none. */
    String durations() {
        List<Exchange> all =
                report.exchanges().stream()
                        .filter(x -> x.response() != null)
                        .sorted(Comparator.comparing(Exchange::startedAt))
                        .toList();
        if (all.isEmpty()) {
            return "";
        }
        Instant start = all.getFirst().startedAt();
        double most = 1;
        for (Exchange exchange : all) {
            most =
                    Math.max(
                            most,
                            offset(start, exchange) + response(exchange).timing().end() / 1e6);
        }
        int height = TOP + ROW * all.size() + BOTTOM;
        Axes axes = new Axes(most, all.size(), height);
        String said = "%d requests over %.1f s".formatted(all.size(), most / 1e3);
        Html svg = open(said, height);
        svg.raw(axes.grid("ms", ""));
        for (int i = 0; i < all.size(); i++) {
            bar(svg, axes, all.get(i), offset(start, all.get(i)), TOP + ROW * i);
        }
        return figure(svg, said + ": light until the headers came, dark until the end of the body");
    }

    private static void bar(Html svg, Axes axes, Exchange exchange, double from, int y) {
        Exchange.Response answer = response(exchange);
        double headers = from + answer.timing().headers() / 1e6;
        double end = from + answer.timing().end() / 1e6;
        String shade = answer.status() >= 500 ? "bad" : "bar";
        svg.raw(rectangle("wait", axes.x(from), y, axes.x(headers)));
        svg.raw(rectangle(shade, axes.x(headers), y, axes.x(end)));
        boolean left = axes.x(end) > WIDTH - 190;
        String text =
                "%s %d %.0f ms"
                        .formatted(exchange.id(), answer.status(), answer.timing().end() / 1e6);
        svg.raw(
                label(
                        "soft",
                        left ? axes.x(from) - 4 : axes.x(end) + 4,
                        y + ROW - 3,
                        left ? "end" : "start",
                        text));
    }

    private static double offset(Instant start, Exchange exchange) {
        return Duration.between(start, exchange.startedAt()).toNanos() / 1e6;
    }

    private static Exchange.Response response(Exchange exchange) {
        Exchange.Response response = exchange.response();
        if (response == null) {
            throw new IllegalArgumentException(exchange.id() + " was not answered");
        }
        return response;
    }

    private static Html open(String said, int height) {
        return new Html()
                .raw("<svg role=\"img\" viewBox=\"0 0 " + WIDTH + " " + height + "\" aria-label=\"")
                .text(said)
                .raw("\">");
    }

    private static String figure(Html svg, String said) {
        return new Html()
                .raw("<figure>" + svg + "</svg>")
                .element("figcaption", said)
                .raw("</figure>")
                .toString();
    }

    private static String line(String kind, double x1, double y1, double x2, double y2) {
        return "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                .formatted(kind, number(x1), number(y1), number(x2), number(y2));
    }

    private static String rectangle(String kind, double x, int y, double end) {
        return "<rect class=\"%s\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"/>"
                .formatted(kind, number(x), y + 2, number(Math.max(0.5, end - x)), ROW - 4);
    }

    private static String label(String kind, double x, double y, String anchor, String text) {
        return "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
                .formatted(kind, number(x), number(y), anchor, Html.escaped(text));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** Maps values to places; both axes begin at 0. */
    private record Axes(double mostX, double mostY, int height) {
        /** A damaged recording may have no times at all. */
        Axes {
            mostX = Math.max(1, mostX);
            mostY = Math.max(1, mostY);
        }

        Axes(double mostX, double mostY) {
            this(mostX, mostY, HEIGHT);
        }

        double x(double value) {
            return LEFT + value / mostX * (WIDTH - LEFT - RIGHT);
        }

        double y(double value) {
            return height - BOTTOM - value / mostY * (height - TOP - BOTTOM);
        }

        String at(double x, double y) {
            return number(x(x)) + " " + number(y(y));
        }

        /** Draws lines at round values of x, and names both axes. */
        String grid(String unitX, String unitY) {
            StringBuilder svg = new StringBuilder();
            double step = Math.pow(10, Math.floor(Math.log10(mostX)));
            step = mostX / step < 2 ? step / 5 : mostX / step < 5 ? step / 2 : step;
            for (double value = 0; value <= mostX; value += step) {
                svg.append(line("grid", x(value), TOP, x(value), height - BOTTOM));
                svg.append(
                        label(
                                "soft",
                                x(value),
                                height - BOTTOM + 16,
                                "middle",
                                "%.0f".formatted(value)));
            }
            svg.append(label("soft", WIDTH - RIGHT, height - 6, "end", unitX));
            if (!unitY.isEmpty()) {
                svg.append(line("grid", LEFT, y(0), WIDTH - RIGHT, y(0)));
                svg.append(label("soft", LEFT - 6, y(0), "end", "0"));
                svg.append(label("soft", LEFT - 6, TOP + 4, "end", "%.0f".formatted(mostY)));
                svg.append(label("soft", 4, 20, "start", unitY));
            }
            return svg.toString();
        }
    }
}
