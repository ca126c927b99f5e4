package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.image.ImageInliner;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.stream.ResponseForm;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.UpstreamCall;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The one way of a request that is translated, whatever API its client speaks and whatever upstream
 * answers (architecture.md).
 */
final class Translation {
    private final Routing routing;
    private final ImageInliner images;
    private final ResponsePipe.Relaying relaying;
    private final boolean strict;

    Translation(
            Routing routing, ImageInliner images, ResponsePipe.Relaying relaying, boolean strict) {
        this.routing = routing;
        this.images = images;
        this.relaying = relaying;
        this.strict = strict;
    }

    /**
     * A request that was read.
     *
     * @param form makes what the response becomes for this client
     */
    record Request(ChatRequest chat, Supplier<ResponseForm> form) {}

    /** A request that can be sent. */
    private record Prepared(ChatRequest chat, UpstreamCall call, ResponseForm form) {}

    /**
     * Reads the request, sends it and lets its response go to the client.
     *
     * @param readingBlocks whether the reader may have to wait
     * @param reader reads the request of this client API; what it cannot read it throws
     */
    void run(
            Exchange exchange,
            Routing.Routed routed,
            Translator upstream,
            boolean readingBlocks,
            Callable<Request> reader) {
        exchange.work(
                readingBlocks || routed.isLarge(),
                reader,
                request ->
                        exchange.work(
                                routed.blocks()
                                        || ImageInliner.fetches(
                                                request.chat(), upstream::takesImageUrl),
                                () -> prepared(exchange.context(), routed, upstream, request),
                                prepared -> send(exchange, routed, upstream, prepared)));
    }

    private Prepared prepared(
            RequestContext context, Routing.Routed routed, Translator upstream, Request request)
            throws InterruptedException {
        ChatRequest chat = images.inlined(request.chat(), upstream::takesImageUrl);
        Notes notes = new Notes(chat);
        context.notes = notes;
        UpstreamCall call = encoded(chat, routed.target().model(), upstream, notes);
        notes.refuseIf(strict);
        return new Prepared(
                chat,
                routing.authorized(context, routed.target().route(), call),
                request.form().get());
    }

    /** Encodes the request; an error names the client's own field. */
    static UpstreamCall encoded(ChatRequest chat, String model, Translator upstream, Notes notes) {
        try {
            return upstream.encode(chat, model, notes);
        } catch (ApiException e) {
            throw named(e.error(), chat.client().names()).exception();
        }
    }

    private static ApiError named(ApiError error, UnaryOperator<String> names) {
        String param = error.param();
        if (param == null) {
            return error;
        }
        String name = names.apply(param);
        String told = error.message();
        return error.at(name)
                .with(told.startsWith(param) ? name + told.substring(param.length()) : told);
    }

    private void send(
            Exchange exchange, Routing.Routed routed, Translator upstream, Prepared prepared) {
        exchange.send(
                prepared.call(),
                upstream.name(),
                new TranslatedPipe(
                        exchange,
                        relaying,
                        prepared.chat(),
                        routed.target(),
                        upstream,
                        prepared.form()));
    }
}
