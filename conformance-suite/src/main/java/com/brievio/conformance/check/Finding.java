package com.brievio.conformance.check;

import com.brievio.conformance.Outcome.Sighting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a judge found; it has no say in the status. */
public sealed interface Finding {
    /** The requirement holds; {@code note} tells a value worth knowing, or null. */
    record Holds(@Nullable String note) implements Finding {}

    /** The requirement is violated. */
    record Broken(List<Violation> violations) implements Finding {
        /** Copies the list, which has at least one entry. */
        public Broken {
            violations = List.copyOf(violations);
            if (violations.isEmpty()) {
                throw new IllegalArgumentException("a broken requirement needs a violation");
            }
        }
    }

    /** A milder violation than the level speaks of: a WARN at most. */
    record Weak(Violation violation) implements Finding {}

    /** The model or the network did not produce the situation under test. */
    record Undecided(String reason) implements Finding {}

    /** The endpoint refused the feature in a well-formed way. */
    record Refused(Violation violation) implements Finding {}

    /** The check does not apply here. */
    record NotApplicable(String reason) implements Finding {}

    /**
     * The check was not reached: what it builds on failed, the budget was spent or the run was
     * stopped. It leaves open what an answer would decide.
     */
    record NotReached(String reason) implements Finding {}

    /** A value worth knowing, no verdict. */
    record Noted(String message) implements Finding {}

    /** What was expected, what was seen, and where. */
    record Violation(String expected, String actual, @Nullable Sighting sighting) {}

    /** The requirement holds. */
    static Finding holds() {
        return new Holds(null);
    }

    /** What this check builds on failed in another. */
    static Finding blockedBy(String id) {
        return new NotReached("blocked by " + id);
    }

    /** The requirement is violated once. */
    static Finding broken(Violation violation) {
        return new Broken(List.of(violation));
    }

    /** Violated where the list has entries, else it holds. */
    static Finding of(List<Violation> violations) {
        return violations.isEmpty() ? holds() : new Broken(violations);
    }
}
