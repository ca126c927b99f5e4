package com.brievio.proxy.upstream.anthropic;

/** Where Claude is served; what differs in the request (anthropic.md sections 2, 10 and 11). */
public enum ClaudeDoor {
    /** Anthropic's own API. */
    DIRECT("anthropic", true),
    /** Amazon Bedrock, InvokeModel. */
    BEDROCK("bedrock", false),
    /** Amazon Bedrock, Converse; also for the models there that are not Claude. */
    CONVERSE("bedrock", false),
    /** Google Vertex AI. */
    VERTEX("vertex", false);

    private final String upstream;
    private final boolean full;

    ClaudeDoor(String upstream, boolean full) {
        this.upstream = upstream;
        this.full = full;
    }

    /** Returns the upstream's name in messages. */
    String upstream() {
        return upstream;
    }

    /** Tells whether the door fetches images by URL. */
    boolean fetchesImages() {
        return full;
    }

    /** Tells whether one key at the top level marks the prefix for the cache. */
    boolean cachesByItself() {
        return full;
    }

    /** Tells whether the door is Amazon's. */
    boolean isBedrock() {
        return this == BEDROCK || this == CONVERSE;
    }
}
