package com.brievio.conformance;

/** Told of the progress of a run; called from one thread at a time. */
public interface RunListener {
    /** Hears nothing. */
    RunListener SILENT = new RunListener() {};

    /** The traits are known and this many checks will be judged at this price. */
    default void planned(Target target, Traits traits, int checks, Estimate estimate) {}

    /** The run waits for this check's probes. */
    default void waiting(String category, String checkId) {}

    /** A check is judged. */
    default void judged(Outcome outcome) {}
}
