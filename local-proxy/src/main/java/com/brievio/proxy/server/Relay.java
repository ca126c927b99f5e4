package com.brievio.proxy.server;

import com.brievio.proxy.Limits;
import com.brievio.proxy.coding.ContentCoding;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.upstream.ByteFlow;
import com.brievio.proxy.upstream.ByteFlow.Piece;
import com.brievio.proxy.upstream.UpstreamClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Passes an answer on as it comes: status, headers that matter, every byte in the moment it
 * arrives. Headers go out with the first byte, so that an upstream that fails before it keeps a
 * status; one that breaks off after it is never a quiet end.
 */
final class Relay {
    /** What describes bytes that a stage has changed. */
    private static final Set<String> OF_THE_BYTES =
            Set.of("content-encoding", "content-md5", "digest", "etag");

    private final Limits limits;

    Relay(Limits limits) {
        this.limits = limits;
    }

    /**
     * Sends the answer to the client.
     *
     * @param upstream the upstream's name, for errors
     * @param asked what the bytes pass
     * @param contentType the type of what leaves the stage, or null for the upstream's own
     */
    void send(
            Handled handled,
            UpstreamClient.Answer answer,
            String upstream,
            ByteStage asked,
            @Nullable String contentType)
            throws IOException, InterruptedException {
        ByteStage stage = answer.status() >= 400 ? new MaskedError(handled) : asked;
        if (answer.status() / 100 == 3) {
            throw Refusal.redirected(answer, upstream).exception();
        }
        ContentCoding coding = answer.coding();
        boolean passes =
                !stage.changes() && coding.isAcceptedBy(handled.call.header("accept-encoding"));
        UpstreamClient.Answer sent = passes ? answer : answer.unpacked(upstream);
        ContentCoding left = passes ? coding : ContentCoding.of(null);
        boolean rewritten = stage.changes() || (coding.packs() && !passes);
        try (ByteFlow flow = ByteFlow.open(sent)) {
            new Passage(handled, answer, flow, upstream, stage, contentType, left, rewritten)
                    .send();
        }
    }

    /** One answer on its way. */
    private final class Passage {
        private final Handled handled;
        private final UpstreamClient.Answer answer;
        private final ByteFlow flow;
        private final String upstream;
        private final ByteStage stage;
        private final Map<String, String> headers;
        private final RelayWatch watch;
        private final boolean streamed;
        private final boolean rewritten;

        Passage(
                Handled handled,
                UpstreamClient.Answer answer,
                ByteFlow flow,
                String upstream,
                ByteStage stage,
                @Nullable String contentType,
                ContentCoding coding,
                boolean rewritten) {
            this.handled = handled;
            this.answer = answer;
            this.flow = flow;
            this.upstream = upstream;
            this.stage = stage;
            this.headers = RelayHeaders.down(answer.response().headers().map(), handled.id);
            headers.replaceAll((_, value) -> handled.masked(value));
            handled.ignored().ifPresent(paths -> headers.put("x-brievio-ignored", paths));
            if (contentType != null) {
                headers.put("content-type", contentType);
            }
            this.rewritten = rewritten;
            if (rewritten) {
                headers.keySet().removeAll(OF_THE_BYTES);
            }
            this.streamed =
                    headers.getOrDefault("content-type", "").startsWith("text/event-stream");
            this.watch = new RelayWatch(handled, streamed, coding);
        }

        void send() throws IOException, InterruptedException {
            Piece piece = next(limits.firstByte());
            if (piece instanceof Piece.End(boolean cut) && cut) {
                throw cut().exception();
            }
            handled.status = answer.status();
            OutputStream out = handled.call.stream(answer.status(), headers, length());
            while (piece instanceof Piece.Bytes(byte[] bytes)) {
                write(out, stage.feed(bytes));
                piece = next(out);
            }
            end(out, piece instanceof Piece.End(boolean cut) && cut);
        }

        private long length() {
            String length = answer.header("content-length");
            boolean known = !rewritten && length != null && length.matches("\\d{1,18}");
            return known ? Long.parseLong(length) : HttpCall.UNKNOWN_LENGTH;
        }

        private Piece next(Duration patience) throws InterruptedException {
            Piece piece = flow.next(patience);
            if (piece == null) {
                throw silent(upstream).exception();
            }
            return piece;
        }

        /** After the first byte a stream is kept alive, and its end by silence told in a frame. */
        private Piece next(OutputStream out) throws IOException, InterruptedException {
            Duration silence = Duration.ZERO;
            while (silence.compareTo(limits.idle()) < 0) {
                Duration left = limits.idle().minus(silence);
                Duration wait = left.compareTo(limits.keepAlive()) < 0 ? left : limits.keepAlive();
                Piece piece = next(out, wait);
                if (piece != null) {
                    return piece;
                }
                silence = silence.plus(wait);
                ping(out);
            }
            breakOff(out, silent(upstream));
            throw new BrokenOff();
        }

        private @Nullable Piece next(OutputStream out, Duration wait)
                throws IOException, InterruptedException {
            try {
                return flow.next(wait);
            } catch (InterruptedException e) {
                breakOff(out, Stopping.error());
                throw e;
            }
        }

        private void ping(OutputStream out) throws IOException {
            if (streamed && watch.betweenEvents() && !watch.complete()) {
                out.write(handled.form.ping().getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }

        private void write(OutputStream out, byte[] bytes) throws IOException {
            if (bytes.length > 0) {
                watch.saw(bytes);
                out.write(bytes);
                out.flush();
            }
        }

        private void end(OutputStream out, boolean cut) throws IOException {
            write(out, stage.end(cut));
            watch.end();
            boolean broken = cut && !(streamed && watch.complete());
            if (!broken) {
                out.close();
                return;
            }
            breakOff(out, cut());
            throw new BrokenOff();
        }

        /**
         * Tells of the failure where an event may follow; in any case the answer does not end as
         * HTTP wants it, so that no client takes it for whole.
         */
        private void breakOff(OutputStream out, ApiError error) throws IOException {
            handled.error = error.message();
            if (streamed && watch.betweenEvents()) {
                out.write(handled.form.frame(error).getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }

        private ApiError cut() {
            return ApiError.of(
                    502,
                    upstream + ": the answer broke off",
                    ApiError.SERVER,
                    null,
                    "upstream_truncated");
        }
    }

    /** Returns the error for an upstream that says nothing within its time. */
    static ApiError silent(String upstream) {
        return ApiError.of(
                504,
                upstream + ": the upstream fell silent",
                ApiError.SERVER,
                null,
                "upstream_timeout");
    }

    /** Ends an answer without its end: the server closes the connection. */
    static final class BrokenOff extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenOff() {
            super("the answer broke off");
        }
    }
}
