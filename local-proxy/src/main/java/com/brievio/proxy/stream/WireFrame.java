package com.brievio.proxy.stream;

/**
 * One frame of a streamed answer, whatever carries it.
 *
 * @param kind what the frame is
 * @param name the event's name, "" where it has none; of an exception its type
 * @param data the event's data: JSON text, except in a malformed frame, which says what is wrong
 */
public record WireFrame(Kind kind, String name, String data) {
    /** What a frame is. */
    public enum Kind {
        /** An event of the upstream. */
        EVENT,
        /** The upstream's error in place of an event (AWS event streams). */
        EXCEPTION,
        /** The bytes are no frames of this protocol; nothing follows. */
        MALFORMED
    }

    /** Returns an event. */
    public static WireFrame event(String name, String data) {
        return new WireFrame(Kind.EVENT, name, data);
    }

    /** Returns the frame that tells that nothing more can be read. */
    public static WireFrame malformed(String why) {
        return new WireFrame(Kind.MALFORMED, "", why);
    }
}
