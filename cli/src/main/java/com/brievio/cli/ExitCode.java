package com.brievio.cli;

/** The exit codes that scripts rely on (contract.md). */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED_CHECK = 1;
    static final int REFUSED_REQUEST = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;
    static final int NOTHING_CONCLUSIVE = 5;
    static final int OWN_FAILURE = 70;
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
