package com.brievio.conformance.report;

import com.brievio.conformance.Baseline;
import com.brievio.conformance.Outcome;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Report;
import com.brievio.conformance.wire.Json;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON report, {@code schemaVersion} 1 (docs/report-format.md). */
public final class JsonReport {
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
        json.put("verdict", report.verdict().name().toLowerCase(Locale.ROOT));
        json.put("filtered", report.filtered());
        json.put("partial", report.end() != Report.End.COMPLETE);
        json.put("end", report.end().name().toLowerCase(Locale.ROOT));
        json.set("target", RunJson.target(report.target(), report.traits()));
        json.put("profile", RunJson.profiles(report.profiles()));
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
        for (Outcome outcome : report.outcomes()) {
            Baseline.Kind known = report.allowed().get(outcome.id());
            ObjectNode check = check(outcome);
            if (known != null) {
                check.put("baseline", known.label());
            }
            checks.add(check);
        }
        ArrayNode exchanges = json.putArray("exchanges");
        report.exchanges().forEach(x -> exchanges.add(ExchangeJson.write(x)));
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
                        .put("reached", outcome.reached())
                        .put("message", outcome.message())
                        .put("expected", outcome.expected())
                        .put("actual", outcome.actual())
                        .put("why", outcome.why())
                        .put("fix", outcome.fix());
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
}
