package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.upstream.NativeMessages;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Passthrough;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamClient;
import com.brievio.proxy.upstream.UpstreamReply;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/messages} and its {@code count_tokens}: Claude's own API at its three doors. */
final class MessagesHandler {
    static final String PATH = "/v1/messages";
    private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

    private final Routing routing;
    private final UpstreamClient client;
    private final Relay relay;
    private final boolean strict;

    MessagesHandler(Routing routing, UpstreamClient client, Relay relay, boolean strict) {
        this.routing = routing;
        this.client = client;
        this.relay = relay;
        this.strict = strict;
    }

    void message(Handled handled) throws IOException, InterruptedException {
        handle(handled, false);
    }

    void count(Handled handled) throws IOException, InterruptedException {
        handle(handled, true);
    }

    private void handle(Handled handled, boolean counts) throws IOException, InterruptedException {
        Routing.Routed routed = routing.route(handled);
        Routes.Route route = routed.target().route();
        String model = routed.target().model();
        NativeMessages door = door(route, model);
        NativeMessages.Request request =
                new NativeMessages.Request(
                        routed.head().members(),
                        routed.head().stream() && !counts,
                        RelayHeaders.up(handled.call.headers()),
                        handled.call.query());
        Notes notes = new Notes(Json.object());
        handled.notes = notes;
        UpstreamCall call =
                counts ? door.count(request, model, notes) : door.message(request, model, notes);
        notes.refuseIf(strict);
        call = routing.authorized(handled, route, call);
        String name = route.upstream().name();
        UpstreamClient.Answer answer = client.send(call, name);
        if (answer.status() >= 400 && !door.isAnthropic()) {
            try (answer) {
                refuse(handled, answer, route);
            }
            return;
        }
        ByteStage stage = counts ? door.counted() : door.answer(call.stream());
        boolean unwrapped = call.stream() && stage.changes();
        relay.send(handled, answer, name, stage, unwrapped ? EVENT_STREAM : null);
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
    private static void refuse(Handled handled, UpstreamClient.Answer answer, Routes.Route route)
            throws IOException {
        UpstreamReply reply = answer.whole(route.upstream().name());
        JsonNode json = reply.json();
        if (json == null || !"error".equals(Json.string(json, "type"))) {
            throw Refusal.of(reply, route);
        }
        handled.status = reply.status();
        handled.error = Json.string(json.path("error"), "message");
        Map<String, String> headers =
                RelayHeaders.down(answer.response().headers().map(), handled.id);
        headers.replaceAll((_, value) -> handled.masked(value));
        handled.call.respond(reply.status(), headers, reply.body());
    }
}
