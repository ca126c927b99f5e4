package com.brievio.proxy.error;

/** Carries an {@link ApiError} to the error boundary. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    /** Wraps the error. */
    public ApiException(ApiError error) {
        super(error.message());
        this.error = error;
    }

    /** Returns what the client is told. */
    public ApiError error() {
        return error;
    }
}
