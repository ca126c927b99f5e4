package com.brievio.conformance;

/** The target cannot be judged at all: unreachable, TLS failure, key refused. One line of text. */
public final class TargetUnusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what was tried and what came back. */
    public TargetUnusable(String message) {
        super(message);
    }
}
