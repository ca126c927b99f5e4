package com.brievio.conformance.probe;

/** A probe's request was not sent: the budget is spent, or a recording does not have it. */
public final class NotSent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotSent(String message) {
        super(message);
    }

    /** Returns why. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
