package com.brievio.proxy.server;

import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.image.ImageFetcher;
import com.brievio.proxy.image.ImageInliner;
import com.brievio.proxy.net.HttpCall;
import com.brievio.proxy.net.HttpServer;
import com.brievio.proxy.net.Loops;
import com.brievio.proxy.net.MemoryBudget;
import com.brievio.proxy.net.UpstreamClient;
import com.brievio.proxy.responses.MemoryResponseStore;
import com.brievio.proxy.responses.ResponseStore;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Routes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/** The running proxy. */
public final class ProxyServer implements AutoCloseable {
    private static final String MODELS = "/v1/models/";
    private static final String COUNT = MessagesHandler.PATH + "/count_tokens";
    private static final Set<String> KNOWN =
            Set.of(
                    "POST /v1/chat/completions",
                    "POST /v1/embeddings",
                    "GET /v1/models",
                    "POST " + MessagesHandler.PATH,
                    "POST " + COUNT,
                    "GET /healthz",
                    "HEAD /healthz",
                    "HEAD /",
                    "HEAD /api/hello");

    private final ProxyOptions options;
    private final ModelFacts facts;
    private final Loops loops;
    private final UpstreamClient client;
    private final HttpServer http;
    private final Guards guards;
    private final ChatHandler chat;
    private final ResponsesHandler responses;
    private final MessagesHandler messages;
    private final EmbeddingsHandler embeddings;
    private final ModelsHandler models;
    private final HealthHandler health;

    private ProxyServer(ProxyOptions options) {
        this.options = options;
        InstantSource clock = InstantSource.system();
        this.facts = ModelFacts.overridden(options.modelFacts());
        Routes routes = Providers.routes(options, facts, clock);
        MemoryBudget budget = MemoryBudget.ofHeap();
        this.loops = new Loops(options.limits());
        this.client = new UpstreamClient(loops, options.limits(), budget);
        this.http =
                new HttpServer(
                        loops,
                        options.limits(),
                        budget,
                        call -> new Exchange(call, new Paths(), client, options.log()));
        this.guards = new Guards(options);
        ModelList list = new ModelList(routes, client, clock, Providers.keyShapes());
        Routing routing = new Routing(routes, guards, list);
        ResponsePipe.Relaying relaying = new ResponsePipe.Relaying(options.limits(), budget);
        ImageFetcher images = new ImageFetcher(options.images(), client);
        Translation translation =
                new Translation(routing, new ImageInliner(images), relaying, options.strict());
        JsonCalls calls = new JsonCalls(routing, client, options.limits().firstByte());
        ServerRelay servers = new ServerRelay(routing, relaying);
        this.chat = new ChatHandler(routing, translation, servers, clock);
        ResponseStore store =
                options.keepsResponses() ? new MemoryResponseStore(clock) : ResponseStore.NONE;
        this.responses =
                new ResponsesHandler(routing, translation, servers, store, new Owners(), clock);
        this.messages =
                new MessagesHandler(routing, translation, calls, relaying, options.strict());
        this.embeddings = new EmbeddingsHandler(routing, calls, servers, options.strict());
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
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getByName(options.host()), options.port());
        ProxyServer server = new ProxyServer(options);
        try {
            InetSocketAddress bound = server.http.bind(address);
            OwnAddress.refuse(options, bound.getPort());
        } catch (IOException | IllegalArgumentException e) {
            server.close();
            throw e;
        }
        Thread.ofVirtual().name("brievio-prepare").start(server::prepare);
        return server;
    }

    /** Loads in the background what a start needs; to be called as early as possible. */
    public static void warmUp() {
        Loops.warmUp();
    }

    /** Does in spare time what the first request would wait for. */
    private void prepare() {
        try {
            facts.prepare();
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
        InetSocketAddress bound = http.address();
        String named = options.host();
        if (bound.getAddress().isAnyLocalAddress()) {
            named = named.contains(":") ? "::1" : "127.0.0.1";
        }
        String host = named.contains(":") ? "[" + named + "]" : named;
        return URI.create("http://" + host + ":" + bound.getPort() + "/v1");
    }

    /** Where requests go by their path. */
    private final class Paths implements Exchange.Router {
        @Override
        public void head(HttpCall call) {
            guards.check(call);
            Hops.check(call);
            boolean known =
                    KNOWN.contains(call.method() + " " + call.path())
                            || (call.method().equals("GET") && call.path().startsWith(MODELS))
                            || ResponsesHandler.takes(call);
            if (!known) {
                throw unknown(call);
            }
            guards.checkCoding(call);
        }

        @Override
        public void route(Exchange exchange, byte[] body) {
            HttpCall call = exchange.call();
            boolean packed = guards.isPacked(call);
            exchange.work(
                    packed,
                    () -> packed ? guards.unpacked(call, body) : body,
                    plain -> handle(exchange, plain));
        }

        private void handle(Exchange exchange, byte[] body) {
            String path = exchange.call().path();
            switch (path) {
                case "/v1/chat/completions" -> chat.handle(exchange, body);
                case "/v1/embeddings" -> embeddings.handle(exchange, body);
                case "/v1/models" -> models.list(exchange);
                case MessagesHandler.PATH -> messages.handle(exchange, body, false);
                case COUNT -> messages.handle(exchange, body, true);
                case "/healthz" -> health.handle(exchange);
                case "/", "/api/hello" ->
                        exchange.respond(
                                200, exchange.context().headers("application/json"), new byte[0]);
                default -> {
                    if (path.startsWith(MODELS)) {
                        models.one(exchange, path.substring(MODELS.length()));
                    } else {
                        responses.handle(exchange, body);
                    }
                }
            }
        }
    }

    private static ApiException unknown(HttpCall call) {
        return ApiError.of(
                        404,
                        "Unknown request URL: %s %s. Known are POST /v1/chat/completions, POST"
                                        .formatted(call.method(), call.path())
                                + " /v1/responses, POST /v1/embeddings, POST /v1/messages, POST"
                                + " /v1/messages/count_tokens, GET /v1/models and GET /healthz.",
                        ApiError.INVALID_REQUEST,
                        null,
                        "unknown_url")
                .exception();
    }

    /**
     * Takes no more requests and lets running answers finish for up to this long; what still runs
     * then ends in an error that its client can read.
     */
    public void stop(Duration grace) {
        http.stop(grace);
        close();
    }

    /** Stops at once; running answers break off. */
    @Override
    public void close() {
        http.close();
        client.close();
        loops.close();
    }
}
