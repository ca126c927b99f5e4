package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.EmbeddingList;
import com.brievio.proxy.openai.EmbeddingRequest;
import com.brievio.proxy.openai.EmbeddingRequestReader;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.stream.Usage;
import com.brievio.proxy.upstream.Embedder;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Passthrough;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Translator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** {@code POST /v1/embeddings}: order kept, however many calls it takes. */
final class EmbeddingsHandler {
    private static final int AT_ONCE = 8;
    private static final Set<String> CARRIED =
            Set.of("model", "input", "dimensions", "encoding_format");

    private final Routing routing;
    private final JsonCalls calls;
    private final ServerRelay servers;
    private final boolean strict;

    EmbeddingsHandler(Routing routing, JsonCalls calls, ServerRelay servers, boolean strict) {
        this.routing = routing;
        this.calls = calls;
        this.servers = servers;
        this.strict = strict;
    }

    void handle(Exchange exchange, byte[] body) {
        routing.route(
                exchange,
                body,
                routed -> {
                    switch (routed.target().route().upstream()) {
                        case Translator upstream -> translate(exchange, routed, upstream);
                        case Passthrough server ->
                                servers.send(
                                        exchange,
                                        routed,
                                        server,
                                        "embeddings",
                                        ByteStage.UNCHANGED);
                    }
                });
    }

    /** Several calls at once, each waited for. */
    private void translate(Exchange exchange, Routing.Routed routed, Translator upstream) {
        RequestContext context = exchange.context();
        exchange.work(
                true,
                () -> embedded(context, routed, upstream),
                body -> exchange.respond(200, context.headers("application/json"), body));
    }

    private byte[] embedded(RequestContext context, Routing.Routed routed, Translator upstream)
            throws InterruptedException {
        EmbeddingRequest request = EmbeddingRequestReader.read(routed.body());
        Routes.Target target = routed.target();
        Embedder embedder = embedder(upstream);
        Notes notes = notes(request);
        context.notes = notes;
        notes.refuseIf(strict);
        List<double[]> vectors = new ArrayList<>();
        int tokens = 0;
        for (Embedder.Embedded part : answers(context, target, embedder, request)) {
            vectors.addAll(part.vectors());
            tokens = Usage.sum(tokens, part.promptTokens());
        }
        return Json.bytes(EmbeddingList.of(request, target.model(), vectors, tokens));
    }

    /**
     * Returns what embeds at this upstream.
     *
     * @throws ApiException with 400 where it has no embeddings
     */
    static Embedder embedder(Translator upstream) {
        Embedder embedder = upstream.embedder();
        if (embedder == null) {
            throw ApiError.invalid(
                            "model",
                            "unsupported_operation",
                            upstream.name() + " has no embeddings; use a Gemini embedding model")
                    .exception();
        }
        return embedder;
    }

    /** Returns what of the request no embeddings of another provider have. */
    static Notes notes(EmbeddingRequest request) {
        Notes notes = new Notes(request.tree());
        for (var entry : request.tree().properties()) {
            if (!CARRIED.contains(entry.getKey()) && !entry.getValue().isNull()) {
                notes.ignored(entry.getKey());
            }
        }
        request.approximated().forEach(notes::ignored);
        return notes;
    }

    /** A few calls at once; the first failure ends them all. */
    private List<Embedder.Embedded> answers(
            RequestContext context,
            Routes.Target target,
            Embedder embedder,
            EmbeddingRequest request)
            throws InterruptedException {
        List<Embedder.Batch> batches = embedder.calls(request, target.model());
        List<Future<Embedder.Embedded>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new ExecutorCompletionService<Embedder.Embedded>(threads);
            try {
                for (Embedder.Batch batch : batches) {
                    if (running.size() >= AT_ONCE) {
                        result(done.take());
                    }
                    running.add(
                            done.submit(() ->
                                    embedder.read(
                                            calls.answer(context, target.route(), batch.call()),
                                            batch.texts())));
                }
                for (int i = 0; i < Math.min(AT_ONCE, batches.size()); i++) {
                    result(done.take());
                }
            } finally {
                threads.shutdownNow();
            }
        }
        List<Embedder.Embedded> answers = new ArrayList<>();
        for (Future<Embedder.Embedded> future : running) {
            answers.add(result(future));
        }
        return answers;
    }

    private static Embedder.Embedded result(Future<Embedder.Embedded> future)
            throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ApiException api
                    ? api
                    : new IllegalStateException("an embedding call failed", e.getCause());
        }
    }
}
