package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The newest value of every count; a null on the wire leaves the one before (mapping.md 7.3). */
final class AnthropicUsage {
    private boolean reported;
    private int input;
    private int cacheWrite;
    private int cacheRead;
    private int output;
    private @Nullable Integer thinking;
    private @Nullable String tier;

    void merge(JsonNode usage) {
        reported |= usage.has("input_tokens") || usage.has("output_tokens");
        input = newest(usage, "input_tokens", input);
        cacheWrite = newest(usage, "cache_creation_input_tokens", cacheWrite);
        cacheRead = newest(usage, "cache_read_input_tokens", cacheRead);
        output = newest(usage, "output_tokens", output);
        JsonNode details = usage.path("output_tokens_details").path("thinking_tokens");
        thinking = details.isNumber() ? Json.integer(details) : thinking;
        String named = Json.string(usage, "service_tier");
        tier = named == null ? tier : named;
    }

    private static int newest(JsonNode usage, String key, int before) {
        Integer value = Json.integer(usage.path(key));
        return value == null ? before : value;
    }

    /** Adds the counts, nothing where the upstream has reported none. */
    void report(List<ModelEvent> out) {
        if (reported) {
            out.add(event());
        }
    }

    private ModelEvent event() {
        String served = "standard".equals(tier) ? "default" : "priority".equals(tier) ? tier : null;
        int prompt = Usage.sum(input, cacheWrite, cacheRead);
        return new ModelEvent.UsageReported(
                new Usage(prompt, output, cacheRead, cacheWrite, thinking), served);
    }
}
