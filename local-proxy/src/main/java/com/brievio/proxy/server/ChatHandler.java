package com.brievio.proxy.server;

import com.brievio.proxy.image.ImageInliner;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ChatRequestReader;
import com.brievio.proxy.openai.ReplyFrame;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Passthrough;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.UpstreamCall;
import java.time.InstantSource;

/** {@code POST /v1/chat/completions}: the one way through (architecture.md). */
final class ChatHandler {
    private static final String OPERATION = "chat/completions";

    private final Routing routing;
    private final ImageInliner images;
    private final ServerRelay servers;
    private final ResponsePipe.Relaying relaying;
    private final boolean strict;
    private final InstantSource clock;

    ChatHandler(
            Routing routing,
            ImageInliner images,
            ResponsePipe.Relaying relaying,
            boolean strict,
            InstantSource clock) {
        this.routing = routing;
        this.images = images;
        this.servers = new ServerRelay(routing, relaying);
        this.relaying = relaying;
        this.strict = strict;
        this.clock = clock;
    }

    void handle(Exchange exchange, byte[] body) {
        routing.route(
                exchange,
                body,
                routed -> {
                    switch (routed.target().route().upstream()) {
                        case Translator upstream -> translate(exchange, routed, upstream);
                        case Passthrough server -> pass(exchange, routed, server);
                    }
                });
    }

    private void pass(Exchange exchange, Routing.Routed routed, Passthrough server) {
        Notes notes = new Notes(Json.object());
        exchange.context().notes = notes;
        ByteStage stage =
                routed.target().repair()
                        ? server.repair(routed.head().stream(), routed.head().includeUsage(), notes)
                        : ByteStage.UNCHANGED;
        servers.send(exchange, routed, server, OPERATION, stage);
    }

    private void translate(Exchange exchange, Routing.Routed routed, Translator upstream) {
        exchange.work(
                routed.isLarge(),
                () -> ChatRequestReader.read(routed.body()),
                request ->
                        exchange.work(
                                routed.blocks()
                                        || ImageInliner.fetches(request, upstream::takesImageUrl),
                                () -> prepared(exchange.context(), routed, upstream, request),
                                prepared -> send(exchange, routed.target(), upstream, prepared)));
    }

    /** A request that can be sent. */
    private record Prepared(ChatRequest request, UpstreamCall call) {}

    private Prepared prepared(
            RequestContext context, Routing.Routed routed, Translator upstream, ChatRequest read)
            throws InterruptedException {
        Routes.Target target = routed.target();
        ChatRequest request =
                images.inlined(read, upstream::takesImageUrl)
                        .withBetas(context.call.header("anthropic-beta"));
        Notes notes = new Notes(request);
        context.notes = notes;
        UpstreamCall call = upstream.encode(request, target.model(), notes);
        notes.refuseIf(strict);
        return new Prepared(request, routing.authorized(context, target.route(), call));
    }

    private void send(
            Exchange exchange, Routes.Target target, Translator upstream, Prepared prepared) {
        ChatRequest request = prepared.request();
        ReplyFrame frame =
                new ReplyFrame(
                        clock.instant().getEpochSecond(),
                        request.model(),
                        "chatcmpl-" + exchange.context().id,
                        request.includeUsage(),
                        request.legacyFunctions());
        exchange.send(
                prepared.call(),
                upstream.name(),
                new TranslatedPipe(exchange, relaying, request, target, upstream, frame));
    }
}
