package com.brievio.proxy.stream;

import com.brievio.proxy.error.ApiError;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes of events the response of one client API: a stream of frames, or one whole body. Pure; one
 * instance a response, used for one of the two. The headers of a stream may go out as soon as there
 * is a frame: that is with the first event that has something to say, so that a response which
 * fails before keeps a status.
 */
public interface ResponseForm {
    /** Adds the frames of a stream that the event makes. */
    void render(ModelEvent event, ByteSink out);

    /**
     * Adds the frames that begin a stream whose upstream has said nothing for a while; none where
     * its headers must wait for the first word.
     */
    default void open(ByteSink out) {}

    /** Adds the frames that close a stream that is complete; none after a failure. */
    void end(ByteSink out);

    /**
     * Takes the next event of a response that goes out whole.
     *
     * @throws com.brievio.proxy.error.ApiException where the response has failed
     */
    void fold(ModelEvent event);

    /** Returns the whole response, after its last event. */
    ObjectNode whole();

    /** Returns the frames that end a stream which has begun and cannot be completed. */
    String failure(ApiError error);

    /** Returns the frame that keeps a silent stream alive. */
    String ping();
}
