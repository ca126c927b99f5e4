package com.brievio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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
                    .contains("--port");
        }
    }
}
