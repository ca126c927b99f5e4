package com.brievio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.conformance.wire.Json;
import com.brievio.fixtures.endpoint.Answer;
import com.brievio.fixtures.endpoint.Defect;
import com.brievio.fixtures.endpoint.Defects;
import com.brievio.fixtures.endpoint.FaithfulEndpoint;
import com.brievio.fixtures.simulation.Pace;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import tools.jackson.databind.JsonNode;

class VerifyCommandTest {
    private static final String KEY = "sk-secret-0123456789";

    private static final String ONE_MODEL_LIST =
            "{\"object\":\"list\",\"data\":[{\"id\":\"faithful-1\",\"object\":\"model\"}]}";

    @TempDir private Path folder;

    /** The faithful endpoint lists two models; this one lists the first alone. */
    private static final Defect ONE_MODEL =
            new Defect(
                    "one-model",
                    _ -> null,
                    r -> r,
                    (_, a) ->
                            a instanceof Answer.Whole w && w.about().equals("models")
                                    ? new Answer.Whole(
                                            w.about(), w.status(), w.headers(), ONE_MODEL_LIST)
                                    : a);

    private static Defect defect(String id) {
        return Defects.all().stream().filter(d -> d.id().equals(id)).findFirst().orElseThrow();
    }

    @Test
    void embeddedDefaultJudgesAClaudeAndAGeminiModelAndPassesAll() throws Exception {
        Path json = folder.resolve("report.json");
        Path junit = folder.resolve("report.xml");
        Invocation run =
                Invocation.of("verify", "--report", "json=" + json, "--report", "junit=" + junit);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains("PASSED  claude-sonnet-4-6")
                .contains("PASSED  gemini-3.5-flash");
        JsonNode report = Json.parse(Files.readString(json));
        assertThat(report.path("runs")).hasSize(2);
        for (JsonNode one : report.path("runs")) {
            assertThat(one.path("schemaVersion").asInt()).isEqualTo(1);
            JsonNode summary = one.path("summary");
            assertThat(summary.path("fail").asInt()).isZero();
            assertThat(summary.path("error").asInt()).isZero();
            assertThat(summary.path("inconclusive").asInt()).isZero();
            assertThat(summary.path("pass").asInt()).isGreaterThan(230);
            assertThat(one.path("profiles").path("core").path("met").asBoolean()).isTrue();
            assertThat(summary.path("promptTokens").asInt()).isPositive();
        }
        try (InputStream in = Files.newInputStream(junit)) {
            Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
            assertThat(xml.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
            assertThat(xml.getElementsByTagName("testcase").getLength()).isGreaterThan(200);
            assertThat(xml.getElementsByTagName("failure").getLength()).isZero();
        }
    }

    @Test
    void aFailureIsExplainedAndNeverShowsTheKey() throws IOException {
        Path json = folder.resolve("report.json");
        try (FaithfulEndpoint endpoint =
                FaithfulEndpoint.start(KEY, Pace.INSTANT, defect("role-every-delta"))) {
            Invocation run =
                    Invocation.verify(
                            endpoint,
                            KEY,
                            "--only",
                            "chat.chunk.role-*",
                            "--report",
                            "json=" + json);
            assertThat(run.code()).isEqualTo(ExitCode.FAILED_CHECK);
            assertThat(run.out())
                    .contains("FAIL MUST chat.chunk.role-once")
                    .contains("expected    the role in one delta only")
                    .contains("why         openai-python joins repeated roles")
                    .contains("breaks      openai-python")
                    .contains("curl -sSN -X POST")
                    .contains("$OPENAI_API_KEY")
                    .contains("not judged whole")
                    .contains("exit 1");
            assertThat(run.out() + run.err() + Files.readString(json)).doesNotContain(KEY);
        }
    }

    @Test
    void aBudgetEndsARunThatGoesBeyondIt() {
        try (FaithfulEndpoint endpoint = FaithfulEndpoint.start(KEY, Pace.INSTANT, Defect.NONE)) {
            Invocation run = Invocation.verify(endpoint, KEY, "--max-requests", "20", "--verbose");
            assertThat(run.code()).isEqualTo(5);
            assertThat(run.out())
                    .contains("the budget of 20 requests is used up")
                    .contains("profiles: not judged whole")
                    .contains("INCOMPLETE")
                    .contains("exit 5");
            assertThat(run.err()).containsPattern("about 1\\d\\d requests");
        }
    }

    @Test
    void aDeclaredFeatureMustNotBeRefused() {
        Invocation run =
                Invocation.of(
                        "verify",
                        "--model",
                        "claude-opus-5-5",
                        "--only",
                        "tools.named.calls",
                        "--expect",
                        "tools");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED_CHECK);
        assertThat(run.out()).contains("FAIL MUST tools.named.calls");
    }

