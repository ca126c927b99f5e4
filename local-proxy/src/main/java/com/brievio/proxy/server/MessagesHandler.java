package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.net.WholeResponse;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.upstream.NativeMessages;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Passthrough;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamReply;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/messages} and its {@code count_tokens}: Claude's own API at its three doors. */
final class MessagesHandler {
    static final String PATH = "/v1/messages";
    private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

    private final Routing routing;
    private final ResponsePipe.Relaying relaying;
    private final boolean strict;

    MessagesHandler(Routing routing, ResponsePipe.Relaying relaying, boolean strict) {
        this.routing = routing;
        this.relaying = relaying;
        this.strict = strict;
    }

    /**
     * Handles a request.
     *
     * @param counts whether its tokens are only counted
     */
    void handle(Exchange exchange, byte[] body, boolean counts) {
        routing.route(
                exchange,
                body,
                routed -> {
                    NativeMessages messages =
                            door(routed.target().route(), routed.target().model());
                    exchange.work(
                            routed.blocks(),
                            () -> call(exchange.context(), routed, messages, counts),
                            call -> send(exchange, routed, messages, counts, call));
                });
    }

    private UpstreamCall call(
            RequestContext context,
            Routing.Routed routed,
            NativeMessages messages,
            boolean counts) {
        String model = routed.target().model();
        NativeMessages.Request request =
                new NativeMessages.Request(
                        routed.head().members(),
                        routed.head().stream() && !counts,
                        RelayHeaders.up(context.call.headers()),
                        context.call.query());
        Notes notes = new Notes(Json.object());
        context.notes = notes;
        UpstreamCall call =
                counts
                        ? messages.count(request, model, notes)
                        : messages.message(request, model, notes);
        notes.refuseIf(strict);
        return routing.authorized(context, routed.target().route(), call);
    }

    private void send(
            Exchange exchange,
            Routing.Routed routed,
            NativeMessages messages,
            boolean counts,
            UpstreamCall call) {
        Routes.Route route = routed.target().route();
        String name = route.upstream().name();
        ByteStage stage = counts ? messages.counted() : messages.answer(call.stream());
        boolean unwrapped = call.stream() && stage.changes();
        RelayPipe pipe =
                new RelayPipe(
                        exchange,
                        relaying,
                        name,
                        stage,
                        unwrapped ? EVENT_STREAM : null,
                        messages.isAnthropic() ? null : error -> refuse(exchange, error, route));
        exchange.send(call, name, pipe);
    }

    private static NativeMessages door(Routes.Route route, String model) {
        NativeMessages door =
                switch (route.upstream()) {
                    case Translator translator -> translator.nativeMessages(model);
                    case Passthrough _ -> null;
                };
        if (door == null) {
            throw ApiError.invalid(
                            "model",
                            "unsupported_operation",
                            "model: "
                                    + route.name()
                                    + "/"
                                    + model
                                    + " is no Claude route; use /v1/chat/completions")
                    .exception();
        }
        return door;
    }

    /** A cloud's own errors become Anthropic's; where Claude itself answered they are already. */
    private static void refuse(Exchange exchange, WholeResponse response, Routes.Route route) {
        UpstreamReply reply = response.reply();
        JsonNode json = reply.json();
        if (json == null || !"error".equals(Json.string(json, "type"))) {
            throw Refusal.of(reply, route);
        }
        RequestContext context = exchange.context();
        context.error = Json.string(json.path("error"), "message");
        Map<String, String> headers = RelayHeaders.down(response.head().all(), context.id);
        headers.replaceAll((_, value) -> context.masked(value));
        exchange.respond(reply.status(), headers, reply.body());
    }
}
