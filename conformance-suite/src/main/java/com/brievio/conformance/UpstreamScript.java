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
        CUT
    }

    /** Lets the upstream meet every request whose body contains the marker with the trouble. */
    void plant(String marker, Trouble trouble);
}
