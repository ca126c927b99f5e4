package com.brievio.proxy.server;

import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.image.ImageFetcher;
import com.brievio.proxy.image.ImageInliner;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.UpstreamClient;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
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

    /** How long interrupted answers have to tell their clients. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final UpstreamClient client;
    private final ProxyOptions options;
    private final Guards guards;
    private final ChatHandler chat;
    private final MessagesHandler messages;
    private final EmbeddingsHandler embeddings;
    private final ModelsHandler models;
    private final HealthHandler health;
    private final ImageFetcher images;

    private ProxyServer(HttpServer http, ProxyOptions options) {
        this.http = http;
        this.options = options;
        InstantSource clock = InstantSource.system();
        Routes routes = Upstreams.routes(options, clock);
        this.client = new UpstreamClient(options.limits());
        this.images = new ImageFetcher(options.images());
        this.guards = new Guards(options);
        ModelList list = new ModelList(routes, client, clock);
        Routing routing = new Routing(routes, guards, client, list);
        Relay relay = new Relay(options.limits());
        this.chat =
                new ChatHandler(
                        routing,
                        client,
                        new ImageInliner(images),
                        relay,
                        options.limits(),
                        options.strict(),
                        clock);
        this.messages = new MessagesHandler(routing, client, relay, options.strict());
        this.embeddings = new EmbeddingsHandler(routing, client, relay, options.strict());
        this.models = new ModelsHandler(list, guards);
        this.health = new HealthHandler(options, guards);
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
            OwnAddress.refuse(options, http.getAddress().getPort());
            server = new ProxyServer(http, options);
        } catch (IllegalArgumentException e) {
            http.stop(0);
            throw e;
        }
        http.setExecutor(server.threads);
        http.createContext("/", server::handle);
        http.start();
        server.threads.execute(server::prepare);
        return server;
    }

    /** Does in spare time what the first request would wait for. */
    private void prepare() {
        try {
            client.prepare();
        } catch (RuntimeException | Error e) {
            // The first request that needs it meets the same, and has someone to tell.
        }
    }

    /**
     * Returns {@code http://HOST:PORT/v1}, the base URL for clients; for one that listens on every
     * address, that of a client on this machine.
     */
    public URI baseUrl() {
        String named = options.host();
        if (http.getAddress().getAddress().isAnyLocalAddress()) {
            named = named.contains(":") ? "::1" : "127.0.0.1";
        }
        String host = named.contains(":") ? "[" + named + "]" : named;
        return URI.create("http://" + host + ":" + http.getAddress().getPort() + "/v1");
    }

    private void handle(HttpExchange exchange) throws IOException {
        Handled handled = new Handled(new JdkHttpCall(exchange));
        try {
            guards.check(handled.call);
            Hops.check(handled.call);
            route(handled);
            exchange.close();
        } catch (InterruptedException e) {
            if (!handled.call.answered()) {
                ErrorBoundary.answer(handled, Stopping.error().exception());
            }
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
        boolean broken = thrown instanceof IOException && handled.call.answered();
        if (broken) {
            handled.error = handled.error == null ? "the client left" : handled.error;
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
            case "POST " + MessagesHandler.PATH -> messages.message(handled);
            case "POST " + MessagesHandler.PATH + "/count_tokens" -> messages.count(handled);
            case "GET /healthz", "HEAD /healthz" -> health.handle(handled);
            default -> {
                if (method.equals("GET") && path.startsWith(MODELS)) {
                    models.one(handled, path.substring(MODELS.length()));
                    return;
                }
                throw ApiError.of(
                                404,
                                "Unknown request URL: %s %s. Known are POST /v1/chat/completions, POST"
                                                .formatted(method, path)
                                        + " /v1/embeddings, POST /v1/messages, POST"
                                        + " /v1/messages/count_tokens, GET /v1/models and GET"
                                        + " /healthz.",
                                ApiError.INVALID_REQUEST,
                                null,
                                "unknown_url")
                        .exception();
            }
        }
    }

    /**
     * Takes no more requests and lets running answers finish for up to this long; what still runs
     * then ends in an error that its client can read.
     */
    public void stop(Duration grace) {
        Thread end =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Thread.sleep(grace);
                                threads.shutdownNow();
                            } catch (InterruptedException e) {
                                // All were finished in time.
                            }
                        });
        http.stop((int) Math.min(Integer.MAX_VALUE, grace.plus(LAST_WORDS).toSeconds()));
        end.interrupt();
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
