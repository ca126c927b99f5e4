package com.brievio.conformance;

/** What a whole run says. */
public enum Verdict {
    /** No check failed, and every one that must hold was asked. */
    PASSED,
    /** At least one check failed, or brievio itself failed at one. */
    FAILED,
    /** Nothing passed and nothing failed. */
    INCONCLUSIVE,
    /** Not every check could be asked; none of those that were failed. */
    INCOMPLETE,
    /** The run was stopped. */
    INTERRUPTED
}
