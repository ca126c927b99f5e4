package com.brievio.proxy.server;

import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.image.ImageInliner;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.messages.MessagesRequestReader;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ChatRequestReader;
import com.brievio.proxy.openai.EmbeddingRequest;
import com.brievio.proxy.openai.EmbeddingRequestReader;
import com.brievio.proxy.openai.RequestHead;
import com.brievio.proxy.responses.ResponseStore;
import com.brievio.proxy.responses.ResponsesRequestReader;
import com.brievio.proxy.upstream.Embedder;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.NativeMessages;
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

    /** The API that the client speaks. */
    public enum Api {
        CHAT,
        RESPONSES,
        MESSAGES
    }

    /** What would be sent for one request, as it is found out. */
    private record Plan(List<UpstreamCall> calls, Notes notes) {}

    /**
     * Translates a request; one of the chat API also for embeddings, where it has an input and no
     * messages.
     *
     * @throws com.brievio.proxy.error.ApiException where the request would be refused
     * @throws IllegalArgumentException where the options are wrong
     */
    public static Result of(ProxyOptions options, Api api, byte[] body) {
        Routes routes =
                Providers.routes(
                        options,
                        ModelFacts.overridden(options.modelFacts()),
                        InstantSource.system());
        RequestHead head = RequestHead.read(body);
        Routes.Target target = routes.resolve(head.model());
        Plan plan =
                switch (api) {
                    case CHAT -> chat(head, target, body);
                    case RESPONSES -> responses(head, target, body);
                    case MESSAGES -> messages(head, target, body);
                };
        plan.notes().refuseIf(options.strict());
        List<Call> masked = new ArrayList<>();
        for (UpstreamCall call : plan.calls()) {
            masked.add(masked(call, target.route()));
        }
        return new Result(target.label(), masked, plan.notes().ignored(), plan.notes().remarks());
    }

    private static Plan chat(RequestHead head, Routes.Target target, byte[] body) {
        boolean embeds = head.members().has("input") && !head.members().has("messages");
        return switch (target.route().upstream()) {
            case Passthrough server ->
                    passed(server, embeds ? "embeddings" : "chat/completions", head, target);
            case Translator upstream when embeds -> {
                EmbeddingRequest request = EmbeddingRequestReader.read(body);
                yield new Plan(
                        EmbeddingsHandler.embedder(upstream).calls(request, target.model()).stream()
                                .map(Embedder.Batch::call)
                                .toList(),
                        EmbeddingsHandler.notes(request));
            }
            case Translator upstream -> translated(ChatRequestReader.read(body), target, upstream);
        };
    }

    private static Plan responses(RequestHead head, Routes.Target target, byte[] body) {
        if (target.route().upstream() instanceof Passthrough server && server.speaksResponses()) {
            return passed(server, "responses", head, target);
        }
        ChatRequest request = ResponsesRequestReader.read(body, ResponseStore.NONE, "").chat();
        return translated(request, target, target.route().upstream().translator());
    }

    private static Plan messages(RequestHead head, Routes.Target target, byte[] body) {
        Translator upstream = target.route().upstream().translator();
        NativeMessages own = upstream.nativeMessages(target.model());
        if (own == null) {
            return translated(MessagesRequestReader.read(body, false).chat(), target, upstream);
        }
        Notes notes = new Notes(Json.object());
        NativeMessages.Request request =
                new NativeMessages.Request(head.members(), head.stream(), Map.of(), null);
        return new Plan(List.of(own.message(request, target.model(), notes)), notes);
    }

    private static Plan passed(
            Passthrough server, String operation, RequestHead head, Routes.Target target) {
        UpstreamCall call =
                server.call(
                        operation,
                        Map.of(),
                        head.members().with("model", target.model()),
                        head.stream());
        return new Plan(List.of(call), new Notes(Json.object()));
    }

    private static Plan translated(ChatRequest request, Routes.Target target, Translator upstream) {
        Notes notes = new Notes(request);
        ChatRequest inlined = ImageInliner.pretended(request, upstream::takesImageUrl, notes);
        return new Plan(
                List.of(Translation.encoded(inlined, target.model(), upstream, notes)), notes);
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
