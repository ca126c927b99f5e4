package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.Usage;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The newest value of every count (mapping.md section 7.3). */
final class GeminiUsage {
    private boolean reported;
    private int prompt;
    private int toolUse;
    private int candidates;
    private int thoughts;
    private int cached;

    void merge(JsonNode usage) {
        reported |= usage.has("promptTokenCount") || usage.has("totalTokenCount");
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

    /** Adds the counts, nothing where the upstream has reported none. */
    void report(List<ModelEvent> out) {
        if (reported) {
            out.add(event());
        }
    }

    private ModelEvent event() {
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
