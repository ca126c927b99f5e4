package com.brievio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.RequestSummary;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as a process of its own: its one line, its answers, its end. */
class ServeCommandTest {
    private static Process start(String... args) throws IOException {
        return ChildProcess.of(args).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static String listening(Process process) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertThat(line)
                .startsWith("brievio serve: listening on http://127.0.0.1:")
                .endsWith("/v1");
        return line.substring(line.indexOf("http"));
    }

    @Test
    void letsARunningAnswerFinishWhenItIsStoppedAndExitsWith0() throws Exception {
        Process process = start("serve", "--simulated", "--port", "0");
        try (HttpClient http = HttpClient.newHttpClient()) {
            String url = listening(process);
            String body =
                    "{\"model\":\"claude-sonnet-4-6\",\"stream\":true,\"messages\":[{\"role\":\"user\","
                            + "\"content\":\"Write the integers from 1 to 200, one per line, digits only.\"}]}";
            HttpResponse<InputStream> response =
                    http.send(
                            HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                                    .header("content-type", "application/json")
                                    .header("authorization", "Bearer any")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.body().read()).isEqualTo('d');
            process.destroy();
            String rest = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(rest).endsWith("data: [DONE]\n\n");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static HttpResponse<String> hi(HttpClient http, String url, String key)
            throws Exception {
        String body =
                "{\"model\":\"gemini-3.5-flash\",\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"hi\"}]}";
        return http.send(
                HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                        .header("content-type", "application/json")
                        .header("authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void guardsTheSimulatedProvidersWithAKeyOfItsOwn() throws Exception {
        ProcessBuilder builder =
                ChildProcess.of(
                        "serve", "--simulated", "--port", "0", "--api-key-env", "BRIEVIO_KEY");
        builder.environment().put("BRIEVIO_KEY", "sk-local");
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (HttpClient http = HttpClient.newHttpClient()) {
            String url = listening(process);
            assertThat(hi(http, url, "sk-local").statusCode()).isEqualTo(200);
            assertThat(hi(http, url, "sk-other").statusCode()).isEqualTo(401);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void namesATrustStoreThatCannotBeRead(@TempDir Path folder) throws Exception {
        Path store = Files.writeString(folder.resolve("store.jks"), "no trust store");
        ProcessBuilder builder = ChildProcess.of("serve", "--port", "0");
        builder.environment().put("JDK_JAVA_OPTIONS", "-Djavax.net.ssl.trustStore=" + store);
        builder.environment().put("GOOGLE_GEMINI_BASE_URL", "https://127.0.0.1:9");
        builder.environment().put("GEMINI_API_KEY", "any");
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = hi(http, listening(process), "any");
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).contains("javax.net.ssl.trustStore");
        } finally {
            process.destroyForcibly();
        }
    }

    private static Invocation dryRun(String request, String... more) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(request.getBytes(StandardCharsets.UTF_8)));
        try {
            String[] args = Arrays.copyOf(new String[] {"serve", "--dry-run"}, 2 + more.length);
            System.arraycopy(more, 0, args, 2, more.length);
            return Invocation.of(args);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aDryRunPrintsTheCallWithMaskedKeysAndTheNotesAndSendsNothing(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("c.yaml");
        Files.writeString(
                file,
                "upstreams: {anthropic: {baseUrl: http://127.0.0.1:9, key: sk-ant-hidden0}}\n");
        String request =
                "{\"model\":\"claude-sonnet-4-6\",\"seed\":1,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        Invocation text = dryRun(request, "--config", file.toString());
        assertThat(text.code()).isZero();
        assertThat(text.out())
                .startsWith("POST http://127.0.0.1:9/v1/messages\n")
                .contains("x-api-key: ***")
                .contains("\"text\" : \"hi\"")
                .contains("ignored: seed")
                .contains("note: max_tokens defaulted to ")
                .doesNotContain("hidden0");
        Invocation json = dryRun(request, "--config", file.toString(), "--log-format", "json");
        assertThat(json.out()).startsWith("{").contains("\"ignored\" : [ \"seed\" ]");
        Invocation strict = dryRun(request, "--config", file.toString(), "--strict");
        assertThat(strict.code()).isEqualTo(1);
        assertThat(strict.err()).hasLineCount(1).contains("refused with 400").contains("seed");
    }

    @Test
    void aDryRunOfAPassThroughShowsBytesThatNoTranslatorReads(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("c.yaml");
        Files.writeString(file, "upstreams: {openai: {baseUrl: http://127.0.0.1:9/v1}}\n");
        String request = "{\"model\":\"x\",\"a\":1.10,\"a\":2}";
        assertThat(dryRun(request, "--config", file.toString()).out()).contains(request);
        assertThat(dryRun(request, "--config", file.toString(), "--log-format", "json").out())
                .contains(request);
    }

    @Test
    void aDryRunTakesRequestsOfTheOtherClientApis(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("c.yaml");
        Files.writeString(file, "upstreams: {openai: {baseUrl: http://127.0.0.1:9/v1}}\n");
        String responses = "{\"model\":\"M\",\"input\":\"Hi\",\"truncation\":\"auto\"}";
        assertThat(apiDryRun("responses", responses.replace("M", "claude-sonnet-4-6"), file).out())
                .contains("/v1/messages\n")
                .contains("ignored: truncation");
        assertThat(apiDryRun("responses", responses.replace("M", "local"), file).out())
                .contains("POST http://127.0.0.1:9/v1/chat/completions");
        String messages =
                "{\"model\":\"M\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"speed\":\"fast\"}";
        assertThat(apiDryRun("messages", messages.replace("M", "gemini-2.5-flash"), file).out())
                .contains(":generateContent")
                .contains("ignored: speed");
        assertThat(apiDryRun("messages", messages.replace("M", "claude-sonnet-4-6"), file).out())
                .contains("\"speed\"")
                .doesNotContain("ignored");
        Invocation wrong = apiDryRun("nonsense", messages, file);
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).hasLineCount(1).contains("chat or responses or messages");
    }

    private static Invocation apiDryRun(String api, String request, Path config) {
        return dryRun(request, "--config", config.toString(), "--api", api);
    }

    @Test
    void aDryRunOfARequestThatWouldBeRefusedIsOneLineAndExit1() {
        Invocation run = dryRun("{\"model\":\"nobody\",\"messages\":[]}");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).hasLineCount(1).contains("refused with 404");
    }

    @Test
    void logLinesAreJsonWhereAskedForAndOnlyThoseOfTheLevel() {
        RequestSummary summary =
                new RequestSummary(
                        "req_1",
                        "POST",
                        "/v1/chat/completions",
                        "fast",
                        "local/x",
                        200,
                        Duration.ofMillis(12),
                        Duration.ofMillis(34),
                        5,
                        6,
                        4,
                        null,
                        List.of("seed"),
                        List.of("repaired: missing [DONE]"));
        StringWriter all = new StringWriter();
        new RequestLog(new PrintWriter(all), true, "info").write(summary);
        assertThat(all.toString())
                .contains("\"requestId\":\"req_1\"")
                .contains("\"firstTokenMs\":12,\"totalMs\":34")
                .contains("\"promptTokens\":5,\"completionTokens\":6,\"cachedTokens\":4")
                .contains("\"ignored\":[\"seed\"],\"remarks\":[\"repaired: missing [DONE]\"]");
        StringWriter text = new StringWriter();
        new RequestLog(new PrintWriter(text), false, "info").write(summary);
        assertThat(text.toString())
                .contains("200 POST /v1/chat/completions  fast → local/x  ttft 0.012s  0.034s")
                .contains("5/6 tokens (4 cached)  ignored seed  [repaired: missing [DONE]]");
        StringWriter few = new StringWriter();
        new RequestLog(new PrintWriter(few), false, "warn").write(summary);
        assertThat(few.toString()).isEmpty();
    }

    @Test
    void aTakenPortIsOneLineAndExit2() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Invocation run =
                    Invocation.of(
                            "serve",
                            "--simulated",
                            "--port",
                            Integer.toString(taken.getLocalPort()));
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err())
                    .hasLineCount(1)
                    .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .containsPattern("held by process " + ProcessHandle.current().pid() + "|lsof")
                    .contains("--port");
        }
    }

    /** Whoever reaches the port spends the owner's key: somebody must have said that they may. */
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void beyondThisMachineSomebodyIsKeptOut(String host) {
        Invocation run = Invocation.of("serve", "--simulated", "--host", host, "--port", "0");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .hasLineCount(1)
                .contains("--host " + host)
                .contains("--api-key-env NAME")
                .contains("--allow-open");
    }

    @Test
    void whoLetsEverybodyInIsWarnedAndTheAddressThatIsPrintedAnswers() throws Exception {
        Process process =
                ChildProcess.of(
                                "serve",
                                "--simulated",
                                "--host",
                                "0.0.0.0",
                                "--port",
                                "0",
                                "--allow-open")
                        .start();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(hi(http, listening(process), "any").statusCode()).isEqualTo(200);
            assertThat(process.errorReader(StandardCharsets.UTF_8).readLine())
                    .contains("warning")
                    .contains("everybody who reaches this port");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aLogLineIsOneLineWhateverTheRequestSays() {
        String forged = "GET\r\n12:00:00 200 POST\u001b[2J\u2028x";
        RequestSummary summary =
                new RequestSummary(
                        "req_1",
                        forged,
                        "/" + "x".repeat(5000) + "\n",
                        forged,
                        null,
                        404,
                        null,
                        Duration.ofMillis(3),
                        null,
                        null,
                        null,
                        forged,
                        List.of(forged),
                        List.of(forged));
        for (boolean json : List.of(true, false)) {
            StringWriter written = new StringWriter();
            new RequestLog(new PrintWriter(written), json, "info").write(summary);
            assertThat(written.toString())
                    .hasLineCount(1)
                    .hasSizeLessThan(6000)
                    .doesNotContain("\u001b");
        }
        StringWriter written = new StringWriter();
        new RequestLog(new PrintWriter(written), false, "info").write(summary);
        assertThat(written.toString()).containsPattern("^\\d\\d:\\d\\d:\\d\\d 404 ");
    }
}
