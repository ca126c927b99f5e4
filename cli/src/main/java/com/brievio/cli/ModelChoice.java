package com.brievio.cli;

import com.brievio.conformance.Target;
import com.brievio.conformance.TargetUnusable;
import com.brievio.conformance.engine.ConformanceRun;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chooses the model where none is named: the only one that the endpoint lists. */
final class ModelChoice {
    private ModelChoice() {}

    static String onlyOne(URI url, @Nullable String key, List<Map.Entry<String, String>> headers)
            throws InterruptedException {
        List<String> ids =
                ConformanceRun.modelsListedBy(new Target(null, url, "", key, headers, null, null));
        return switch (ids.size()) {
            case 0 ->
                    throw new TargetUnusable(
                            "tried GET "
                                    + url
                                    + "/models: it lists no model; name one with --model");
            case 1 -> ids.getFirst();
            default ->
                    throw new UsageProblem(
                            "--model is needed: " + url + " lists " + String.join(", ", ids));
        };
    }
}
