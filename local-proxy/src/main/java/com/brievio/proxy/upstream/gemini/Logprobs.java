package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Log probabilities in OpenAI's form (mapping.md section 7.1). */
final class Logprobs {
    /** OpenAI's number for a token that is not among the likely ones. */
    private static final double UNKNOWN = -9999.0;

    private Logprobs() {}

    /** Adds an event for the tokens of {@code logprobsResult}, if there are any. */
    static void of(int choice, JsonNode result, List<ModelEvent> out) {
        List<ObjectNode> tokens = new ArrayList<>();
        JsonNode chosen = result.path("chosenCandidates");
        for (int i = 0; i < chosen.size(); i++) {
            ObjectNode token = token(chosen.get(i));
            ArrayNode top = token.putArray("top_logprobs");
            result.path("topCandidates")
                    .path(i)
                    .path("candidates")
                    .forEach(candidate -> top.add(token(candidate)));
            tokens.add(token);
        }
        if (!tokens.isEmpty()) {
            out.add(new ModelEvent.TokensWeighed(choice, tokens));
        }
    }

    private static ObjectNode token(JsonNode candidate) {
        String text = candidate.path("token").asString("");
        ObjectNode token = Json.object().put("token", text);
        token.put("logprob", candidate.path("logProbability").asDouble(UNKNOWN));
        ArrayNode bytes = token.putArray("bytes");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xff);
        }
        return token;
    }
}
