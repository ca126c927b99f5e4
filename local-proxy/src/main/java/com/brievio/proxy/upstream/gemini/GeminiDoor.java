package com.brievio.proxy.upstream.gemini;

/** Where Gemini is served; what differs in the request (gemini.md sections 1, 3 and 4). */
public enum GeminiDoor {
    /** Google AI Studio. */
    STUDIO("gemini"),
    /** Google Vertex AI. */
    VERTEX("vertex");

    private final String upstream;

    GeminiDoor(String upstream) {
        this.upstream = upstream;
    }

    /** Returns the upstream's name in messages. */
    String upstream() {
        return upstream;
    }
}
