package com.brievio.proxy.openai;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.Usage;
import tools.jackson.databind.node.ObjectNode;

/** Writes the {@code usage} object (openai-chat.md section 7). */
final class UsageJson {
    private UsageJson() {}

    static ObjectNode of(Usage usage) {
        ObjectNode json =
                Json.object()
                        .put("prompt_tokens", usage.promptTokens())
                        .put("completion_tokens", usage.completionTokens())
                        .put("total_tokens", usage.totalTokens());
        ObjectNode prompt = json.putObject("prompt_tokens_details");
        prompt.put("cached_tokens", usage.cachedTokens());
        if (usage.cacheWriteTokens() != null) {
            prompt.put("cache_write_tokens", usage.cacheWriteTokens());
        }
        if (usage.reasoningTokens() != null) {
            json.putObject("completion_tokens_details")
                    .put("reasoning_tokens", usage.reasoningTokens());
        }
        return json;
    }
}
