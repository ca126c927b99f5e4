package com.brievio.proxy.server;

import com.brievio.proxy.RequestSummary;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.net.HttpCall;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.Usage;
import com.brievio.proxy.upstream.Notes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What is known of one request while it is handled; becomes its log line. */
final class RequestContext {
    final String id;
    final long startNanos = System.nanoTime();
    final HttpCall call;
    int status;
    @Nullable String model;
    @Nullable String upstream;
    @Nullable Notes notes;
    @Nullable String error;
    final ErrorForm form;
    private @Nullable List<String> tokens;
    private @Nullable Duration firstToken;
    private @Nullable Usage usage;
    private final List<String> unknown = new ArrayList<>();

    RequestContext(HttpCall call) {
        this.call = call;
        this.form = ErrorForm.of(call.path());
        byte[] random = new byte[12];
        ThreadLocalRandom.current().nextBytes(random);
        this.id = "req_" + HexFormat.of().formatHex(random);
    }

    /** Returns the headers that every answer carries. */
    Map<String, String> headers(String contentType) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", contentType);
        headers.put("x-request-id", id);
        headers.putAll(form.headers(id));
        headers.put("openai-processing-ms", Long.toString(elapsed().toMillis()));
        ignored().ifPresent(paths -> headers.put("x-brievio-ignored", paths));
        return headers;
    }

    /** Returns the value of {@code x-brievio-ignored}, empty where nothing was ignored. */
    Optional<String> ignored() {
        return notes == null || notes.ignored().isEmpty()
                ? Optional.empty()
                : Optional.of(HeaderText.list(notes.ignored()));
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** Keeps the time of the first token. */
    void firstToken() {
        if (firstToken == null) {
            firstToken = elapsed();
        }
    }

    /** Keeps what the log line needs of an event. */
    void saw(ModelEvent event) {
        switch (event) {
            case ModelEvent.TextDelta _,
                    ModelEvent.ReasoningDelta _,
                    ModelEvent.Attached _,
                    ModelEvent.ToolCallStarted _ ->
                    firstToken();
            case ModelEvent.UsageReported reported -> usage = reported.usage();
            case ModelEvent.Failed failed -> error = failed.error().message();
            case ModelEvent.Unrecognized what -> unknown.add("unknown " + what.what());
            case ModelEvent.Started _,
                    ModelEvent.ThinkingSealed _,
                    ModelEvent.TokensWeighed _,
                    ModelEvent.ToolCallDelta _,
                    ModelEvent.Finished _,
                    ModelEvent.Pinged _ -> {}
        }
    }

    /** Returns the text without keys, those of this request's client included. */
    String masked(String text) {
        List<String> own = tokens;
        if (own == null) {
            own = Guards.tokens(call);
            tokens = own;
        }
        return Secrets.masked(text, own);
    }

    /** Returns the error as the client may read it. */
    ApiError masked(ApiError told) {
        return told.with(masked(told.message()));
    }

    /** Returns the event as the client may read it. */
    ModelEvent masked(ModelEvent event) {
        return event instanceof ModelEvent.Failed failed
                ? new ModelEvent.Failed(masked(failed.error()))
                : event;
    }

    RequestSummary summary() {
        List<String> remarks = new ArrayList<>(notes == null ? List.of() : notes.remarks());
        unknown.stream().distinct().forEach(remarks::add);
        return new RequestSummary(
                id,
                call.method(),
                masked(call.path()),
                model == null ? null : masked(model),
                upstream == null ? null : masked(upstream),
                status,
                firstToken,
                elapsed(),
                usage == null ? null : usage.promptTokens(),
                usage == null ? null : usage.completionTokens(),
                usage == null ? null : usage.cachedTokens(),
                error == null ? null : masked(error),
                notes == null ? List.of() : notes.ignored().stream().map(this::masked).toList(),
                remarks.stream().map(this::masked).toList());
    }
}
