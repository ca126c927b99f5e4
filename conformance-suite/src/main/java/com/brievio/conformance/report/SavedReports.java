package com.brievio.conformance.report;

import com.brievio.conformance.Baseline;
import com.brievio.conformance.Level;
import com.brievio.conformance.Outcome;
import com.brievio.conformance.Recording;
import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads what {@link JsonReport} and {@link HarReport} wrote. */
public final class SavedReports {
    private SavedReports() {}

    /**
     * Returns the reports of a JSON report.
     *
     * @throws IllegalArgumentException where the text is none
     */
    public static List<Report> reports(String text) {
        List<Report> reports = new ArrayList<>();
        for (JsonNode run : runs(parsed(text))) {
            reports.add(checked(() -> report(run)));
        }
        return reports;
    }

    /**
     * Returns the recordings in a JSON report or in a HAR file of brievio.
     *
     * @throws IllegalArgumentException where the text is neither
     */
    public static List<Recording> recordings(String text) {
        JsonNode json = parsed(text);
        if (json.has("log")) {
            return checked(() -> HarReport.read(json));
        }
        return reports(text).stream()
                .map(r ->
                        new Recording(
                                r.target(),
                                r.traits(),
                                r.profiles(),
                                r.filtered(),
                                r.end(),
                                r.startedAt(),
                                r.duration(),
                                r.exchanges()))
                .toList();
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> T checked(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "a value of the report is damaged: " + e.getMessage(), e);
        }
    }

    private static JsonNode parsed(String text) {
        JsonNode json = Json.parse(text);
        if (json == null || !json.isObject()) {
            throw new IllegalArgumentException("it is no JSON object");
        }
        return json;
    }

    private static List<JsonNode> runs(JsonNode json) {
        if (json.path("schemaVersion").asInt(0) != 1) {
            throw new IllegalArgumentException("it has not \"schemaVersion\": 1");
        }
        List<JsonNode> runs = new ArrayList<>();
        if (json.has("runs")) {
            json.path("runs").forEach(runs::add);
        } else {
            runs.add(json);
        }
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("it holds no run");
        }
        return runs;
    }

    private static Report report(JsonNode json) {
        List<Outcome> outcomes = new ArrayList<>();
        Map<String, Baseline.Kind> allowed = new HashMap<>();
        for (JsonNode check : json.path("checks")) {
            Outcome outcome = outcome(check);
            outcomes.add(outcome);
            String known = check.path("baseline").asString("");
            if (!known.isEmpty()) {
                allowed.put(outcome.id(), constant(Baseline.Kind.class, known));
            }
        }
        List<Exchange> exchanges = new ArrayList<>();
        json.path("exchanges").forEach(x -> exchanges.add(ExchangeJson.read(x)));
        return new Report(
                RunJson.target(json.path("target")),
                RunJson.traits(json.path("target")),
                RunJson.profiles(json.path("profile").asString("")),
                json.path("filtered").asBoolean(false),
                constant(Report.End.class, json.path("end").asString("complete")),
                Instant.parse(json.path("startedAt").asString("")),
                Duration.ofMillis(json.path("durationMs").asLong(0)),
                outcomes,
                exchanges,
                allowed);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String label) {
        return Enum.valueOf(type, label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static Outcome outcome(JsonNode json) {
        List<String> breaks = new ArrayList<>();
        json.path("breaks").forEach(b -> breaks.add(b.asString("")));
        List<Outcome.Sighting> evidence = new ArrayList<>();
        for (JsonNode seen : json.path("evidence")) {
            evidence.add(
                    new Outcome.Sighting(
                            seen.path("exchange").asString(""),
                            seen.path("event").isIntegralNumber()
                                    ? seen.path("event").intValue()
                                    : null,
                            seen.path("excerpt").asString("")));
        }
        return new Outcome(
                json.path("id").asString(""),
                json.path("category").asString(""),
                json.path("title").asString(""),
                constant(Level.class, json.path("level").asString("")),
                constant(Status.class, json.path("status").asString("")),
                json.path("reached").asBoolean(true),
                json.path("message").asString(""),
                RunJson.text(json, "expected"),
                RunJson.text(json, "actual"),
                json.path("why").asString(""),
                json.path("fix").asString(""),
                breaks,
                evidence,
                RunJson.text(json, "curl"),
                Duration.ofMillis(json.path("durationMs").asLong(0)));
    }
}
