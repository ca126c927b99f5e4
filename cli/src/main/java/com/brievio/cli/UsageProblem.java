package com.brievio.cli;

/** Wrong use of the program; one line on stderr, exit 2. */
final class UsageProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageProblem(String message) {
        super(message);
    }
}
