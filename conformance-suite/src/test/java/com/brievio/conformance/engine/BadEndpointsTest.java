package com.brievio.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.brievio.conformance.Budget;
import com.brievio.conformance.Level;
import com.brievio.conformance.Outcome;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Report;
import com.brievio.conformance.RunListener;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.Status;
import com.brievio.conformance.Target;
import com.brievio.conformance.TargetUnusable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Endpoints that do what none should: each run ends in time, with a verdict and the evidence. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadEndpointsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** Many, because nearly all of the time goes into waiting for what never comes. */
    private static final int AT_A_TIME = 16;

    private static final String JSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static final String SSE =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    private static final String COMPLETION =
            """
            {"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
            "message":{"role":"assistant","content":"ready"},"finish_reason":"stop"}],\
            "usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}\
            """;

    private interface Script {
        void answer(String body, OutputStream out) throws IOException, InterruptedException;
    }

    /** Reads each request by its length and lets the script answer on the bare socket. */
    private record BareServer(ServerSocket socket) implements AutoCloseable {
        static BareServer start(Script script) throws IOException {
            ServerSocket socket = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
            Thread.ofVirtual()
                    .start(() -> {
                        while (!socket.isClosed()) {
                            try {
                                Socket client = socket.accept();
                                Thread.ofVirtual().start(() -> serve(client, script));
                            } catch (IOException e) {
                                return;
                            }
                        }
                    });
            return new BareServer(socket);
        }

        private static void serve(Socket client, Script script) {
            try (client) {
                script.answer(request(client.getInputStream()), client.getOutputStream());
            } catch (IOException e) {
                // The tester has gone.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static String request(InputStream in) throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("gone");
                }
                head.write(b);
            }
            String length =
                    head.toString(StandardCharsets.ISO_8859_1)
                            .replaceFirst("(?is).*content-length: (\\d+).*", "$1");
            int n = length.matches("\\d+") ? Integer.parseInt(length) : 0;
            return new String(in.readNBytes(n), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static Report judge(Script script) throws IOException, InterruptedException {
        try (BareServer server = BareServer.start(script)) {
            URI url = URI.create("http://127.0.0.1:" + server.socket().getLocalPort() + "/v1");
            RunOptions options =
                    new RunOptions(
                            List.of(Profile.CORE, Profile.TOOLS),
                            List.of(),
                            List.of(),
                            Level.MAY,
                            TIMEOUT,
                            AT_A_TIME,
                            Set.of(),
                            Set.of(),
                            Budget.UNBOUNDED,
                            false,
                            null,
                            RunListener.SILENT);
            return new ConformanceRun(Target.of(url, "m", "sk-test-0123456789"), options).report();
        }
    }

    private static void json(OutputStream out, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write(
                (JSON + "Connection: close\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    private static boolean isStream(String body) {
        return body.contains("\"stream\":true");
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void assertJudged(Report report) {
        assertThat(report.outcomes())
                .extracting(Outcome::status)
                .doesNotContain(Status.ERROR)
                .contains(Status.FAIL);
        assertThat(report.outcomes())
                .filteredOn(o -> o.status() == Status.FAIL)
                .allSatisfy(o -> assertThat(o.message()).as(o.id()).isNotBlank());
    }

    private static Outcome outcome(Report report, String id) {
        return report.outcomes().stream().filter(o -> o.id().equals(id)).findFirst().orElseThrow();
    }

    @Test
    void hangingForEver() {
        assertThatThrownBy(() -> judge((body, out) -> Thread.sleep(Duration.ofMinutes(5))))
                .isInstanceOf(TargetUnusable.class);
    }

    @Test
    void nothingAtAll() {
        assertThatThrownBy(() -> judge((body, out) -> {}))
                .isInstanceOf(TargetUnusable.class)
                .hasMessageContaining("closed without an answer");
    }

    @Test
    void drippingAByteASecond() throws Exception {
        Report report =
                judge((body, out) -> {
                    text(out, JSON + "Content-Length: 1000\r\n\r\n");
                    for (int i = 0; i < 1000; i++) {
                        text(out, "{");
                        Thread.sleep(Duration.ofSeconds(1));
                    }
                });
        assertThat(report.outcomes())
                .anySatisfy(o -> assertThat(o.message()).contains("not sent: 8 requests in a row"));
        assertJudged(report);
    }

    @Test
    void endlessStreams() throws Exception {
        Report report =
                judge((body, out) -> {
                    if (!isStream(body)) {
                        json(out, COMPLETION);
                        return;
                    }
                    text(out, SSE);
                    while (true) {
                        text(out, "data: {\"id\":\"c\",\"choices\":[]}\n\n".repeat(500));
                    }
                });
        assertJudged(report);
        assertThat(outcome(report, "chat.stream.done-sentinel").status()).isEqualTo(Status.FAIL);
        long most =
                report.exchanges().stream()
                        .filter(x -> x.response() != null)
                        .mapToLong(x -> x.response().body().length)
                        .sum();
        assertThat(most).isLessThan(64L * 1024 * 1024);
    }

    @Test
    void giganticLines() throws Exception {
        Report report =
                judge((body, out) -> {
                    if (isStream(body)) {
                        text(out, SSE + "data: ");
                        String megabyte = "x".repeat(1024 * 1024);
                        for (int i = 0; i < 8; i++) {
                            text(out, megabyte);
                        }
                    } else {
                        json(out, COMPLETION);
                    }
                });
        assertJudged(report);
        assertThat(outcome(report, "chat.stream.line-size").status()).isEqualTo(Status.WARN);
    }

    @Test
    void invalidUtf8() throws Exception {
        Report report =
                judge((body, out) -> {
                    if (isStream(body)) {
                        text(out, SSE + "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":");
                        text(out, "{\"role\":\"assistant\",\"content\":\"");
                        out.write(new byte[] {(byte) 0xc3, (byte) 0x28, (byte) 0xff});
                        text(out, "\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
                    } else {
                        json(out, COMPLETION);
                    }
                });
        assertJudged(report);
        assertThat(outcome(report, "chat.stream.utf8-lines").status()).isEqualTo(Status.FAIL);
    }

    @Test
    void contentLengthsThatAreWrong() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        Report report =
                judge((body, out) -> {
                    requests.incrementAndGet();
                    text(out, JSON + "Content-Length: 9000\r\n\r\n" + COMPLETION);
                });
        assertJudged(report);
        assertThat(requests.get())
                .as("what always fails is soon no more tried three times")
                .isLessThan(3 * report.exchanges().size());
    }

    @Test
    void redirects() throws Exception {
        Report report =
                judge((body, out) ->
                        text(
                                out,
                                "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:9/\r\n"
                                        + "Content-Length: 0\r\nConnection: close\r\n\r\n"));
        assertJudged(report);
        assertThat(outcome(report, "http.no-redirect").status()).isIn(Status.FAIL, Status.SKIP);
        assertThat(outcome(report, "chat.envelope.status-200").status()).isEqualTo(Status.FAIL);
    }

    @Test
    void gzipThatNobodyAskedFor() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(COMPLETION.getBytes(StandardCharsets.UTF_8));
        }
        Report report =
                judge((body, out) -> {
                    text(
                            out,
                            JSON
                                    + "Content-Encoding: gzip\r\nConnection: close\r\nContent-Length: "
                                    + packed.size()
                                    + "\r\n\r\n");
                    out.write(packed.toByteArray());
                    out.flush();
                });
        assertJudged(report);
        assertThat(outcome(report, "http.identity-honoured").status()).isEqualTo(Status.WARN);
    }

    @Test
    void pagesInHtml() throws Exception {
        Report report =
                judge((body, out) ->
                        text(
                                out,
                                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
                                        + "<html><body>Welcome</body></html>"));
        assertJudged(report);
        assertThat(outcome(report, "chat.envelope.json-object").status()).isEqualTo(Status.FAIL);
    }
}
