package com.brievio.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.ImageOptions;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.RequestSummary;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that goes away cancels its upstream at once, in every phase. The limits are those of
 * production, so that no sign of life can be what notices it; how fast it is, {@code .ci/bench}
 * measures.
 */
class HangUpTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    /** How far the upstream's response has come when the client leaves. */
    enum Phase {
        SILENT,
        HEAD,
        MIDDLE;

        void play(ScriptedUpstream.Connection upstream, boolean stream) throws IOException {
            if (this == SILENT) {
                return;
            }
            upstream.send(
                    stream
                            ? ScriptedUpstream.STREAM_HEAD
                            : "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 1000\r\n\r\n");
            if (this == MIDDLE) {
                String start = "event: message_start\ndata: {\"type\":\"message_start\"}\n\n";
                String begun = upstream.request.contains("invoke") ? "\0\0\0" : start;
                String size = Integer.toHexString(begun.length()) + "\r\n";
                upstream.send(stream ? size + begun + "\r\n" : "{\"id\":");
            }
        }
    }

    static ProxyOptions options(URI uri) {
        return ProxyOptions.of(
                List.of(
                        Provider.of("anthropic", uri, "key"),
                        Provider.of("gemini", uri, "key"),
                        Provider.of("openai", uri, "key"),
                        Provider.of("bedrock", uri, "key").with("region", "us-east-1"),
                        Provider.of("vertex", uri, null)
                                .with("project", "p1")
                                .with("location", "europe-west1")
                                .with("token", "token")));
    }

    static Stream<Arguments> calls() {
        List<Arguments> calls = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            for (boolean stream : List.of(true, false)) {
                for (String model :
                        List.of(
                                "claude-sonnet-4-6",
                                "bedrock/claude-sonnet-4-6",
                                "vertex/claude-sonnet-4-6",
                                "gemini-3.5-flash",
                                "vertex/gemini-3.5-flash",
                                "openai/m")) {
                    calls.add(Arguments.of("/chat/completions", model, stream, phase));
                }
                calls.add(Arguments.of("/messages", "claude-sonnet-4-6", stream, phase));
                calls.add(Arguments.of("/messages", "bedrock/claude-sonnet-4-6", stream, phase));
            }
            calls.add(Arguments.of("/messages/count_tokens", "claude-sonnet-4-6", false, phase));
        }
        return calls.stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void theUpstreamIsCancelled(String path, String model, boolean stream, Phase phase)
            throws Exception {
        leaves(path, ProxyFixture.chat(model, ",\"stream\":" + stream), phase, stream);
    }

    @ParameterizedTest
    @MethodSource("phases")
    void soAreEmbeddings(Phase phase) throws Exception {
        leaves("/embeddings", "{\"model\":\"gemini-embedding-001\",\"input\":\"a\"}", phase, false);
    }

    static Phase[] phases() {
        return Phase.values();
    }

    private static void leaves(String path, String body, Phase phase, boolean stream)
            throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            if (listsModels(c)) {
                                return;
                            }
                            phase.play(c, stream);
                            asked.countDown();
                            closed.complete(c.closedByProxy((int) AT_ONCE.toMillis()));
                        });
                ProxyFixture proxy = ProxyFixture.with(options(upstream.uri()))) {
            try (Socket client = proxy.asked(path, body)) {
                assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(client.isClosed()).isFalse();
            }
            assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
            assertLeft(proxy);
        }
    }

    /** A model name with a slash may be one that a server lists: it is asked first. */
    private static boolean listsModels(ScriptedUpstream.Connection c) throws IOException {
        boolean lists = c.request.startsWith("GET ");
        if (lists) {
            c.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 11\r\n\r\n{\"data\":[]}");
        }
        return lists;
    }

    private static void assertLeft(ProxyFixture proxy) throws InterruptedException {
        RequestSummary line = proxy.log.poll(20, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
        assertThat(line.error()).isEqualTo("the client left");
    }

    @Test
    void soAreImages() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (ScriptedUpstream host =
                        ScriptedUpstream.running(c -> {
                            asked.countDown();
                            closed.complete(c.closedByProxy((int) AT_ONCE.toMillis()));
                        });
                ProxyFixture proxy =
                        ProxyFixture.with(
                                options(URI.create("http://127.0.0.1:9"))
                                        .with(
                                                new ImageOptions(
                                                        List.of("127.0.0.1"),
                                                        1000,
                                                        Duration.ofMinutes(1))))) {
            String image =
                    "{\"model\":\"gemini-3.5-flash\",\"messages\":[{\"role\":\"user\",\"content\":"
                            + "[{\"type\":\"image_url\",\"image_url\":{\"url\":\""
                            + host.uri()
                            + "/a.png\"}}]}]}";
            try (Socket client = proxy.asked("/chat/completions", image)) {
                assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(client.isClosed()).isFalse();
            }
            assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
            assertLeft(proxy);
        }
    }

    @Test
    void aClientThatOnlyStopsWritingGetsItsResponse() throws Exception {
        CountDownLatch probed = new CountDownLatch(1);
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            if (listsModels(c)) {
                                return;
                            }
                            probed.await(20, TimeUnit.SECONDS);
                            c.send(
                                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: 2\r\n\r\n{}");
                        });
                ProxyFixture proxy = ProxyFixture.with(options(upstream.uri()));
                Socket client =
                        proxy.asked("/chat/completions", ProxyFixture.chat("openai/m", ""))) {
            client.shutdownOutput();
            byte[] interim = client.getInputStream().readNBytes(25);
            assertThat(new String(interim, StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            probed.countDown();
            assertThat(ProxyFixture.rest(client)).contains("HTTP/1.1 200 OK").endsWith("{}");
        }
    }

    @Test
    void aClientThatStopsReadingStopsTheUpstream() throws Exception {
        CompletableFuture<Long> taken = new CompletableFuture<>();
        CountDownLatch looked = new CountDownLatch(1);
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            if (listsModels(c)) {
                                return;
                            }
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            taken.complete(writtenUntilItStops(c));
                            looked.await(20, TimeUnit.SECONDS);
                        });
                ProxyFixture proxy = ProxyFixture.with(options(upstream.uri()));
                Socket client =
                        proxy.asked(
                                "/chat/completions",
                                ProxyFixture.chat("openai/m", ",\"stream\":true"))) {
            assertThat(client.isConnected()).isTrue();
            assertThat(taken.get(60, TimeUnit.SECONDS)).isLessThan(32L * 1024 * 1024);
            looked.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai/m", "claude-sonnet-4-6"})
    void aClientThatReadsLateGetsEverything(String model) throws Exception {
        String text = "x".repeat(60_000);
        int deltas = 150;
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            if (listsModels(c)) {
                                return;
                            }
                            c.send(ScriptedUpstream.STREAM_HEAD);
                            c.chunk(
                                    "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\"}}\n\n");
                            for (int i = 0; i < deltas; i++) {
                                c.chunk(
                                        "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                                                + "{\"type\":\"text_delta\",\"text\":\""
                                                + text
                                                + "\"}}\n\n");
                            }
                            c.chunk("data: {\"type\":\"message_stop\"}\n\n");
                            c.send("0\r\n\r\n");
                        });
                ProxyFixture proxy = ProxyFixture.with(options(upstream.uri()));
                Socket client =
                        proxy.asked(
                                "/chat/completions",
                                ProxyFixture.chat(model, ",\"stream\":true"))) {
            int first = client.getInputStream().read();
            Thread.sleep(Duration.ofMillis(300)); // every buffer between the two is full meanwhile
            client.shutdownOutput();
            String all = (char) first + ProxyFixture.rest(client);
            assertThat(all.chars().filter(c -> c == 'x').count())
                    .isGreaterThanOrEqualTo((long) deltas * text.length());
            assertThat(all).contains("0\r\n\r\n");
        }
    }

    /** Writes until nothing is taken for a while; returns how many bytes were. */
    private static long writtenUntilItStops(ScriptedUpstream.Connection upstream)
            throws IOException, InterruptedException {
        String event =
                "data: {\"choices\":[{\"delta\":{\"content\":\""
                        + "x".repeat(60_000)
                        + "\"}}]}\n\n";
        long[] written = {0};
        Thread writer =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                while (written[0] < 64L * 1024 * 1024) {
                                    upstream.chunk(event);
                                    written[0] += event.length();
                                }
                            } catch (IOException e) {
                                // the test has ended
                            }
                        });
        long before = -1;
        while (writer.isAlive() && written[0] != before) {
            before = written[0];
            writer.join(Duration.ofMillis(500));
        }
        return written[0];
    }
}
