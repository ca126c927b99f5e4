package com.brievio.conformance;

import java.util.Locale;

/** The verdict on one check (conformance.md section 2.0). */
public enum Status {
    /** It holds. */
    PASS,
    /** A MUST is violated. */
    FAIL,
    /** A SHOULD is violated. */
    WARN,
    /** A MAY is not met, or a value worth knowing. */
    INFO,
    /** The model or the network did not produce the situation. */
    INCONCLUSIVE,
    /** A well-formed refusal that names the feature. */
    UNSUPPORTED,
    /** Not judged; the message says why. */
    SKIP,
    /** The tester's own trouble. */
    ERROR;

    /** Returns the name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
