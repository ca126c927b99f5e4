package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.net.HttpCall;
import com.brievio.proxy.net.MemoryBudget;
import com.brievio.proxy.net.ResponseHead;
import com.brievio.proxy.net.WholeResponse;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.stream.ByteSink;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.ResponseForm;
import com.brievio.proxy.upstream.ResponseDecoder;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Translator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A response that is translated: bytes, frames, events, and bytes again. */
final class TranslatedPipe extends ResponsePipe {
    private final ChatRequest request;
    private final Routes.Target target;
    private final Translator translator;
    private final ByteSink out = new ByteSink();
    private final ResponseForm form;
    private @Nullable ResponseDecoder decoder;
    private @Nullable String upstreamId;
    private boolean rendered;
    private boolean begun;

    TranslatedPipe(
            Exchange exchange,
            Relaying relaying,
            ChatRequest request,
            Routes.Target target,
            Translator translator,
            ResponseForm form) {
        super(exchange, translator.name(), relaying);
        this.request = request;
        this.target = target;
        this.translator = translator;
        this.form = form;
    }

    @Override
    void begin(ResponseHead head) {
        unpack(head.coding());
        if (head.status() >= 400) {
            collectError();
        } else if (head.status() >= 300) {
            throw Refusal.redirected(head.status(), upstreamName).exception();
        } else {
            decoder =
                    new ResponseDecoder(
                            upstreamName,
                            head.status(),
                            head.header("content-type"),
                            translator.decoder(request, target.model(), head::header),
                            this::event);
        }
    }

    @Override
    void take(byte[] bytes, int offset, int length) {
        ResponseDecoder reading = decoder;
        if (reading == null || reading.ended()) {
            return;
        }
        reading.feed(bytes, offset, length);
        if (!reading.isStream()) {
            hold((long) reading.collected() * MemoryBudget.READ);
        }
        if (reading.ended()) {
            ended();
        }
    }

    @Override
    void finish(boolean cut) {
        ResponseDecoder reading = decoder;
        if (reading != null && !reading.ended()) {
            reading.end(cut);
            ended();
        }
    }

    private void event(ModelEvent event) {
        context.saw(event);
        if (!(event instanceof ModelEvent.Unrecognized)) {
            sign();
        }
        if (event instanceof ModelEvent.Started started && started.id() != null) {
            upstreamId = HeaderText.visible(started.id());
        }
        if (!request.stream()) {
            form.fold(event);
            return;
        }
        if (!rendered && event instanceof ModelEvent.Failed failed) {
            throw failed.error().exception();
        }
        if (rendered || !(event instanceof ModelEvent.Pinged)) {
            ModelEvent shown =
                    event instanceof ModelEvent.Failed failed
                            ? new ModelEvent.Failed(told(failed.error()))
                            : event;
            form.render(context.masked(shown), out);
            rendered |= out.length() > 0;
        }
    }

    /** Claude Code reads an error's first words: the upstream's name would hide them. */
    @Override
    ApiError told(ApiError error) {
        String name = upstreamName + ": ";
        return context.form == ErrorForm.ANTHROPIC && error.message().startsWith(name)
                ? error.with(error.message().substring(name.length()))
                : error;
    }

    private void ended() {
        if (request.stream()) {
            form.end(out);
            flush();
            exchange.complete();
        } else {
            byte[] body = Json.bytes(form.whole());
            exchange.respond(200, headers("application/json"), body);
        }
    }

    @Override
    void flush() {
        if (out.length() == 0) {
            return;
        }
        if (!begun) {
            begun = true;
            context.status = 200;
            Map<String, String> headers = headers("text/event-stream; charset=utf-8");
            headers.put("cache-control", "no-cache");
            call.start(200, headers, HttpCall.UNKNOWN_LENGTH);
        }
        call.write(out.bytes(), 0, out.length());
        out.reset();
        call.flush();
        if (!call.isWritable()) {
            setReading(false);
        }
    }

    private Map<String, String> headers(String contentType) {
        Map<String, String> headers = context.headers(contentType);
        if (hasHead()) {
            headers.putAll(translator.headers(head()::header));
        }
        if (upstreamId != null) {
            headers.putIfAbsent("x-brievio-upstream-request-id", upstreamId);
        }
        headers.replaceAll((_, value) -> context.masked(value));
        return headers;
    }

    @Override
    void refuse(WholeResponse response) {
        throw Refusal.of(response.reply(), target.route(), translator);
    }

    @Override
    void lastWords(ApiError error) {
        write(form.failure(error));
    }

    @Override
    boolean ping() {
        if (begun) {
            write(form.ping());
        } else if (request.stream()) {
            form.open(out);
            rendered |= out.length() > 0;
            flush();
        }
        return begun;
    }

    @Override
    void endBySilence(ApiError error) {
        context.saw(new ModelEvent.Failed(error));
        write(form.failure(told(error)));
        exchange.complete();
    }

    @Override
    boolean isStreaming() {
        return begun;
    }

    @Override
    boolean hasEnough() {
        return decoder != null && decoder.ended();
    }
}
