package com.brievio.proxy.server;

import com.brievio.proxy.Limits;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.image.ImageInliner;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ChatRequestReader;
import com.brievio.proxy.openai.ChunkRenderer;
import com.brievio.proxy.openai.CompletionFolder;
import com.brievio.proxy.openai.ReplyFrame;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.upstream.EventFlow;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Passthrough;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamClient;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}: the one way through (architecture.md). */
final class ChatHandler {
    private static final String OPERATION = "chat/completions";

    private final Routing routing;
    private final UpstreamClient client;
    private final ImageInliner images;
    private final Relay relay;
    private final Limits limits;
    private final boolean strict;
    private final InstantSource clock;

    ChatHandler(
            Routing routing,
            UpstreamClient client,
            ImageInliner images,
            Relay relay,
            Limits limits,
            boolean strict,
            InstantSource clock) {
        this.routing = routing;
        this.client = client;
        this.images = images;
        this.relay = relay;
        this.limits = limits;
        this.strict = strict;
        this.clock = clock;
    }

    void handle(Handled handled) throws IOException, InterruptedException {
        Routing.Routed routed = routing.route(handled);
        switch (routed.target().route().upstream()) {
            case Translator upstream -> translate(handled, routed, upstream);
            case Passthrough server -> pass(handled, routed, server);
        }
    }

    private void pass(Handled handled, Routing.Routed routed, Passthrough server)
            throws IOException, InterruptedException {
        Notes notes = new Notes(Json.object());
        handled.notes = notes;
        boolean stream = routed.head().stream();
        UpstreamClient.Answer answer = routing.passed(handled, routed, server, OPERATION);
        boolean repair = routed.target().repair() && answer.status() < 300;
        ByteStage stage =
                repair
                        ? server.repair(stream, routed.head().includeUsage(), notes)
                        : ByteStage.UNCHANGED;
        relay.send(handled, answer, server.name(), stage, null);
    }

    private void translate(Handled handled, Routing.Routed routed, Translator upstream)
            throws IOException, InterruptedException {
        Routes.Target target = routed.target();
        ChatRequest request =
                images.inlined(ChatRequestReader.read(routed.body()), upstream::takesImageUrl)
                        .withBetas(handled.call.header("anthropic-beta"));
        Notes notes = new Notes(request);
        handled.notes = notes;
        UpstreamCall call = upstream.encode(request, target.model(), notes);
        notes.refuseIf(strict);
        call = routing.authorized(handled, target.route(), call);
        UpstreamClient.Answer answer = client.send(call, upstream.name());
        if (answer.status() >= 300) {
            try (answer) {
                throw Refusal.of(answer, target.route());
            }
        }
        try (EventFlow flow =
                EventFlow.open(
                        answer,
                        upstream.name(),
                        upstream.decoder(request, target.model(), answer::header))) {
            new Reply(handled, request, upstream, answer, flow).send();
        }
    }

    /** The answer to one request, streamed or whole. */
    private final class Reply {
        private final Handled handled;
        private final ChatRequest request;
        private final Translator upstream;
        private final UpstreamClient.Answer answer;
        private final EventFlow flow;
        private @Nullable String upstreamId;

        Reply(
                Handled handled,
                ChatRequest request,
                Translator upstream,
                UpstreamClient.Answer answer,
                EventFlow flow) {
            this.handled = handled;
            this.request = request;
            this.upstream = upstream;
            this.answer = answer;
            this.flow = flow;
        }

        void send() throws IOException, InterruptedException {
            ReplyFrame frame =
                    new ReplyFrame(
                            clock.instant().getEpochSecond(),
                            request.model(),
                            "chatcmpl-" + handled.id,
                            request.includeUsage(),
                            request.legacyFunctions());
            if (request.stream()) {
                stream(new ChunkRenderer(frame));
            } else {
                whole(new CompletionFolder(frame));
            }
        }

