package com.brievio.conformance;

import java.util.Locale;

/** How binding a check is (conformance.md section 2.0). */
public enum Level {
    /** A mainstream decoder throws, loses data or counts twice; a violation is a FAIL. */
    MUST,
    /** Documented behaviour that niche clients need; a violation is a WARN. */
    SHOULD,
    /** Good practice; a violation is an INFO. */
    MAY;

    /** Returns the name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
