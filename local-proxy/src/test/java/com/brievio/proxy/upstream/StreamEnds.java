package com.brievio.proxy.upstream;

/** Knows, independently of the decoders, whether a stream holds the event that ends the answer. */
final class StreamEnds {
    private StreamEnds() {}

    static boolean isComplete(String stream) {
        return stream.contains("\"type\":\"message_stop\"")
                || stream.contains("\"finishReason\"")
                || stream.contains("\"blockReason\"")
                || stream.contains("\"finish_reason\":\"");
    }
}
