package com.brievio.proxy.server;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatForm;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ChatRequestReader;
import com.brievio.proxy.openai.ReplyFrame;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Passthrough;
import com.brievio.proxy.upstream.Translator;
import java.time.InstantSource;

/** {@code POST /v1/chat/completions}: the one way through (architecture.md). */
final class ChatHandler {
    private static final String OPERATION = "chat/completions";

    private final Routing routing;
    private final Translation translation;
    private final ServerRelay servers;
    private final InstantSource clock;

    ChatHandler(
            Routing routing, Translation translation, ServerRelay servers, InstantSource clock) {
        this.routing = routing;
        this.translation = translation;
        this.servers = servers;
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
        translation.run(
                exchange,
                routed,
                upstream,
                false,
                () -> {
                    ChatRequest request =
                            ChatRequestReader.read(routed.body())
                                    .withBetas(exchange.call().header("anthropic-beta"));
                    return new Translation.Request(request, () -> form(exchange, request));
                });
    }

    private ChatForm form(Exchange exchange, ChatRequest request) {
        return new ChatForm(
                new ReplyFrame(
                        clock.instant().getEpochSecond(),
                        request.model(),
                        "chatcmpl-" + exchange.context().id,
                        request.includeUsage(),
                        request.legacyFunctions()));
    }
}
