package com.brievio.proxy.server;

import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.image.ImageInliner;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ChatRequestReader;
import com.brievio.proxy.openai.EmbeddingRequest;
import com.brievio.proxy.openai.EmbeddingRequestReader;
import com.brievio.proxy.openai.RequestHead;
import com.brievio.proxy.upstream.Embedder;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Passthrough;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.UpstreamCall;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/** Tells what a request would become at its upstream, and sends nothing: no call, no image. */
public final class DryRun {
    private DryRun() {}

    /**
     * What would be sent.
     *
     * @param upstream provider and model
     * @param calls one, or several for embeddings
     * @param ignored JSON paths of request fields that are ignored or approximated
     * @param remarks defaults, cache marks and what else the log would say
     */
    public record Result(
            String upstream, List<Call> calls, List<String> ignored, List<String> remarks) {
        /** Copies the lists. */
        public Result {
            calls = List.copyOf(calls);
            ignored = List.copyOf(ignored);
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * A POST.
     *
     * @param headers keys masked
     * @param body as it would be sent
     */
    public record Call(URI uri, Map<String, String> headers, String body) {
        /** Copies the headers. */
        public Call {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * Translates a chat request, or one for embeddings where it has an input and no messages.
     *
     * @throws com.brievio.proxy.error.ApiException where the request would be refused
     * @throws IllegalArgumentException where the options are wrong
     */
    public static Result of(ProxyOptions options, byte[] body) {
        Routes routes =
                Providers.routes(
                        options,
                        ModelFacts.overridden(options.modelFacts()),
                        InstantSource.system());
        RequestHead head = RequestHead.read(body);
        Routes.Target target = routes.resolve(head.model());
        boolean embeds = head.members().has("input") && !head.members().has("messages");
        Notes notes = new Notes(Json.object());
        List<UpstreamCall> calls =
                switch (target.route().upstream()) {
                    case Passthrough server ->
                            List.of(
                                    server.call(
                                            embeds ? "embeddings" : "chat/completions",
                                            Map.of(),
                                            head.members().with("model", target.model()),
                                            head.stream()));
                    case Translator upstream when embeds -> {
                        EmbeddingRequest request = EmbeddingRequestReader.read(body);
                        notes = EmbeddingsHandler.notes(request);
                        yield EmbeddingsHandler.embedder(upstream)
                                .calls(request, target.model())
                                .stream()
                                .map(Embedder.Batch::call)
                                .toList();
                    }
                    case Translator upstream -> {
                        ChatRequest request = ChatRequestReader.read(body);
                        notes = new Notes(request);
                        ChatRequest inlined =
                                ImageInliner.pretended(request, upstream::takesImageUrl, notes);
                        yield List.of(upstream.encode(inlined, target.model(), notes));
                    }
                };
        notes.refuseIf(options.strict());
        List<Call> masked = new ArrayList<>();
        for (UpstreamCall call : calls) {
            masked.add(masked(call, target.route()));
        }
        return new Result(target.label(), masked, notes.ignored(), notes.remarks());
    }

    private static Call masked(UpstreamCall call, Routes.Route route) {
        Map<String, String> headers = new HashMap<>(call.headers());
        headers.putAll(route.authorizer().masked());
        headers.put("content-type", "application/json");
        return new Call(call.uri(), headers, readable(call));
    }

    /** What only passes through need not be what the translator can read, such as equal keys. */
    private static String readable(UpstreamCall call) {
        try {
            return call.json().toPrettyString();
        } catch (JacksonException e) {
            return new String(
                    call.body() == null ? new byte[0] : call.body(), StandardCharsets.UTF_8);
        }
    }
}
