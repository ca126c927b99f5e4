package com.brievio.proxy.stream;

import java.util.ArrayList;
import java.util.List;

/** Cuts the bytes of a streamed answer into frames. Pure; one instance a response. */
public interface FrameReader {
    /**
     * Takes the next bytes and hands on the frames that they complete, a malformed one last where
     * the bytes are none.
     */
    void feed(byte[] bytes, int offset, int length, FrameSink sink);

    /** Takes the next bytes and returns the frames that they complete. */
    default List<WireFrame> feed(byte[] bytes, int offset, int length) {
        List<WireFrame> frames = new ArrayList<>();
        feed(bytes, offset, length, frames::add);
        return frames;
    }

    /**
     * Returns the lines that were no field of an event: some upstreams write a bare error into
     * their stream.
     */
    String stray();
}
