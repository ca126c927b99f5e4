package com.brievio.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.conformance.Level;
import com.brievio.conformance.Outcome;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        return file.endsWith("json")
                ? JsonReport.write(List.of(report()), "0.0.0")
                : JunitReport.write(List.of(report()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"report.json", "report.xml"})
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
        assertThat(written("report.json")).doesNotContain("secret").doesNotContain("API-KEY");
    }

    @Test
    void aMustThatIsOpenKeepsAProfileFromBeingMet() {
        assertThat(report().failing(Profile.CORE))
                .containsExactly(
                        "chat.stream.fail", "chat.stream.unsupported", "chat.stream.error");
        assertThat(report().undecided(Profile.CORE)).contains("chat.stream.inconclusive");
    }
}