        private Map<String, String> headers(String contentType) {
            Map<String, String> headers = handled.headers(contentType);
            headers.putAll(upstream.headers(answer::header));
            if (upstreamId != null) {
                headers.putIfAbsent("x-brievio-upstream-request-id", upstreamId);
            }
            headers.replaceAll((_, value) -> handled.masked(value));
            return headers;
        }

        private void saw(ModelEvent event) {
            handled.saw(event);
            if (event instanceof ModelEvent.Started started) {
                upstreamId = started.id() == null ? null : HeaderText.visible(started.id());
            }
        }

        private void whole(CompletionFolder folder) throws IOException, InterruptedException {
            boolean last = false;
            while (!last) {
                EventFlow.Batch batch = flow.next(limits.firstByte());
                if (batch == null) {
                    throw late().exception();
                }
                for (ModelEvent event : batch.events()) {
                    saw(event);
                    folder.add(event);
                }
                last = batch.last();
            }
            handled.status = 200;
            handled.call.respond(200, headers("application/json"), Json.bytes(folder.completion()));
        }

        private void stream(ChunkRenderer renderer) throws IOException, InterruptedException {
            List<String> frames = new ArrayList<>();
            boolean last = false;
            while (frames.isEmpty()) {
                EventFlow.Batch batch = flow.next(limits.firstByte());
                if (batch == null) {
                    throw late().exception();
                }
                last = batch.last();
                for (ModelEvent event : batch.events()) {
                    saw(event);
                    if (frames.isEmpty() && event instanceof ModelEvent.Failed failed) {
                        throw failed.error().exception();
                    }
                    if (!frames.isEmpty() || !(event instanceof ModelEvent.Pinged)) {
                        frames.addAll(renderer.render(handled.masked(event)));
                    }
                }
                if (last) {
                    frames.addAll(renderer.end());
                }
            }
            handled.status = 200;
            Map<String, String> headers = headers("text/event-stream; charset=utf-8");
            headers.put("cache-control", "no-cache");
            try (SseWriter out =
                    new SseWriter(handled.call.stream(200, headers, HttpCall.UNKNOWN_LENGTH))) {
                out.write(frames);
                if (!last) {
                    restOrError(renderer, out);
                }
            }
        }

        /** Whatever goes wrong after the first byte, the client is told in a frame. */
        private void restOrError(ChunkRenderer renderer, SseWriter out)
                throws IOException, InterruptedException {
            try {
                rest(renderer, out);
            } catch (InterruptedException e) {
                handled.error = Stopping.error().message();
                out.write(List.of(ChunkRenderer.errorFrame(Stopping.error())));
                throw e;
            } catch (RuntimeException e) {
                ApiError error = handled.masked(ErrorBoundary.errorOf(e, handled.id));
                handled.error = error.message();
                out.write(List.of(ChunkRenderer.errorFrame(error)));
            }
        }

        private void rest(ChunkRenderer renderer, SseWriter out)
                throws IOException, InterruptedException {
            Duration silence = Duration.ZERO;
            boolean last = false;
            while (!last) {
                EventFlow.Batch batch = flow.next(limits.keepAlive());
                if (batch == null) {
                    silence = silence.plus(limits.keepAlive());
                    if (silence.compareTo(limits.idle()) >= 0) {
                        saw(new ModelEvent.Failed(late()));
                        out.write(List.of(ChunkRenderer.errorFrame(late())));
                        return;
                    }
                    out.write(List.of(ChunkRenderer.PING));
                    continue;
                }
                silence = Duration.ZERO;
                List<String> frames = new ArrayList<>();
                for (ModelEvent event : batch.events()) {
                    saw(event);
                    frames.addAll(renderer.render(handled.masked(event)));
                }
                last = batch.last();
                if (last) {
                    frames.addAll(renderer.end());
                }
                out.write(frames);
            }
        }

        private ApiError late() {
            return Relay.silent(upstream.name());
        }
    }
}
