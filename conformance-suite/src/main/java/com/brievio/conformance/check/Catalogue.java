package com.brievio.conformance.check;

import java.util.List;
import java.util.stream.Stream;

/** The list of all checks: registering one is one line in its file. */
public final class Catalogue {
    private static final List<Check> CHECKS =
            Stream.of(
                            EnvelopeChecks.all(),
                            StreamChecks.all(),
                            ChunkChecks.all(),
                            UsageChecks.all(),
                            ToolChecks.all(),
                            FeatureChecks.all(),
                            ParamChecks.all(),
                            ErrorChecks.all())
                    .flatMap(List::stream)
                    .toList();

    private Catalogue() {}

    /** Returns every check, in the order of reports. */
    public static List<Check> checks() {
        return CHECKS;
    }
}
