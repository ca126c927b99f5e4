package com.brievio.conformance.engine;

import com.brievio.conformance.Level;
import com.brievio.conformance.Status;
import com.brievio.conformance.check.Finding;

/** Turns a finding and a level into a status; the only place that does (conformance.md 2.0). */
final class Grading {
    private Grading() {}

    static Status status(Finding finding, Level level) {
        return switch (finding) {
            case Finding.Holds _ -> Status.PASS;
            case Finding.Broken _ ->
                    switch (level) {
                        case MUST -> Status.FAIL;
                        case SHOULD -> Status.WARN;
                        case MAY -> Status.INFO;
                    };
            case Finding.Weak _ -> level == Level.MAY ? Status.INFO : Status.WARN;
            case Finding.Undecided _ -> Status.INCONCLUSIVE;
            case Finding.Refused _ -> Status.UNSUPPORTED;
            case Finding.NotApplicable _, Finding.NotReached _ -> Status.SKIP;
            case Finding.Noted _ -> Status.INFO;
        };
    }
}
