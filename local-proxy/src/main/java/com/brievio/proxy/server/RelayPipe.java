package com.brievio.proxy.server;

import com.brievio.proxy.coding.ContentCoding;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.net.HttpCall;
import com.brievio.proxy.net.ResponseHead;
import com.brievio.proxy.net.WholeResponse;
import com.brievio.proxy.stream.ByteStage;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes a response on as it comes: status, headers that matter, every byte in the moment it
 * arrives. Headers go out with the first byte, so that an upstream that fails before it keeps a
 * status; one that breaks off after it is never a quiet end.
 */
final class RelayPipe extends ResponsePipe {
    /** What describes bytes that a stage has changed. */
    private static final Set<String> OF_THE_BYTES =
            Set.of("content-encoding", "content-md5", "digest", "etag");

    private final ByteStage asked;
    private final @Nullable String contentType;
    private final @Nullable Consumer<WholeResponse> errors;
    private @Nullable Passage passage;
    private boolean begun;

    /**
     * Passes the response to one call.
     *
     * @param asked what the bytes pass
     * @param contentType the type of what leaves the stage, or null for the upstream's own
     * @param errors answers with an error of the upstream, or null where it passes as it comes
     */
    RelayPipe(
            Exchange exchange,
            Relaying relaying,
            String upstreamName,
            ByteStage asked,
            @Nullable String contentType,
            @Nullable Consumer<WholeResponse> errors) {
        super(exchange, upstreamName, relaying);
        this.asked = asked;
        this.contentType = contentType;
        this.errors = errors;
    }

    /** How one response passes. */
    private record Passage(
            ByteStage stage, Map<String, String> headers, RelayWatch watch, boolean streamed) {}

    @Override
    void begin(ResponseHead head) {
        if (head.status() / 100 == 3) {
            throw Refusal.redirected(head.status(), upstreamName).exception();
        }
        ByteStage stage = head.status() >= 400 ? new MaskedError(context) : asked;
        boolean collects = head.status() >= 400 && errors != null;
        ContentCoding coding = head.coding();
        boolean passes =
                !collects
                        && !stage.changes()
                        && coding.isAcceptedBy(call.header("accept-encoding"));
        if (!passes) {
            unpack(coding);
        }
        if (collects) {
            collectError();
            return;
        }
        ContentCoding left = passes ? coding : ContentCoding.of(null);
        boolean rewritten = stage.changes() || (coding.packs() && !passes);
        Map<String, String> headers = headers(head, rewritten);
        boolean streamed = headers.getOrDefault("content-type", "").startsWith("text/event-stream");
        passage = new Passage(stage, headers, new RelayWatch(context, streamed, left), streamed);
    }

    private Map<String, String> headers(ResponseHead head, boolean rewritten) {
        Map<String, String> headers = RelayHeaders.down(head.all(), context.id);
        headers.replaceAll((_, value) -> context.masked(value));
        context.ignored().ifPresent(paths -> headers.put("x-brievio-ignored", paths));
        if (contentType != null) {
            headers.put("content-type", contentType);
        }
        if (rewritten) {
            headers.keySet().removeAll(OF_THE_BYTES);
        } else {
            String length = head.header("content-length");
            if (length != null && length.matches("\\d{1,18}")) {
                headers.put("content-length", length);
            }
        }
        return headers;
    }

    private Passage passage() {
        if (passage == null) {
            throw new IllegalStateException("no response has begun");
        }
        return passage;
    }

    private void start(Passage passing) {
        if (!begun) {
            begun = true;
            context.status = head().status();
            String length = passing.headers().remove("content-length");
            call.start(
                    head().status(),
                    passing.headers(),
                    length == null ? HttpCall.UNKNOWN_LENGTH : Long.parseLong(length));
        }
    }

    @Override
    void take(byte[] bytes, int offset, int length) {
        Passage passing = passage();
        start(passing);
        if (passing.stage().changes()) {
            byte[] changed =
                    passing.stage().feed(Arrays.copyOfRange(bytes, offset, offset + length));
            pass(passing, changed, 0, changed.length);
        } else {
            pass(passing, bytes, offset, length);
        }
    }

    private void pass(Passage passing, byte[] bytes, int offset, int length) {
        if (length == 0) {
            return;
        }
        if (passing.watch().saw(bytes, offset, length)) {
            sign();
        }
        call.write(bytes, offset, length);
    }

    @Override
    void flush() {
        call.flush();
        if (!call.isWritable()) {
            setReading(false);
        }
    }

    @Override
    void finish(boolean cut) {
        Passage passing = passage();
        if (cut && !begun) {
            throw cut().exception();
        }
        start(passing);
        byte[] rest = passing.stage().end(cut);
        pass(passing, rest, 0, rest.length);
        passing.watch().end();
        if (cut && !(passing.streamed() && passing.watch().complete())) {
            breakOff(cut());
        } else {
            exchange.complete();
        }
    }

    private ApiError cut() {
        return error(ErrorCode.TRUNCATED, "the answer broke off");
    }

    /**
     * Tells of the failure where an event may follow; in any case the response does not end as HTTP
     * wants it, so that no client takes it for whole.
     */
    private void breakOff(ApiError error) {
        context.error = error.message();
        lastWords(error);
        exchange.breakOff();
    }

    @Override
    void refuse(WholeResponse response) {
        if (errors != null) {
            errors.accept(response);
        }
    }

    @Override
    void lastWords(ApiError error) {
        if (passage != null && passage.streamed() && passage.watch().betweenEvents()) {
            write(context.form.frame(error));
        }
    }

    @Override
    boolean ping() {
        boolean place =
                begun
                        && passage != null
                        && passage.streamed()
                        && passage.watch().betweenEvents()
                        && !passage.watch().complete();
        if (place) {
            write(context.form.ping());
        }
        return place;
    }

    @Override
    void endBySilence(ApiError error) {
        breakOff(error);
    }

    @Override
    boolean isStreaming() {
        return begun && passage != null && passage.streamed();
    }

    @Override
    boolean hasEnough() {
        return false;
    }
}
