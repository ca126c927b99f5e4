package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.OwnFailure;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.AwsEventStreamReader;
import com.brievio.proxy.stream.FrameReader;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.SseReader;
import com.brievio.proxy.stream.WireFrame;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The events of one answer as they arrive. Owns the answer; closing it cancels the upstream. */
public final class EventFlow implements AutoCloseable {
    private static final int LARGEST_BODY = 64 * 1024 * 1024;
    private static final String MALFORMED = "upstream_malformed_response";
    private static final Set<String> UNREADABLE = Set.of(MALFORMED, "upstream_truncated");

    private final String upstream;
    private final int status;
    private final EventDecoder decoder;
    private final ByteFlow bytes;
    private final @Nullable FrameReader frames;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Opening opening = new Opening();
    private boolean said;

    /** Events that arrived together; {@code last} after the end of the answer. */
    public record Batch(List<ModelEvent> events, boolean last) {
        /** Copies the events. */
        public Batch {
            events = List.copyOf(events);
        }
    }

    private EventFlow(UpstreamClient.Answer answer, String upstream, EventDecoder decoder) {
        this.upstream = upstream;
        this.status = answer.status();
        this.decoder = decoder;
        this.frames = frameReader(answer.header("content-type"));
        this.bytes = ByteFlow.open(answer);
    }

    /** Starts reading the answer; {@code upstream} is the name for the error messages. */
    public static EventFlow open(
            UpstreamClient.Answer answer, String upstream, EventDecoder decoder) {
        return new EventFlow(answer.unpacked(upstream), upstream, decoder);
    }

    /** Returns what reads a stream of this content type, null for a whole answer. */
    private static @Nullable FrameReader frameReader(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        if (contentType.startsWith("application/vnd.amazon.eventstream")) {
            return new AwsEventStreamReader();
        }
        return contentType.startsWith("text/event-stream") ? new SseReader() : null;
    }

    /**
     * Returns the next events, all of a whole answer together; null where none came in this time.
     */
    public @Nullable Batch next(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Batch batch = null;
        while (batch == null) {
            ByteFlow.Piece piece =
                    bytes.next(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            if (piece == null) {
                return null;
            }
            batch = read(piece);
        }
        if (batch.last()) {
            bytes.enough();
        }
        said |= batch.events().stream().anyMatch(EventFlow::says);
        return batch;
    }

    private static boolean says(ModelEvent event) {
        return !(event instanceof ModelEvent.Failed || event instanceof ModelEvent.Pinged);
    }

    private @Nullable Batch read(ByteFlow.Piece piece) {
        try {
            return switch (piece) {
                case ByteFlow.Piece.Bytes(byte[] read) -> take(read);
                case ByteFlow.Piece.End(boolean cut) ->
                        last(frames == null ? whole(cut) : decoder.end(frames.stray()));
            };
        } catch (RuntimeException | StackOverflowError e) {
            OwnFailure.log("the answer of " + upstream + " cannot be read", e);
            return last(failed(MALFORMED, "the answer cannot be read"));
        }
    }

    /** Returns the last batch; garbage in place of an answer is quoted. */
    private Batch last(List<ModelEvent> events) {
        boolean garbage = !said && events.size() == 1;
        if (garbage
                && events.getFirst() instanceof ModelEvent.Failed(ApiError error)
                && error.code() != null
                && UNREADABLE.contains(error.code())) {
            return new Batch(
                    List.of(new ModelEvent.Failed(error.with(error.message() + opening.quoted()))),
                    true);
        }
        return new Batch(events, true);
    }

    /** Takes one read; returns null where it completes no event. */
    private @Nullable Batch take(byte[] read) {
        opening.add(read);
        if (frames == null) {
            body.writeBytes(read);
            return body.size() < LARGEST_BODY
                    ? null
                    : last(
                            failed(
                                    "upstream_truncated",
                                    "the answer is larger than " + LARGEST_BODY + " bytes"));
        }
        List<ModelEvent> events = new ArrayList<>();
        for (WireFrame frame : frames.feed(read, 0, read.length)) {
            events.addAll(events(frame));
        }
        if (events.stream().anyMatch(ModelEvent.Failed.class::isInstance)) {
            return last(events);
        }
        if (decoder.complete()) {
            events.addAll(decoder.end(frames.stray()));
            return last(events);
        }
        return events.isEmpty() ? null : new Batch(events, false);
    }

    private List<ModelEvent> whole(boolean cut) {
        if (cut) {
            return failed("upstream_truncated", "the answer broke off");
        }
        try {
            return decoder.body(Json.read(body.toByteArray()));
        } catch (JacksonException e) {
            return failed(MALFORMED, "HTTP " + status + ", the answer is not JSON");
        }
    }

    private List<ModelEvent> events(WireFrame frame) {
        return frame.kind() == WireFrame.Kind.MALFORMED
                ? failed(MALFORMED, frame.data())
                : decoder.frame(frame);
    }

    private List<ModelEvent> failed(String code, String message) {
        return List.of(
                new ModelEvent.Failed(
                        ApiError.of(502, upstream + ": " + message, ApiError.SERVER, null, code)));
    }

    /** Cancels the upstream where it is still answering; a complete answer's connection is kept. */
    @Override
    public void close() {
        bytes.close();
    }
}
