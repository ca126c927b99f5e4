package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.Usage;
import tools.jackson.databind.JsonNode;

/** The newest value of every count (mapping.md section 7.3). */
final class GeminiUsage {
    private int prompt;
    private int toolUse;
    private int candidates;
    private int thoughts;
    private int cached;

    void merge(JsonNode usage) {
        prompt = newest(usage, "promptTokenCount", prompt);
        toolUse = newest(usage, "toolUsePromptTokenCount", toolUse);
        candidates = newest(usage, "candidatesTokenCount", candidates);
        thoughts = newest(usage, "thoughtsTokenCount", thoughts);
        cached = newest(usage, "cachedContentTokenCount", cached);
    }

    private static int newest(JsonNode usage, String key, int before) {
        Integer value = Json.integer(usage.path(key));
        return value == null || value < 0 ? before : value;
    }

    ModelEvent report() {
        return new ModelEvent.UsageReported(
                new Usage(
                        Usage.sum(prompt, toolUse),
                        Usage.sum(candidates, thoughts),
                        cached,
                        null,
                        thoughts),
                null);
    }
}
