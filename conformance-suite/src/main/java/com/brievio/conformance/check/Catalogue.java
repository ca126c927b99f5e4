package com.brievio.conformance.check;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The list of all checks: registering one is one line in its file. */
public final class Catalogue {
    private static final List<String> CATEGORIES =
            List.of(
                    "envelope",
                    "streaming",
                    "usage",
                    "tools",
                    "vision",
                    "json",
                    "params",
                    "errors",
                    "embeddings",
                    "models",
                    "http",
                    "unicode",
                    "disconnect",
                    "responses",
                    "anthropic");
    private static final List<Check> CHECKS =
            Stream.of(
                            EnvelopeChecks.all(),
                            StreamChecks.all(),
                            StreamFormChecks.all(),
                            Incrementality.all(),
                            ChunkChecks.all(),
                            ChoiceChecks.all(),
                            UsageChecks.all(),
                            UsageHonestyChecks.all(),
                            ToolChecks.all(),
                            ToolTurnChecks.all(),
                            ToolDeltaChecks.all(),
                            VisionChecks.all(),
                            JsonChecks.all(),
                            ParamChecks.all(),
                            MessageChecks.all(),
                            ErrorChecks.all(),
                            RequestErrorChecks.all(),
                            EmbeddingChecks.all(),
                            ModelChecks.all(),
                            HttpChecks.all(),
                            UnicodeChecks.all(),
                            DisconnectChecks.all(),
                            ResponsesChecks.all(),
                            ResponsesStreamChecks.all(),
                            MessagesChecks.all(),
                            MessagesStreamChecks.all())
                    .flatMap(List::stream)
                    .sorted(Comparator.comparingInt(c -> CATEGORIES.indexOf(c.category())))
                    .toList();

    private Catalogue() {}

    /** Returns every check, in the order of reports. */
    public static List<Check> checks() {
        return CHECKS;
    }
}
