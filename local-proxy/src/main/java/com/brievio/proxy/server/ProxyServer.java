package com.brievio.proxy.server;

import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.image.ImageFetcher;
import com.brievio.proxy.image.ImageInliner;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.UpstreamClient;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The running proxy. */
public final class ProxyServer implements AutoCloseable {
    static {
        // Without it every streamed event waits 40 ms for the client's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final String MODELS = "/v1/models/";

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final UpstreamClient client;
    private final ProxyOptions options;
    private final Guards guards;
    private final ChatHandler chat;
    private final EmbeddingsHandler embeddings;
    private final ModelsHandler models;
    private final ImageFetcher images;

    private ProxyServer(HttpServer http, ProxyOptions options) {
        this.http = http;
        this.options = options;
        InstantSource clock = InstantSource.system();
        Upstreams upstreams =
                new Upstreams(
                        ModelFacts.overridden(options.modelFacts()), options.translation(), clock);
        Routes routes = new Routes(options.providers().stream().map(upstreams::route).toList());
        this.client = new UpstreamClient(options.limits());
        this.images = new ImageFetcher(options.images());
        this.guards =
                new Guards(options.host(), options.guardKey(), options.limits().requestBytes());
        this.chat =
                new ChatHandler(
                        routes,
                        client,
                        guards,
                        new ImageInliner(images),
                        options.limits(),
                        options.strict(),
                        clock);
        this.embeddings = new EmbeddingsHandler(routes, client, guards, options.strict());
        this.models = new ModelsHandler(routes, client, guards);
    }

    /**
     * Listens and answers until it is closed.
     *
     * @throws IOException where the address cannot be bound
     * @throws IllegalArgumentException where an upstream is unknown or is the proxy itself
     */
    public static ProxyServer start(ProxyOptions options) throws IOException {
        HttpServer http =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getByName(options.host()), options.port()),
                        256);
        ProxyServer server;
        try {
            refuseOwnAddress(options, http.getAddress());
            server = new ProxyServer(http, options);
        } catch (IllegalArgumentException e) {
            http.stop(0);
            throw e;
        }
        http.setExecutor(server.threads);
        http.createContext("/", server::handle);
        http.start();
        return server;
    }

    private static void refuseOwnAddress(ProxyOptions options, InetSocketAddress own) {
        for (Provider provider : options.providers()) {
            URI uri = provider.baseUrl();
            if (uri == null) {
                continue;
            }
            boolean samePort = uri.getPort() == own.getPort();
            String host = uri.getHost() == null ? "" : uri.getHost();
            boolean sameHost =
                    host.equals("localhost")
                            || host.equals(options.host())
                            || host.startsWith("127.")
                            || host.equals("[::1]");
            if (samePort && sameHost) {
                throw new IllegalArgumentException(
                        "the base URL of "
                                + provider.name()
                                + ", "
                                + uri
                                + ", is brievio's own address");
            }
        }
    }

    /** Returns {@code http://HOST:PORT/v1}, the base URL for clients. */
    public URI baseUrl() {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return URI.create("http://" + host + ":" + http.getAddress().getPort() + "/v1");
    }

    private void handle(HttpExchange exchange) throws IOException {
        Handled handled = new Handled(new JdkHttpCall(exchange));
        try {
            guards.check(handled.call);
            route(handled);
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server stops", e);
        } catch (Throwable e) {
            fail(handled, e);
            exchange.close();
        } finally {
            options.log().accept(handled.summary());
        }
    }

    private static void fail(Handled handled, Throwable thrown) throws IOException {
        boolean clientLeft = thrown instanceof IOException && handled.call.answered();
        if (clientLeft) {
            handled.error = "the client left";
            throw (IOException) thrown;
        }
        ErrorBoundary.answer(handled, thrown);
    }

    private void route(Handled handled) throws IOException, InterruptedException {
        String path = handled.call.path();
        String method = handled.call.method();
        switch (method + " " + path) {
            case "POST /v1/chat/completions" -> chat.handle(handled);
            case "POST /v1/embeddings" -> embeddings.handle(handled);
            case "GET /v1/models" -> models.list(handled);
            case "GET /healthz" -> {
                handled.status = 200;
                handled.call.respond(
                        200,
                        handled.headers("application/json"),
                        "{\"status\":\"ok\"}".getBytes(StandardCharsets.UTF_8));
            }
            default -> {
                if (method.equals("GET") && path.startsWith(MODELS)) {
                    models.one(handled, path.substring(MODELS.length()));
                    return;
                }
                throw ApiError.of(
                                404,
                                "Unknown request URL: %s %s. Known are POST /v1/chat/completions, POST"
                                                .formatted(method, path)
                                        + " /v1/embeddings, GET /v1/models and GET /healthz.",
                                ApiError.INVALID_REQUEST,
                                null,
                                "unknown_url")
                        .exception();
            }
        }
    }

    /** Lets running answers finish for up to this long, then stops. */
    public void stop(Duration grace) {
        http.stop((int) Math.min(Integer.MAX_VALUE, grace.toSeconds()));
        close();
    }

    /** Stops at once; running answers break off. */
    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        client.close();
        images.close();
    }
}
