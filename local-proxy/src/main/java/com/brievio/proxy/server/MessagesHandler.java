package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.messages.MessagesForm;
import com.brievio.proxy.messages.MessagesRequest;
import com.brievio.proxy.messages.MessagesRequestReader;
import com.brievio.proxy.messages.OurThinking;
import com.brievio.proxy.net.WholeResponse;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.upstream.NativeMessages;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamReply;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /v1/messages} and its {@code count_tokens}: Claude's own API where Claude answers,
 * translated for every other upstream.
 */
final class MessagesHandler {
    static final String PATH = "/v1/messages";
    private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

    private final Routing routing;
    private final Translation translation;
    private final JsonCalls calls;
    private final ResponsePipe.Relaying relaying;
    private final boolean strict;

    MessagesHandler(
            Routing routing,
            Translation translation,
            JsonCalls calls,
            ResponsePipe.Relaying relaying,
            boolean strict) {
        this.routing = routing;
        this.translation = translation;
        this.calls = calls;
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
                            translator(routed).nativeMessages(routed.target().model());
                    if (messages == null && counts) {
                        count(exchange, routed);
                        return;
                    }
                    if (messages == null) {
                        translate(exchange, routed);
                        return;
                    }
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
                        OurThinking.removed(routed.head().members()),
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

    private static Translator translator(Routing.Routed routed) {
        return routed.target().route().upstream().translator();
    }

    private void translate(Exchange exchange, Routing.Routed routed) {
        translation.run(
                exchange,
                routed,
                translator(routed),
                false,
                () -> {
                    MessagesRequest request = MessagesRequestReader.read(routed.body(), false);
                    return new Translation.Request(
                            request.chat(), () -> form(exchange.context(), request));
                });
    }

    private static MessagesForm form(RequestContext context, MessagesRequest request) {
        return new MessagesForm(
                "msg_" + context.id.substring("req_".length()),
                request.chat().model(),
                request.estimate(),
                request.chat().thinking().shown());
    }

    /** Asks the upstream where it counts, else tells an estimate: a 404 would cost whole calls. */
    private void count(Exchange exchange, Routing.Routed routed) {
        RequestContext context = exchange.context();
        exchange.work(
                true,
                () -> counted(context, routed),
                tokens ->
                        exchange.respond(
                                200,
                                context.headers("application/json"),
                                Json.bytes(Json.object().put("input_tokens", tokens))));
    }

    private int counted(RequestContext context, Routing.Routed routed) throws InterruptedException {
        MessagesRequest request = MessagesRequestReader.read(routed.body(), true);
        Translator upstream = translator(routed);
        Notes notes = new Notes(request.chat());
        UpstreamCall call = upstream.countCall(request.chat(), routed.target().model(), notes);
        context.notes = new Notes(request.chat());
        if (call != null) {
            try {
                return upstream.counted(calls.answer(context, routed.target().route(), call));
            } catch (ApiException e) {
                if (e.error().status() != 404 && e.error().status() != 501) {
                    throw e;
                }
            }
        }
        context.notes.ignored("count_tokens.estimated");
        return request.estimate();
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
