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

    /** Tells whether something is wrong that is worth mending. */
    public boolean isViolation() {
        return switch (this) {
            case FAIL, WARN, ERROR -> true;
            case PASS, INFO, INCONCLUSIVE, UNSUPPORTED, SKIP -> false;
        };
    }

    /** Returns a sign that needs no colour to be told from the others. */
    public String glyph() {
        return switch (this) {
            case PASS -> "✓";
            case FAIL, ERROR -> "✗";
            case WARN -> "▲";
            case INFO -> "ℹ";
            case INCONCLUSIVE -> "?";
            case UNSUPPORTED -> "∅";
            case SKIP -> "–";
        };
    }

    /** Returns the name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
