package com.brievio.cli;

import com.brievio.conformance.Baseline;
import com.brievio.conformance.Baseline.Entry;
import com.brievio.conformance.Baseline.Kind;
import com.brievio.conformance.Outcome;
import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import com.brievio.conformance.engine.ConformancePlan;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The YAML file of known failures. */
final class BaselineFile {
    private static final List<String> KINDS =
            List.of(Kind.KNOWN_FAILING.label(), Kind.KNOWN_FLAKY.label());
    private static final List<String> KEYS =
            List.of("id", "kind", "reason", "issue", "until", "model");
    private static final String NO_REASON = "TODO: say why this is allowed";

    private BaselineFile() {}

    /**
     * Reads the file.
     *
     * @throws UsageProblem where it is damaged
     */
    static Baseline read(Path file) {
        return YamlFile.read(
                "--baseline",
                file,
                System.getenv(),
                Baseline.NONE,
                top -> {
                    top.allow(List.of("checks"));
                    return new Baseline(
                            top.maps("checks").stream().map(BaselineFile::entry).toList());
                });
    }

    private static Entry entry(ConfigMap map) {
        map.allow(KEYS);
        String kind = map.oneOf("kind", KINDS);
        return new Entry(
                map.required("id"),
                KINDS.get(1).equals(kind) ? Kind.KNOWN_FLAKY : Kind.KNOWN_FAILING,
                reason(map),
                map.written("issue"),
                until(map),
                map.text("model"));
    }

    private static String reason(ConfigMap map) {
        String text = map.required("reason");
        String written = map.written("reason");
        return written == null ? text : written;
    }

    private static @Nullable LocalDate until(ConfigMap map) {
        String text = map.text("until");
        if (text == null) {
            return null;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            map.wrong("until", "'" + text + "' is no date such as 2027-03-31");
            return null;
        }
    }

    /**
     * Returns what is wrong with the baseline after this run: stale, expired and unknown entries.
     */
    static List<String> problems(Baseline baseline, List<Report> reports, LocalDate today) {
        List<String> problems = new ArrayList<>(baseline.stale(reports, today));
        List<String> ids = ConformancePlan.ids();
        for (Entry entry : baseline.entries()) {
            if (!ids.contains(entry.id())) {
                problems.add(entry.id() + ": the catalogue has no such check");
            }
        }
        return problems;
    }

    /**
     * Returns a file that allows what failed in these reports. Reasons, issues and dates of the old
     * baseline stay; so do its entries of which this run did not show that they hold.
     */
    static String write(List<Report> reports, Baseline old, boolean warnings) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : old.entries()) {
            if (!entry.holds(reports)) {
                entries.add(entry);
            }
        }
        Map<String, Kind> failed = new LinkedHashMap<>();
        for (Report report : reports) {
            report.outcomes().stream()
                    .filter(o -> isFailure(o, warnings))
                    .forEach(o -> failed.merge(o.id(), kind(o), BaselineFile::milder));
        }
        failed.forEach((id, kind) -> {
            List<Report> failing =
                    reports.stream()
                            .filter(r -> fails(r, id, warnings) && !covered(entries, r, id))
                            .toList();
            if (failing.size() == reports.size()) {
                entries.add(new Entry(id, kind, NO_REASON, null, null, null));
            } else {
                failing.stream()
                        .map(r -> r.target().model())
                        .distinct()
                        .forEach(model ->
                                entries.add(new Entry(id, kind, NO_REASON, null, null, model)));
            }
        });
        StringBuilder text = new StringBuilder();
        text.append(
                "# What may fail: brievio verify --baseline THIS-FILE (exit 4 where one is stale)\n");
        text.append(entries.isEmpty() ? "checks: []\n" : "checks:\n");
        entries.forEach(e -> append(e, text));
        return text.toString();
    }

    private static boolean isFailure(Outcome outcome, boolean warnings) {
        return outcome.status() == Status.FAIL
                || outcome.status() == Status.ERROR
                || isFlaky(outcome)
                || (warnings && outcome.status() == Status.WARN);
    }

    private static boolean isFlaky(Outcome outcome) {
        return outcome.message().startsWith("flaky: ");
    }

    private static Kind kind(Outcome outcome) {
        return isFlaky(outcome) ? Kind.KNOWN_FLAKY : Kind.KNOWN_FAILING;
    }

    private static Kind milder(Kind one, Kind other) {
        return one == other ? one : Kind.KNOWN_FLAKY;
    }

    private static boolean fails(Report report, String id, boolean warnings) {
        return report.outcomes().stream()
                .anyMatch(o -> o.id().equals(id) && isFailure(o, warnings));
    }

    private static boolean covered(List<Entry> entries, Report report, String id) {
        return entries.stream().anyMatch(e -> e.id().equals(id) && e.isAbout(report));
    }

    private static void append(Entry entry, StringBuilder text) {
        text.append("  - id: ").append(entry.id()).append('\n');
        text.append("    kind: ").append(entry.kind().label()).append('\n');
        field("reason", entry.reason(), text);
        field("issue", entry.issue(), text);
        LocalDate until = entry.until();
        if (until != null) {
            text.append("    until: ").append(until).append('\n');
        }
        field("model", entry.model(), text);
    }

    private static void field(String key, @Nullable String value, StringBuilder text) {
        if (value != null) {
            String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"");
            text.append("    ").append(key).append(": \"").append(quoted).append("\"\n");
        }
    }
}
