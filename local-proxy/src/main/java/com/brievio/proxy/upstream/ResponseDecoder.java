package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.error.OwnFailure;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.AwsEventStreamReader;
import com.brievio.proxy.stream.FrameReader;
import com.brievio.proxy.stream.FrameSink;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.SseReader;
import com.brievio.proxy.stream.WireFrame;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Turns the bytes of one response, streamed or whole, into events as they arrive. Whatever the
 * bytes are, the last event is a finish or a failure. Pure; one instance a response.
 */
public final class ResponseDecoder implements FrameSink {
    private static final int LARGEST_BODY = 64 * 1024 * 1024;

    private final String upstream;
    private final int status;
    private final EventDecoder decoder;
    private final @Nullable FrameReader frames;
    private final Consumer<ModelEvent> sink;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Opening opening = new Opening();
    private boolean said;
    private boolean ended;

    /**
     * Decodes one response.
     *
     * @param upstream the upstream's name, for errors
     * @param status its HTTP status
     * @param contentType tells whether it is a stream, and of which frames; null for a whole body
     * @param sink takes each event
     */
    public ResponseDecoder(
            String upstream,
            int status,
            @Nullable String contentType,
            EventDecoder decoder,
            Consumer<ModelEvent> sink) {
        this.upstream = upstream;
        this.status = status;
        this.decoder = decoder;
        this.frames = frameReader(contentType);
        this.sink = sink;
    }

    /** Returns what reads a stream of this content type, null for a whole body. */
    private static @Nullable FrameReader frameReader(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        if (contentType.startsWith("application/vnd.amazon.eventstream")) {
            return new AwsEventStreamReader();
        }
        return contentType.startsWith("text/event-stream") ? new SseReader() : null;
    }

    /** Returns whether nothing follows: the response is complete, or has failed. */
    public boolean ended() {
        return ended;
    }

    /** Returns whether the response is a stream of events. */
    public boolean isStream() {
        return frames != null;
    }

    /** Returns how many bytes of a whole body are held. */
    public int collected() {
        return body.size();
    }

    /** Takes the next bytes. */
    public void feed(byte[] bytes, int offset, int length) {
        if (ended) {
            return;
        }
        opening.add(bytes, offset, length);
        if (frames == null) {
            collect(bytes, offset, length);
        } else {
            guarded(() -> frames(frames, bytes, offset, length));
        }
    }

    private void collect(byte[] bytes, int offset, int length) {
        body.write(bytes, offset, length);
        if (body.size() > LARGEST_BODY) {
            fail(ErrorCode.TRUNCATED, "the answer is larger than " + LARGEST_BODY + " bytes");
        }
    }

    private void frames(FrameReader reader, byte[] bytes, int offset, int length) {
        reader.feed(bytes, offset, length, this);
        if (!ended && decoder.complete()) {
            emit(decoder.end(reader.stray()));
            ended = true;
        }
    }

    @Override
    public void frame(WireFrame frame) {
        if (!ended && frame.kind() == WireFrame.Kind.MALFORMED) {
            fail(ErrorCode.MALFORMED, frame.data());
        } else if (!ended) {
            emit(decoder.frame(frame));
        }
    }

    /** The one place that decides between the two ways of reading: usual deltas, and the tree. */
    @Override
    public boolean data(byte[] bytes, int offset, int length) {
        List<ModelEvent> events = ended ? List.of() : decoder.usual(bytes, offset, length);
        if (events != null) {
            emit(events);
        }
        return events != null;
    }

    /**
     * Takes the end of the body.
     *
     * @param cut whether the connection broke before HTTP's own end
     */
    public void end(boolean cut) {
        if (ended) {
            return;
        }
        guarded(() -> {
            if (frames != null) {
                emit(decoder.end(frames.stray()));
            } else if (cut) {
                fail(ErrorCode.TRUNCATED, "the answer broke off");
            } else {
                whole();
            }
        });
        ended = true;
    }

    private void whole() {
        try {
            emit(decoder.body(Json.read(body.toByteArray())));
        } catch (JacksonException e) {
            fail(ErrorCode.MALFORMED, "HTTP " + status + ", the answer is not JSON");
        }
    }

    /** What the decoder does not expect is an answer that cannot be read. */
    private void guarded(Runnable reading) {
        try {
            reading.run();
        } catch (RefusedBySink e) {
            throw e.cause;
        } catch (RuntimeException | StackOverflowError e) {
            OwnFailure.log("the answer of " + upstream + " cannot be read", e);
            fail(ErrorCode.MALFORMED, "the answer cannot be read");
        }
    }

    private void emit(List<ModelEvent> events) {
        for (ModelEvent event : events) {
            emit(event);
        }
    }

    private void emit(ModelEvent event) {
        if (ended) {
            return;
        }
        ModelEvent told = event;
        if (event instanceof ModelEvent.Failed failed) {
            ended = true;
            told = said ? event : new ModelEvent.Failed(quoted(failed.error()));
        } else if (!(event instanceof ModelEvent.Pinged)) {
            said = true;
        }
        try {
            sink.accept(told);
        } catch (RuntimeException e) {
            throw new RefusedBySink(e);
        }
    }

    /** What the sink throws is its own, not a fault of the answer. */
    private static final class RefusedBySink extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final RuntimeException cause;

        RefusedBySink(RuntimeException cause) {
            super(null, cause, false, false);
            this.cause = cause;
        }
    }

    /** Garbage in place of an answer is quoted. */
    private ApiError quoted(ApiError error) {
        boolean garbage = ErrorCode.MALFORMED.is(error) || ErrorCode.TRUNCATED.is(error);
        return garbage ? error.with(error.message() + opening.quoted()) : error;
    }

    private void fail(ErrorCode code, String message) {
        emit(new ModelEvent.Failed(code.of(upstream, message)));
    }
}
