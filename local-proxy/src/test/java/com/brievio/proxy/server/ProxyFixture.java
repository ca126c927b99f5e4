package com.brievio.proxy.server;

import com.brievio.proxy.Limits;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.RequestSummary;
import com.brievio.proxy.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;

/** A running proxy and a client for it. */
final class ProxyFixture implements AutoCloseable {
    static final Limits SHORT =
            new Limits(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(900),
                    Duration.ofMillis(100),
                    64 * 1024);

    final ProxyServer server;
    final HttpClient http = HttpClient.newHttpClient();
    final BlockingQueue<RequestSummary> log = new LinkedBlockingQueue<>();

    private ProxyFixture(ProxyOptions options) throws IOException {
        this.server = ProxyServer.start(options.with(log::add));
    }

    static ProxyFixture over(URI anthropic, URI gemini) throws IOException {
        return with(options(anthropic, gemini));
    }

    static ProxyFixture over(URI anthropic) throws IOException {
        return over(anthropic, URI.create("http://127.0.0.1:9"));
    }

    static ProxyOptions options(URI anthropic, URI gemini) {
        return ProxyOptions.of(
                List.of(
                        Provider.of("anthropic", anthropic, null),
                        Provider.of("gemini", gemini, null)));
    }

    static ProxyFixture with(ProxyOptions options) throws IOException {
        return new ProxyFixture(options);
    }

    static String chat(String model, String more) {
        return "{\"model\":\""
                + model
                + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\","
                + "\"content\":\"Reply with exactly one word: ready\"}]"
                + more
                + "}";
    }

    /** Posts on a socket of its own, for answers whose end no client's library shows. */
    Socket asked(String path, String body) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.baseUrl().getPort());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST /v1"
                        + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Content-Length: "
                        + bytes.length
                        + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        return socket;
    }

    /** Returns all that comes until the connection closes. */
    static String rest(Socket socket) throws IOException {
        try (socket) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.baseUrl() + path))
                .timeout(Duration.ofSeconds(30))
                .header("content-type", "application/json")
                .header("authorization", "Bearer test-key");
    }

    HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return http.send(
                request("/chat/completions")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode error(HttpResponse<String> response) {
        return Json.read(response.body()).path("error");
    }

    @Override
    public void close() {
        http.shutdownNow();
        server.close();
    }
}
