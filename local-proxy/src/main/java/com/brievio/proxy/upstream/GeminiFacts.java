package com.brievio.proxy.upstream;

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
 * @param penalties whether presence and frequency penalties may be sent
 */
public record GeminiFacts(
        String family,
        double version,
        boolean sampling,
        boolean prefill,
        boolean candidates,
        boolean jsonWithTools,
        boolean penalties) {

    static GeminiFacts of(JsonNode row) {
        return new GeminiFacts(
                row.path("family").asString(),
                row.path("version").asDouble(),
                row.path("sampling").asBoolean(),
                row.path("prefill").asBoolean(),
                row.path("candidates").asBoolean(),
                row.path("jsonWithTools").asBoolean(),
                row.path("penalties").asBoolean());
    }
}
