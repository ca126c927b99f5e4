package com.brievio.conformance.report;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Report;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Header;
import com.brievio.conformance.wire.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON report, {@code schemaVersion} 1 (docs/report-format.md). */
public final class JsonReport {
    private static final int LONGEST_BODY = 200_000;

    private JsonReport() {}

    /** Writes one report, or {@code {schemaVersion, runs:[…]}} for several. */
    public static String write(List<Report> reports, String version) {
        if (reports.size() == 1) {
            return Json.pretty(one(reports.getFirst(), version)) + "\n";
        }
        ObjectNode all = Json.object().put("schemaVersion", 1);
        ArrayNode runs = all.putArray("runs");
        reports.forEach(r -> runs.add(one(r, version)));
        return Json.pretty(all) + "\n";
    }

    private static ObjectNode one(Report report, String version) {
        ObjectNode json = Json.object().put("schemaVersion", 1);
        json.putObject("tool").put("name", "brievio").put("version", version);
        json.put("startedAt", report.startedAt().toString());
        json.put("durationMs", report.duration().toMillis());
        json.put("partial", report.end() != Report.End.COMPLETE);
        ObjectNode target = json.putObject("target");
        target.put("baseUrl", report.target().baseUrl().toString());
        target.put("model", report.target().model());
        ObjectNode traits = target.putObject("traits");
        traits.put("limitField", report.traits().limitField());
        traits.put("temperature", report.traits().temperature());
        traits.put("reasoning", report.traits().reasoning());
        traits.put("roundTripMs", report.traits().roundTrip().toNanos() / 1e6);
        json.put(
                "profile",
                String.join(",", report.profiles().stream().map(Profile::label).toList()));
        summary(report, json.putObject("summary"));
        ObjectNode profiles = json.putObject("profiles");
        for (Profile profile : report.profiles()) {
            List<String> failing = report.failing(profile);
            ObjectNode entry = profiles.putObject(profile.label());
            List<String> undecided = report.undecided(profile);
            boolean whole = report.whole();
            entry.put("met", failing.isEmpty() && undecided.isEmpty() && whole);
            ArrayNode ids = entry.putArray("failing");
            failing.forEach(ids::add);
            ArrayNode open = entry.putArray("undecided");
            undecided.forEach(open::add);
        }
        ArrayNode checks = json.putArray("checks");
        report.outcomes().forEach(o -> checks.add(check(o)));
        ArrayNode exchanges = json.putArray("exchanges");
        report.exchanges().forEach(x -> exchanges.add(exchange(x)));
        return json;
    }

    private static void summary(Report report, ObjectNode summary) {
        report.counts().forEach((status, count) -> summary.put(status.label(), count));
        summary.put("requests", report.exchanges().size());
        summary.put("promptTokens", report.tokens().prompt());
        summary.put("completionTokens", report.tokens().completion());
    }

    private static ObjectNode check(Outcome outcome) {
        ObjectNode json =
                Json.object()
                        .put("id", outcome.id())
                        .put("category", outcome.category())
                        .put("title", outcome.title())
                        .put("level", outcome.level().label())
                        .put("status", outcome.status().label())
                        .put("message", outcome.message())
                        .put("expected", outcome.expected())
                        .put("actual", outcome.actual())
                        .put("why", outcome.why());
        ArrayNode breaks = json.putArray("breaks");
        outcome.breaks().forEach(breaks::add);
        ArrayNode evidence = json.putArray("evidence");
        for (Outcome.Sighting sighting : outcome.evidence()) {
            ObjectNode entry = evidence.addObject().put("exchange", sighting.exchange());
            if (sighting.event() != null) {
                entry.put("event", sighting.event());
            }
            entry.put("excerpt", sighting.excerpt());
        }
        json.put("curl", outcome.curl());
        return json.put("durationMs", outcome.duration().toMillis());
    }

    private static ObjectNode exchange(Exchange exchange) {
        ObjectNode json = Json.object().put("id", exchange.id());
        ObjectNode request = json.putObject("request");
        request.put("method", exchange.request().method());
        request.put("url", exchange.request().uri().toString());
        headers(exchange.request().headers(), request.putArray("headers"));
        request.put("body", exchange.request().body());
        Exchange.Response answer = exchange.response();
        if (answer == null) {
            json.put("failure", exchange.failure());
            return json;
        }
        ObjectNode response = json.putObject("response");
        response.put("status", answer.status());
        headers(answer.headers(), response.putArray("headers"));
        String text = answer.text();
        response.put(
                "body", text.length() <= LONGEST_BODY ? text : text.substring(0, LONGEST_BODY));
        response.put("bodyBytes", answer.body().length);
        response.put("framing", answer.framing().name().toLowerCase(java.util.Locale.ROOT));
        ObjectNode timing = json.putObject("timing");
        timing.put("connectMs", answer.timing().connect() / 1e6);
        timing.put("headersMs", answer.timing().headers() / 1e6);
        timing.put("endMs", answer.timing().end() / 1e6);
        ArrayNode reads = timing.putArray("reads");
        for (Exchange.Read read : answer.reads()) {
            reads.addArray().add(read.nanos() / 1e6).add(read.end());
        }
        return json;
    }

    private static void headers(List<Header> headers, ArrayNode array) {
        for (Header header : headers) {
            boolean secret =
                    header.name().equalsIgnoreCase("authorization")
                            || header.name().equalsIgnoreCase("set-cookie")
                            || header.name().toLowerCase(java.util.Locale.ROOT).contains("api-key");
            array.addObject()
                    .put("name", header.name())
                    .put("value", secret ? "***" : header.value());
        }
    }
}
