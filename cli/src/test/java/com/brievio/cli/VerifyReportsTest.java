package com.brievio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.brievio.conformance.wire.Json;
import com.brievio.fixtures.endpoint.Answer;
import com.brievio.fixtures.endpoint.Defect;
import com.brievio.fixtures.endpoint.Defects;
import com.brievio.fixtures.endpoint.FaithfulEndpoint;
import com.brievio.fixtures.simulation.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What {@code verify} leaves behind, and what it makes of it later. */
class VerifyReportsTest {
    private static final String KEY = "sk-secret-0123456789";
    private static final String FAST = "chat.chunk.*";

    @TempDir private Path folder;

    private static FaithfulEndpoint endpoint(String defect) {
        Defect broken =
                Defects.all().stream()
                        .filter(d -> d.id().equals(defect))
                        .findFirst()
                        .orElse(Defect.NONE);
        return FaithfulEndpoint.start(KEY, Pace.INSTANT, broken);
    }

    private static Invocation verify(FaithfulEndpoint endpoint, String... more) {
        return Invocation.verify(endpoint, KEY, more);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void everyFormatIsWrittenWithoutTheKeyEvenIfTheEndpointEchoesIt() throws IOException {
        try (FaithfulEndpoint endpoint = endpoint("key-echoed")) {
            Invocation run =
                    verify(
                            endpoint,
                            "--profile",
                            "core",
                            "--report",
                            "json=" + file("r.json"),
                            "--report",
                            "junit=" + file("r.xml"),
                            "--report",
                            "md=" + file("r.md"),
                            "--report",
                            "html=" + file("r.html"),
                            "--report",
                            "har=" + file("r.har"),
                            "--report",
                            "badge=" + file("badges"));
            assertThat(run.out()).contains("reports: ");
            assertThat(folder.resolve("badges/core.svg")).exists();
            for (String name : List.of("r.json", "r.xml", "r.md", "r.html", "r.har")) {
                assertThat(Files.readString(folder.resolve(name))).as(name).doesNotContain(KEY);
            }
            assertThat(run.out() + run.err()).doesNotContain(KEY);
        }
    }

    @Test
    void aReplaySaysTheSameAndSendsNothing() {
        try (FaithfulEndpoint endpoint = endpoint("role-every-delta")) {
            verify(
                    endpoint,
                    "--report",
                    "json=" + file("r.json"),
                    "--report",
                    "har=" + file("r.har"));
        }
        for (String saved : List.of("r.json", "r.har")) {
            Invocation replay =
                    Invocation.of(
                            "verify",
                            "--replay",
                            file(saved),
                            "--report",
                            "json=" + file("again.json"));
            assertThat(replay.code()).isEqualTo(1);
            assertThat(replay.out()).contains("FAIL MUST chat.chunk.role-once");
            Invocation same =
                    Invocation.of("verify", "--compare", file("r.json"), file("again.json"));
            assertThat(same.out()).contains("checks fare alike in 2 runs");
            assertThat(same.code()).isZero();
        }
    }

    @Test
    void aBaselineIsWrittenThenAllowsThenGrowsStale() throws IOException {
        try (FaithfulEndpoint broken = endpoint("role-every-delta")) {
            Invocation first =
                    verify(broken, "--only", FAST, "--baseline-write", file("known.yml"));
            assertThat(first.code()).isEqualTo(1);
            assertThat(Files.readString(folder.resolve("known.yml")))
                    .contains("- id: chat.chunk.role-once")
                    .contains("kind: known-failing");
            Invocation second = verify(broken, "--only", FAST, "--baseline", file("known.yml"));
            assertThat(second.code()).as(second.out()).isZero();
            assertThat(second.out()).contains("✗known FAIL MUST chat.chunk.role-once");
        }
        try (FaithfulEndpoint sound = endpoint("none")) {
            Invocation third = verify(sound, "--only", FAST, "--baseline", file("known.yml"));
            assertThat(third.code()).isEqualTo(4);
            assertThat(third.out())
                    .contains("stale baseline  chat.chunk.role-once: it does not fail any more");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "checks: [{id: chat.chunk.none, reason: r}] | 4 | has no such check",
                "checks: [{id: chat.chunk.object, reason: r, until: 2020-01-01}] | 4 | until 2020-01-01",
                "checks: [{id: chat.chunk.object, kind: known-flaky, reason: r}] | 0 | PASSED",
                "checks: [{id: chat.chunk.object}] | 2 | checks[0].reason: is missing",
                "checks: [{id: x, reason: r, kind: flaky}] | 2 | is not known-failing or known-flaky",
                "checks: [{id: x, reason: r, until: soon}] | 2 | is no date such as",
                "check: [] | 2 | unknown key, did you mean checks?",
                "checks: {} | 2 | must be a list"
            })
    void aBaselineIsJudgedToo(String yaml, int code, String message) throws IOException {
        Files.writeString(folder.resolve("b.yml"), yaml);
        try (FaithfulEndpoint sound = endpoint("none")) {
            Invocation run = verify(sound, "--only", FAST, "--baseline", file("b.yml"));
            assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
            assertThat(run.out() + run.err()).contains(message);
        }
    }

    @Test
    void severalTargetsShareOneReport() throws IOException {
        try (FaithfulEndpoint sound = endpoint("none");
                FaithfulEndpoint broken = endpoint("role-every-delta")) {
            Invocation run =
                    Invocation.of(
                            "verify",
                            "--target",
                            "ours=" + sound.baseUrl() + ",model=faithful-1",
                            "--target",
                            "theirs=" + broken.baseUrl() + ",model=faithful-1",
                            "--api-key",
                            KEY,
                            "--only",
                            FAST,
                            "--report",
                            "json=" + file("r.json"));
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out())
                    .contains("PASSED  ours")
                    .contains("FAILED  theirs")
                    .containsPattern("chat\\.chunk\\.role-once +✓ pass +✗ fail");
            JsonNode json = Json.parse(Files.readString(folder.resolve("r.json")));
            assertThat(json.path("runs")).hasSize(2);
            Invocation compared =
                    Invocation.of("verify", "--compare", file("r.json"), file("r.json"));
            assertThat(compared.code()).as("nothing became worse").isZero();
        }
    }

