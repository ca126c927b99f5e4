package com.brievio.proxy.stream;

/** What takes the frames of a stream as they are completed. */
@FunctionalInterface
public interface FrameSink {
    /** Takes a frame. */
    void frame(WireFrame frame);

    /**
     * Is offered the data of an event as it stands in the bytes, before anything is made of it: one
     * line of UTF-8. The array is used again after this returns.
     *
     * @return whether it took the data; else the event follows as a frame
     */
    default boolean data(byte[] bytes, int offset, int length) {
        return false;
    }
}
