package com.brievio.conformance;

/** A pattern, or all of them together, leave no check to run. One line of text. */
public final class NoSuchCheck extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which pattern, and what is nearest. */
    public NoSuchCheck(String message) {
        super(message);
    }
}