    @Test
    void targetsAreReadFromAFile() throws IOException {
        try (FaithfulEndpoint sound = endpoint("none")) {
            Files.writeString(
                    folder.resolve("t.yml"),
                    """
                    targets:
                      - name: ours
                        url: %s
                        models: [faithful-1, faithful-1]
                        headers: {X-Team: qa}
                    """
                            .formatted(sound.baseUrl()));
            Invocation run =
                    Invocation.of(
                            "verify",
                            "--targets",
                            file("t.yml"),
                            "--api-key",
                            KEY,
                            "--only",
                            "chat.envelope.object");
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).contains("all 1 checks fare alike in 2 runs");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--target x | has not the form NAME=URL,model=M",
                "--target a=http://127.0.0.1:1/v1,modle=m | \"modle=m\" is none of model=",
                "--target a=ftp://127.0.0.1/v1,model=m | is no URL like",
                "--target a=http://127.0.0.1:1/v1,model=m,key-env=BRV_NONE | BRV_NONE is not set",
                "--targets /nowhere/t.yml | cannot be read",
                "--replay /nowhere/r.json | cannot be read",
                "--compare /nowhere/a.json /nowhere/b.json | cannot be read",
                "--compare a.json | --compare",
                "--report html=/nowhere/r.html | does not exist",
                "--report badge=/nowhere/x/y | cannot be written",
                "--only chat.* --report badge=b | earns no badge",
                "--baseline /nowhere/b.yml | cannot be read",
                "--baseline-write /nowhere/b.yml | does not exist",
                "--explain chat.chunk.rolonce | the nearest is chat.chunk.role-once",
                "--list yaml | --list",
            })
    void wrongUsageIsToldBeforeAnythingIsSent(String args, String message) {
        List<String> all = new ArrayList<>(List.of("verify"));
        all.addAll(List.of(args.split(" ", -1)));
        Invocation run = Invocation.of(all.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(1).contains(message);
    }

    @Test
    void theCatalogueIsListedAndExplained() {
        Invocation table = Invocation.of("verify", "--list", "--profile", "tools");
        assertThat(table.out()).contains("tools.named.calls").doesNotContain("vision.seen");
        Invocation json =
                Invocation.of("verify", "--list", "json", "--only", "chat.chunk.role-once");
        JsonNode check = Json.parse(json.out()).path("checks").path(0);
        assertThat(check.path("catches").toString()).contains("role-every-delta");
        assertThat(check.path("cost").path("requests").asInt()).isPositive();
        Invocation explained = Invocation.of("verify", "--explain", "tools.args.string");
        assertThat(explained.out())
                .contains("how to fix")
                .contains("POST /chat/completions")
                .contains("\"tool_choice\"")
                .contains("arguments-object");
    }

    @Test
    void aDryRunShowsEveryRequestAndSendsNone() {
        Invocation run =
                Invocation.of(
                        "verify",
                        "--base-url",
                        "http://127.0.0.1:1/v1",
                        "--model",
                        "m-1",
                        "--only",
                        "chat.envelope.object",
                        "--dry-run");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("would send about 1 requests")
                .contains("P.min  POST /chat/completions")
                .contains("\"model\" : \"m-1\"");
    }

    @Test
    void aReportThatCannotBeWrittenLosesNoVerdict() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "skipped: no /dev/full");
        try (FaithfulEndpoint sound = endpoint("none")) {
            Invocation run =
                    verify(
                            sound,
                            "--only",
                            FAST,
                            "--report",
                            "json=" + full,
                            "--report",
                            "junit=" + file("r.xml"));
            assertThat(run.out()).contains("PASSED");
            assertThat(run.err()).contains("/dev/full could not be written: No space left");
            assertThat(run.code()).isEqualTo(70);
            assertThat(folder.resolve("r.xml")).exists();
        }
        try (FaithfulEndpoint broken = endpoint("role-every-delta")) {
            Invocation run = verify(broken, "--only", FAST, "--report", "json=" + full);
            assertThat(run.code()).isEqualTo(1);
        }
    }

    @Test
    void whatBecameWorseIsToldAndExits1() {
        try (FaithfulEndpoint sound = endpoint("none");
                FaithfulEndpoint broken = endpoint("role-every-delta")) {
            verify(sound, "--only", FAST, "--report", "json=" + file("a.json"));
            verify(broken, "--only", FAST, "--report", "json=" + file("b.json"));
        }
        Invocation worse = Invocation.of("verify", "--compare", file("a.json"), file("b.json"));
        assertThat(worse.code()).isEqualTo(1);
        assertThat(worse.out()).contains("regression chat.chunk.role-once");
        assertThat(Invocation.of("verify", "--compare", file("b.json"), file("a.json")).code())
                .isZero();
    }

    @Test
    void aTargetThatIsDownDoesNotStopTheOthers() {
        try (FaithfulEndpoint sound = endpoint("none")) {
            Invocation run =
                    Invocation.of(
                            "verify",
                            "--target",
                            "down=http://127.0.0.1:1/v1,model=m",
                            "--target",
                            "up=" + sound.baseUrl() + ",model=faithful-1",
                            "--api-key",
                            KEY,
                            "--only",
                            FAST,
                            "--report",
                            "json=" + file("r.json"));
            assertThat(run.code()).isEqualTo(3);
            assertThat(run.out()).contains("PASSED  up");
            assertThat(run.err()).contains("down m: ");
            assertThat(folder.resolve("r.json")).exists();
        }
    }

    @Test
    void aReplayOfACutRunStaysIncomplete() {
        try (FaithfulEndpoint sound = endpoint("none")) {
            verify(sound, "--max-requests", "20", "--report", "json=" + file("r.json"));
        }
        Invocation replay = Invocation.of("verify", "--replay", file("r.json"));
        assertThat(replay.code()).isEqualTo(5);
        assertThat(replay.out()).contains("INCOMPLETE");
    }

    @Test
    void secretsThatAnEndpointEchoesAreMaskedHoweverTheyAreWritten() throws IOException {
        String key = "sk/secret+0123456789";
        String header = "tok-secret-98765";
        String body =
                "{\"error\":{\"message\":\"bad %s, %s, %s, %s\",\"type\":\"t\"}}"
                        .formatted(
                                key,
                                key.replace("/", "\\/"),
                                key.replace("/", "\\u002F").replace("+", "\\u002B"),
                                header);
        Defect echoing =
                new Defect(
                        "echoing",
                        head ->
                                head.method().equals("GET")
                                        ? new Answer.Whole(
                                                "echo",
                                                400,
                                                Map.of("content-type", "application/json"),
                                                body)
                                        : null,
                        r -> r,
                        (_, a) -> a);
        try (FaithfulEndpoint endpoint = FaithfulEndpoint.start(key, Pace.INSTANT, echoing)) {
            Invocation run =
                    Invocation.verify(
                            endpoint,
                            key,
                            "--header",
                            "X-Token: Bearer " + header,
                            "--only",
                            "models.list-shape",
                            "--report",
                            "json=" + file("r.json"),
                            "--report",
                            "html=" + file("r.html"));
            String everything =
                    run.out()
                            + run.err()
                            + Files.readString(folder.resolve("r.json"))
                            + Files.readString(folder.resolve("r.html"));
            assertThat(everything).contains("API-KEY").doesNotContain("0123456789");
            assertThat(everything).doesNotContain(header);
        }
    }
}
