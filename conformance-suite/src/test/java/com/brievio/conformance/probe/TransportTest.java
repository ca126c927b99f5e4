package com.brievio.conformance.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Exchange.Framing;
import com.brievio.conformance.wire.Header;
import com.brievio.conformance.wire.SseTranscript;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The socket transport against bytes as they may come, in any cuts. */
class TransportTest {
    private static final String UNTIL_CLOSE =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** Answers one connection with these bytes, cut in two at this place, then closes. */
    private static Exchange.Response answered(byte[] answer, int cut) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread peer =
                    Thread.ofVirtual()
                            .start(() -> {
                                try (Socket socket = server.accept()) {
                                    socket.setTcpNoDelay(true);
                                    readHead(socket.getInputStream());
                                    OutputStream out = socket.getOutputStream();
                                    out.write(answer, 0, cut);
                                    out.flush();
                                    out.write(answer, cut, answer.length - cut);
                                } catch (IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            });
            Exchange.Response response =
                    new SocketTransport().send(get(server), Delivery.USUAL, Duration.ofSeconds(20));
            peer.join();
            return response;
        }
    }

    /** Answers one connection with this text and keeps it open until the tester leaves. */
    private static Exchange.Response leftOpen(String answer, Duration patience) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (Socket socket = server.accept()) {
                            readHead(socket.getInputStream());
                            socket.getOutputStream().write(bytes(answer));
                            assertThat(socket.getInputStream().read()).isNegative();
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
            return new SocketTransport().send(get(server), Delivery.USUAL, patience);
        }
    }

    private static Exchange.Request get(ServerSocket server) {
        return new Exchange.Request(
                "GET",
                URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1/x"),
                List.of(new Header("Accept", "*/*")),
                "");
    }

    private static void readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Each last event, after which the peer keeps the connection open, is judged at a time. */
    @Test
    void doesNotWaitForTheEndOfAStreamWhoseLastEventCame() throws Exception {
        Duration patience = Duration.ofSeconds(60);
        List<String> last =
                List.of(
                        "data: [DONE]",
                        "event: message_stop\ndata: {\"type\":\"message_stop\"}",
                        "data: {\"type\":\"response.completed\",\"response\":{}}",
                        "data: {\"type\": \"response.incomplete\"}",
                        "data: {\"type\":\"response.failed\"}");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Exchange.Response>> calls =
                    last.stream()
                            .map(e ->
                                    (Callable<Exchange.Response>)
                                            () -> leftOpen(UNTIL_CLOSE + e + "\n\n", patience))
                            .toList();
            assertThat(threads.invokeAll(calls))
                    .allSatisfy(seen -> {
                        assertThat(seen.get().framing()).isEqualTo(Framing.NEVER_ENDED);
                        assertThat(seen.get().timing().end()).isLessThan(patience.toNanos());
                    });
        }
    }

    @Test
    void readsChunksWhereverTheBytesAreCut() throws Exception {
        byte[] answer =
                bytes(
                        HEAD
                                + "d\r\ndata: \u6771\r\n\r\n\r\ne;x=y\r\ndata: [DONE]\n\n\r\n0\r\nT: v\r\n\r\n");
        for (int cut = 1; cut < answer.length; cut++) {
            Exchange.Response response = answered(answer, cut);
            assertThat(response.framing()).isEqualTo(Framing.CHUNKED);
            assertThat(response.text()).isEqualTo("data: \u6771\r\n\r\ndata: [DONE]\n\n");
            assertThat(SseTranscript.of(response).events())
                    .extracting(SseTranscript.Event::data)
                    .containsExactly("\u6771", "[DONE]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\r\ndata: \r\n", "5\r\nda", "zz\r\n", "2\r\nabc\r\n0\r\n\r\n", ""})
    void aBodyThatEndsEarlyIsCut(String body) throws Exception {
        byte[] answer = bytes(HEAD + body);
        assertThat(answered(answer, answer.length).framing()).isEqualTo(Framing.CUT);
    }

    @Test
    void aLengthThatIsNotReachedIsCut() throws Exception {
        byte[] answer = bytes("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc");
        assertThat(answered(answer, 10).framing()).isEqualTo(Framing.CUT);
    }

    @Test
    void withoutLengthTheCloseEndsTheBody() throws Exception {
        byte[] answer = bytes("HTTP/1.0 200 OK\r\n\r\nabc");
        Exchange.Response response = answered(answer, 10);
        assertThat(response.framing()).isEqualTo(Framing.UNTIL_CLOSE);
        assertThat(response.text()).isEqualTo("abc");
    }

    @Test
    void interimAnswersAreSkipped() throws Exception {
        byte[] answer =
                bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n");
        assertThat(answered(answer, 5).status()).isEqualTo(404);
    }

    @Test
    void noAnswerAtAllIsAnError() {
        assertThatThrownBy(() -> answered(new byte[0], 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed without an answer");
    }
}
