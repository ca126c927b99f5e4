package com.brievio.conformance;

/**
 * A way to tell the upstream behind a gateway to misbehave; only a simulated upstream has one. The
 * checks that need it are skipped elsewhere.
 */
public interface UpstreamScript {
    /** What the upstream does. */
    enum Trouble {
        /** Answers 429 with a retry-after. */
        RATE_LIMIT,
        /** Answers 500. */
        SERVER_ERROR,
        /** Ends the stream in the middle of the answer. */
        CUT,
        /** Takes the request and never answers. */
        STALL,
        /** Answers as usual, and what becomes of the answer is watched. */
        WATCHED
    }

    /** What became of an upstream's answer. */
    enum Fate {
        /** The request has not come there. */
        NOT_SENT,
        /** It is being written. */
        RUNNING,
        /** It was written to its end. */
        COMPLETED,
        /** The connection was closed before its end. */
        ABANDONED
    }

    /** Lets the upstream meet every request whose body contains the marker with the trouble. */
    void plant(String marker, Trouble trouble);

    /** Returns what became of the answer to the request with this marker. */
    Fate fate(String marker);
}