    @Test
    void theOnlyListedModelIsChosen() {
        try (FaithfulEndpoint endpoint = FaithfulEndpoint.start(KEY, Pace.INSTANT, ONE_MODEL)) {
            Invocation run =
                    Invocation.of(
                            "verify",
                            "--base-url",
                            endpoint.baseUrl() + "/",
                            "--api-key",
                            KEY,
                            "--only",
                            "chat.envelope.*",
                            "--quiet");
            assertThat(run.code()).isZero();
            assertThat(run.out()).startsWith("PASSED  faithful-1").hasLineCount(1);
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void reportOnStdoutIsOneJsonDocument() {
        try (FaithfulEndpoint endpoint = FaithfulEndpoint.start(KEY, Pace.INSTANT, Defect.NONE)) {
            Invocation run =
                    Invocation.verify(endpoint, KEY, "--only", "models.*", "--report", "json=-");
            assertThat(Json.parse(run.out())).isNotNull();
            assertThat(run.err()).contains("PASSED");
        }
    }

    @Test
    void aRefusedKeyExitsWith3AndOneLine() {
        try (FaithfulEndpoint endpoint = FaithfulEndpoint.start(KEY, Pace.INSTANT, Defect.NONE)) {
            Invocation run = Invocation.verify(endpoint, "wrong-key");
            assertThat(run.code()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(run.err()).hasLineCount(1).contains("the key was refused (HTTP 401");
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void aDeadEndpointExitsWith3AndOneLine() {
        Invocation run =
                Invocation.of("verify", "--base-url", "http://127.0.0.1:9/v1", "--model", "m");
        assertThat(run.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "brievio: cannot connect to http://127.0.0.1:9/v1: connection refused");
    }

    @Test
    void anEndpointThatSpeaksNoHttpExitsWith3AndOneLine() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> greetAll(server));
            Invocation run =
                    Invocation.of(
                            "verify",
                            "--base-url",
                            "http://127.0.0.1:" + server.getLocalPort() + "/v1",
                            "--model",
                            "m");
            assertThat(run.code()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(run.err())
                    .hasLineCount(1)
                    .contains("tried POST http://127.0.0.1:")
                    .contains("not HTTP/1.1 but begins with \"SSH-2.0-Example\"");
        }
    }

    private static void greetAll(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream()
                        .write("SSH-2.0-Example\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                // The client has gone: the next one.
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "verify --bse-url x|Unknown options: '--bse-url', 'x' (did you mean --base-url",
                "verify --base-url ftp://x|--base-url: \"ftp://x\" is no URL like",
                "verify --only chat.envelop.id|no check matches \"chat.envelop.id\"; the nearest is chat.envelope.id",
                "verify --profile nope|Invalid value for option '--profile'",
                "verify --report yaml=x|--report: unknown format \"yaml\", did you mean html? Known are json, junit,",
                "verify --report json|has not the form FORMAT=FILE",
                "verify --report json=none/x.json|the folder of none/x.json does not exist",
                "verify --header nope|has not the form 'Name: value'",
                "verify --timeout 0|--timeout and --concurrency must be at least 1",
                "verify --timeout x|Invalid value for option '--timeout'",
                "verify --expect vison|--expect: \"vison\" is none of tools, vision, json, embeddings",
                "verify --max-requests 0|--max-requests and --max-output-tokens must be at least 1",
                "serve --port 99999|--port: 99999 is not between 0 and 65535",
                "serve --api-key-env BRIEVIO_NO_SUCH_KEY|BRIEVIO_NO_SUCH_KEY is not set",
                "serv|Unmatched argument at index 0: 'serv' (did you mean",
                "''|Missing command: serve or verify",
            })
    void wrongUsageIsOneLineAndExit2(String args, String message) {
        String[] words = args.equals("''") || args.isEmpty() ? new String[0] : args.split(" ", -1);
        Invocation run = Invocation.of(words);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).hasLineCount(1).startsWith("brievio: ").contains(message);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anInterruptPrintsAndWritesWhatWasJudged() throws Exception {
        Path json = folder.resolve("partial.json");
        Process process = ChildProcess.of("verify", "--report", "json=" + json).start();
        try (var err = process.errorReader(StandardCharsets.UTF_8)) {
            assertThat(err.readLine()).contains("checks, about");
            String line = err.readLine();
            while (line != null && !line.contains("envelope")) {
                line = err.readLine();
            }
            assertThat(line).as("the line of the first category").isNotNull();
            int code = ChildProcess.interrupt(process);
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isEqualTo(code);
            assertThat(out).contains("INTERRUPTED  claude-sonnet-4-6").contains("exit 130");
            JsonNode report = Json.parse(Files.readString(json));
            assertThat(report.path("partial").asBoolean()).isTrue();
            assertThat(report.path("summary").path("pass").asInt()).isPositive();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void helpNamesTheExitCodes() {
        Invocation run = Invocation.of("verify", "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("Exit codes:")
                .contains("endpoint unreachable")
                .contains("--base-url");
        assertThat(Invocation.of("--version").out()).startsWith("brievio " + Version.number());
    }
}
