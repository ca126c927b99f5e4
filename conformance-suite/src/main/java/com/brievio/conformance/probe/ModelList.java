package com.brievio.conformance.probe;

import com.brievio.conformance.Budget;
import com.brievio.conformance.Target;
import com.brievio.conformance.TargetUnusable;
import com.brievio.conformance.wire.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Asks an endpoint which models it has. */
public final class ModelList {
    private ModelList() {}

    /**
     * Returns the ids that {@code GET /models} lists; the target's model is not looked at.
     *
     * @throws TargetUnusable where there is no answer, or no list in it
     */
    public static List<String> of(Target target) throws InterruptedException {
        try (Recorder recorder =
                new Recorder(target, Duration.ofSeconds(30), 1, null, Budget.UNBOUNDED)) {
            Exchange exchange = recorder.send("N.models", "", RequestSpec.get("/models"), true);
            String tried = "tried GET " + target.baseUrl() + "/models: ";
            Exchange.Response response = exchange.response();
            if (response == null) {
                throw new TargetUnusable(tried + exchange.failure());
            }
            JsonNode json = response.json();
            if (response.status() != 200 || json == null || !json.path("data").isArray()) {
                throw new TargetUnusable(
                        tried
                                + "HTTP "
                                + response.status()
                                + ", no model list; name one with --model");
            }
            List<String> ids = new ArrayList<>();
            json.path("data").forEach(item -> ids.add(item.path("id").asString("")));
            return ids;
        }
    }
}
