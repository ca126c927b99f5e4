package com.brievio.proxy.upstream;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a Gemini model takes and refuses (gemini.md section 4).
 *
 * @param family start of the model's name
 * @param version family number, such as 2.5
 * @param sampling whether temperature and topP have an effect
 * @param prefill whether the last content may be the model's
 * @param candidates whether candidateCount may exceed 1
 * @param jsonWithTools whether JSON mode and function tools go together
 * @param penalties whether AI Studio takes presence and frequency penalties; Vertex always does
 * @param jsonSchema whether schemas may be JSON Schema; else they are OpenAPI's subset
 * @param levels the thinking levels, weakest first; empty where thinking has a budget or none
 * @param leastBudget least thinking budget in tokens
 * @param mostBudget most thinking budget in tokens, 0 where there is none
 */
public record GeminiFacts(
        String family,
        double version,
        boolean sampling,
        boolean prefill,
        boolean candidates,
        boolean jsonWithTools,
        boolean penalties,
        boolean jsonSchema,
        List<String> levels,
        int leastBudget,
        int mostBudget) {

    /** Copies the levels. */
    public GeminiFacts {
        levels = List.copyOf(levels);
    }

    /** Returns whether the model's thinking can be configured. */
    public boolean thinks() {
        return !levels.isEmpty() || mostBudget > 0;
    }

    /** Returns the same facts of a model that has no thinking to configure. */
    GeminiFacts withoutThinking() {
        return new GeminiFacts(
                family,
                version,
                sampling,
                prefill,
                candidates,
                jsonWithTools,
                penalties,
                jsonSchema,
                List.of(),
                0,
                0);
    }

    static GeminiFacts of(JsonNode row) {
        List<String> levels = new ArrayList<>();
        row.path("levels").forEach(level -> levels.add(level.asString()));
        return new GeminiFacts(
                row.path("family").asString(),
                row.path("version").asDouble(),
                row.path("sampling").asBoolean(),
                row.path("prefill").asBoolean(),
                row.path("candidates").asBoolean(),
                row.path("jsonWithTools").asBoolean(),
                row.path("penalties").asBoolean(),
                row.path("jsonSchema").asBoolean(),
                levels,
                row.path("leastBudget").asInt(),
                row.path("mostBudget").asInt());
    }
}
