package com.brievio.proxy.upstream;

import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.WireFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads one answer of an upstream, streamed or whole. Pure; one instance a response. */
public interface EventDecoder {
    /** Takes the next event of a stream. */
    List<ModelEvent> frame(WireFrame frame);

    /**
     * Reads one of the usual deltas straight from the bytes of an event's data; null where it is
     * anything else, which {@link #frame} is then asked to read. What it returns is what {@code
     * frame} would return.
     */
    default @Nullable List<ModelEvent> usual(byte[] data, int offset, int length) {
        return null;
    }

    /** Takes a whole answer and returns everything it says, the finish included. */
    List<ModelEvent> body(JsonNode body);

    /**
     * Takes the end of the stream, clean or cut; fails the answer where it is not complete.
     *
     * @param stray lines that were no events
     */
    List<ModelEvent> end(String stray);

    /** Tells whether nothing more needs to be read. */
    boolean complete();
}
