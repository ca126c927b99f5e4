package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.stream.AwsEventStreamReader;
import com.brievio.proxy.stream.FrameReader;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.SseReader;
import com.brievio.proxy.stream.WireFrame;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The events of one answer as they arrive. Owns the answer: reads the upstream on a thread of its
 * own, so that the client can be served a comment while the upstream is silent. Closing it cancels
 * the upstream.
 */
public final class EventFlow implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EventFlow.class.getName());
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final int QUEUED_BATCHES = 64;

    private final UpstreamClient.Answer answer;
    private final String upstream;
    private final EventDecoder decoder;
    private final BlockingQueue<Batch> queue = new ArrayBlockingQueue<>(QUEUED_BATCHES);
    private final Thread reader;
    private volatile boolean finished;

    /** Events that arrived together; {@code last} after the end of the answer. */
    public record Batch(List<ModelEvent> events, boolean last) {
        /** Copies the events. */
        public Batch {
            events = List.copyOf(events);
        }
    }

    private EventFlow(UpstreamClient.Answer answer, String upstream, EventDecoder decoder) {
        this.answer = answer;
        this.upstream = upstream;
        this.decoder = decoder;
        this.reader = Thread.ofVirtual().name("brievio-upstream").unstarted(this::read);
    }

    /** Starts reading the answer; {@code upstream} is the name for the error messages. */
    public static EventFlow open(
            UpstreamClient.Answer answer, String upstream, EventDecoder decoder) {
        EventFlow flow = new EventFlow(answer, upstream, decoder);
        flow.reader.start();
        return flow;
    }

    /** Returns the next events, or null where none came in this time. */
    public @Nullable Batch next(Duration patience) throws InterruptedException {
        return queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void read() {
        try {
            List<ModelEvent> last;
            try {
                FrameReader frames = frameReader(answer.header("content-type"));
                last = frames == null ? readBody() : readStream(frames);
            } catch (RuntimeException | StackOverflowError e) {
                LOG.log(Level.ERROR, "the answer of " + upstream + " cannot be read", e);
                last = failed("upstream_malformed_response", "the answer cannot be read");
            }
            finished = true;
            queue.put(new Batch(last, true));
            answer.drain(DRAIN);
        } catch (InterruptedException e) {
            answer.close();
            Thread.currentThread().interrupt();
        }
    }

    private List<ModelEvent> readBody() {
        UpstreamReply reply;
        try {
            reply = answer.whole(upstream);
        } catch (ApiException e) {
            return List.of(new ModelEvent.Failed(e.error()));
        }
        JsonNode json = reply.json();
        if (json == null) {
            return failed(
                    "upstream_malformed_response",
                    "HTTP " + reply.status() + ", the answer is not JSON");
        }
        return decoder.body(json);
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

    private List<ModelEvent> readStream(FrameReader reader) throws InterruptedException {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = answer.response().body();
            int n;
            while (!decoder.complete() && (n = in.read(buffer)) >= 0) {
                List<ModelEvent> events = new ArrayList<>();
                for (WireFrame frame : reader.feed(buffer, 0, n)) {
                    events.addAll(events(frame));
                }
                if (!events.isEmpty()) {
                    queue.put(new Batch(events, false));
                }
                if (events.stream().anyMatch(ModelEvent.Failed.class::isInstance)) {
                    return List.of();
                }
            }
        } catch (IOException e) {
            // A cut: the decoder knows whether the answer was complete.
        }
        return decoder.end(reader.stray());
    }

    private List<ModelEvent> events(WireFrame frame) {
        return frame.kind() == WireFrame.Kind.MALFORMED
                ? failed("upstream_malformed_response", frame.data())
                : decoder.frame(frame);
    }

    private List<ModelEvent> failed(String code, @Nullable String message) {
        return List.of(
                new ModelEvent.Failed(
                        ApiError.of(502, upstream + ": " + message, ApiError.SERVER, null, code)));
    }

    /** Cancels the upstream where it is still answering; a complete answer's connection is kept. */
    @Override
    public void close() {
        if (!finished) {
            answer.close();
            reader.interrupt();
        }
    }
}
