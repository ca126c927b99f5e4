package com.brievio.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.brievio.conformance.Baseline;
import com.brievio.conformance.Level;
import com.brievio.conformance.Outcome;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Recording;
import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
import com.brievio.conformance.Verdict;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Header;
import com.brievio.conformance.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The report writers, by golden files. */
class ReportsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/com/brievio/conformance/report");

    private static Outcome outcome(Status status, String message) {
        boolean violated = status == Status.FAIL || status == Status.WARN;
        return new Outcome(
                "chat.stream." + status.label(),
                "streaming",
                "a title",
                status == Status.WARN ? Level.SHOULD : Level.MUST,
                status,
                status != Status.SKIP,
                message,
                violated ? "this" : null,
                violated ? "that" : null,
                "because",
                "do it so",
                List.of("openai-python"),
                violated
                        ? List.of(
                                new Outcome.Sighting(
                                        "P.smin", 3, "data: <script>\u001b[2J::error::]]>"))
                        : List.of(),
                violated ? "curl -sSN -X POST 'http://127.0.0.1:1/v1/chat/completions'" : null,
                Duration.ofMillis(12));
    }

    private static Report report() {
        List<Outcome> outcomes = new ArrayList<>();
        for (Status status : Status.values()) {
            outcomes.add(outcome(status, "says " + status.label()));
        }
        Exchange exchange =
                new Exchange(
                        "P.smin",
                        "0000beef",
                        Instant.parse("2026-11-24T00:00:01Z"),
                        new Exchange.Request(
                                "POST",
                                URI.create("http://127.0.0.1:1/v1/chat/completions"),
                                List.of(new Header("Authorization", "Bearer [API-KEY]")),
                                "{}"),
                        new Exchange.Response(
                                200,
                                List.of(
                                        new Header("content-type", "application/json"),
                                        new Header("set-cookie", "secret")),
                                "{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}"
                                        .getBytes(StandardCharsets.UTF_8),
                                List.of(new Exchange.Read(2_000_000, 53)),
                                Exchange.Framing.CHUNKED,
                                new Exchange.Timing(1_000_000, 1_500_000, 2_000_000, 0)),
                        null,
                        false);
        return new Report(
                Target.of(URI.create("http://127.0.0.1:1/v1/"), "m-1", "key"),
                Traits.usual(Duration.ofMillis(1)),
                List.of(Profile.CORE),
                false,
                Report.End.COMPLETE,
                Instant.parse("2026-11-24T00:00:00Z"),
                Duration.ofMillis(1234),
                outcomes,
                List.of(exchange));
    }

    private static String written(String file) {
        List<Report> reports = List.of(report());
        return switch (file) {
            case "report.json" -> JsonReport.write(reports, "0.0.0");
            case "report.har" -> HarReport.write(reports, "0.0.0");
            case "report.md" -> MarkdownReport.write(reports);
            default -> JunitReport.write(reports);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"report.json", "report.xml", "report.md", "report.har"})
    void writesWhatTheGoldenFileSays(String file) throws IOException {
        Path golden = GOLDEN.resolve(file);
        if ("update".equals(System.getProperty("brievio.golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, written(file));
        }
        assertThat(written(file)).isEqualTo(Files.readString(golden));
    }

    @Test
    void severalModelsGiveRuns() {
        String two = JsonReport.write(List.of(report(), report()), "0.0.0");
        assertThat(Json.parse(two).path("runs")).hasSize(2);
    }

    @Test
    void cookiesAndKeysAreMasked() {
        assertThat(written("report.json")).doesNotContain("secret").contains("Bearer [API-KEY]");
    }

    @Test
    void aMustThatIsOpenKeepsAProfileFromBeingMet() {
        assertThat(report().failing(Profile.CORE))
                .containsExactly(
                        "chat.stream.fail", "chat.stream.unsupported", "chat.stream.error");
        assertThat(report().undecided(Profile.CORE)).contains("chat.stream.inconclusive");
    }

    @Test
    void whatTheJsonReportSaysCanBeReadAgain() {
        String json = written("report.json");
        assertThat(JsonReport.write(SavedReports.reports(json), "0.0.0")).isEqualTo(json);
        String two = JsonReport.write(List.of(report(), report()), "0.0.0");
        assertThat(SavedReports.reports(two)).hasSize(2);
    }

    @Test
    void theHarFileHoldsTheSameRecordingAsTheJsonReport() {
        Recording ofJson = SavedReports.recordings(written("report.json")).getFirst();
        Recording ofHar = SavedReports.recordings(written("report.har")).getFirst();
        assertThat(ofHar)
                .usingRecursiveComparison()
                .ignoringFields("exchanges.response.body")
                .isEqualTo(ofJson);
        assertThat(ofHar.exchanges().getFirst().response().text())
                .isEqualTo(ofJson.exchanges().getFirst().response().text());
    }

    @Test
    void aBodyThatIsNoUtf8SurvivesBothFormats() {
        byte[] odd = {'a', (byte) 0xff, (byte) 0xc3, 'b'};
        Report report = report();
        Exchange exchange = report.exchanges().getFirst();
        Exchange.Response answer = exchange.response();
        Exchange changed =
                exchange.with(
                        new Exchange.Response(
                                200,
                                answer.headers(),
                                odd,
                                answer.reads(),
                                answer.framing(),
                                answer.timing()));
        Report damaged =
                new Report(
                        report.target(),
                        report.traits(),
                        report.profiles(),
                        false,
                        Report.End.COMPLETE,
                        report.startedAt(),
                        report.duration(),
                        report.outcomes(),
                        List.of(changed));
        for (String text :
                List.of(
                        JsonReport.write(List.of(damaged), "0"),
                        HarReport.write(List.of(damaged), "0"))) {
            Recording read = SavedReports.recordings(text).getFirst();
            assertThat(read.exchanges().getFirst().response().body()).isEqualTo(odd);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"schemaVersion\":2}",
                "{\"log\":{\"pages\":[{}]}}",
                "{\"schemaVersion\":1,\"startedAt\":\"yesterday\"}",
                "{\"log\":{}}"
            })
    void whatIsNoReportIsRefusedInWords(String text) {
        assertThatThrownBy(() -> SavedReports.recordings(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank();
    }

    @Test
    void theHtmlPageNeedsNothingElseAndRunsNothingOfTheEndpoint() {
        String page = HtmlReport.write(List.of(report()), "0.0.0");
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("default-src 'none'")
                .contains("data: &lt;script&gt;")
                .doesNotContain("data: <script>")
                .doesNotContain("\u001b")
                .doesNotContain("src=")
                .doesNotContain("@import")
                .doesNotContain("url(");
        assertThat(page.split("<script", -1)).as("our own script alone").hasSize(2);
    }

    @Test
    void theHtmlPageOfSeveralTargetsHasAMatrix() {
        String page = HtmlReport.write(List.of(report(), report()), "0.0.0");
        assertThat(page).contains("Checks × targets").contains("data-same=\"true\"");
        assertThat(HtmlReport.write(List.of(report()), "0")).doesNotContain("Checks × targets");
    }

    @Test
    void markdownCannotBeBrokenOutOf() {
        String text = written("report.md");
        assertThat(text)
                .contains("| ✗ fail")
                .doesNotContain("<script>alert")
                .doesNotContain("\u001b");
    }

    @Test
    void badgesSayMetOrNotAndNeverAScore() {
        var files = Badges.write(List.of(report()));
        assertThat(files).containsOnlyKeys("core.json", "core.svg");
        assertThat(Json.parse(files.get("core.json")).path("message").asString())
                .isEqualTo("not met");
        assertThat(files.get("core.svg")).contains("brievio core: not met").doesNotContain("%");
    }

    @Test
    void whatABaselineKnowsDoesNotFailTheRun() {
        Baseline baseline =
                new Baseline(
                        List.of(
                                known("chat.stream.fail", Baseline.Kind.KNOWN_FAILING, null),
                                known("chat.stream.error", Baseline.Kind.KNOWN_FLAKY, null)));
        Report report = report().allowing(baseline);
        assertThat(report().verdict()).isEqualTo(Verdict.FAILED);
        assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(baseline.stale(List.of(report), LocalDate.EPOCH)).isEmpty();
    }

    @Test
    void aBaselineGrowsStale() {
        LocalDate today = LocalDate.of(2026, 11, 27);
        Baseline baseline =
                new Baseline(
                        List.of(
                                known("chat.stream.pass", Baseline.Kind.KNOWN_FAILING, null),
                                known("chat.stream.info", Baseline.Kind.KNOWN_FLAKY, null),
                                known("chat.stream.skip", Baseline.Kind.KNOWN_FAILING, null),
                                known("chat.stream.fail", Baseline.Kind.KNOWN_FAILING, today),
                                known(
                                        "chat.stream.error",
                                        Baseline.Kind.KNOWN_FAILING,
                                        today.minusDays(1))));
        assertThat(baseline.stale(List.of(report()), today))
                .hasSize(2)
                .anySatisfy(s -> assertThat(s).startsWith("chat.stream.pass: it does not fail"))
                .anySatisfy(s -> assertThat(s).contains("until 2026-11-26"));
    }

    private static Baseline.Entry known(String id, Baseline.Kind kind, @Nullable LocalDate until) {
        return new Baseline.Entry(id, kind, "because", null, until, null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the role again | the role in one delta only | {\"role\":\"assistant\"} |"
                        + " \"role\":\"assistant\"",
                "object \"x.y\" | object \"chat.completion\" | {\"id\":\"x.y\",\"object\":\"x.y\"} |"
                        + " \"object\":\"x.y\"",
                "index 3 | index 0 | {\"index\":0,\"n\":3,\"index\":3} | \"index\":3",
                "nothing | something | {\"a\":1} |",
            })
    void theOffendingPartIsMarked(
            String actual, String expected, String excerpt, @Nullable String marked) {
        Outcome base = outcome(Status.FAIL, actual);
        Outcome outcome =
                new Outcome(
                        "chat.chunk.z",
                        base.category(),
                        base.title(),
                        base.level(),
                        base.status(),
                        true,
                        actual,
                        expected,
                        actual,
                        "",
                        "",
                        List.of(),
                        List.of(),
                        null,
                        Duration.ZERO);
        Marks.Span span = Marks.find(outcome, excerpt);
        String seen = span == null ? null : excerpt.substring(span.start(), span.end());
        assertThat(seen).isEqualTo(marked);
    }
}
