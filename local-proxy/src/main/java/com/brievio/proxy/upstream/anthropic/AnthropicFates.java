package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.openai.RequestField.Fate;

/** What becomes of every request field on Claude (mapping.md section 2). */
final class AnthropicFates {
    private AnthropicFates() {}

    static Fate of(RequestField field) {
        return switch (field) {
            case MODEL,
                    MESSAGES,
                    FUNCTION_CALL,
                    FUNCTIONS,
                    MAX_COMPLETION_TOKENS,
                    MAX_TOKENS,
                    MODALITIES,
                    N,
                    PARALLEL_TOOL_CALLS,
                    REASONING_EFFORT,
                    RESPONSE_FORMAT,
                    SAFETY_IDENTIFIER,
                    SERVICE_TIER,
                    STOP,
                    STREAM,
                    STREAM_OPTIONS,
                    TEMPERATURE,
                    TOOL_CHOICE,
                    TOOLS,
                    TOP_P,
                    USER ->
                    Fate.CARRIED;
            case AUDIO,
                    FREQUENCY_PENALTY,
                    LOGIT_BIAS,
                    METADATA,
                    MODERATION,
                    PREDICTION,
                    PRESENCE_PENALTY,
                    PROMPT_CACHE_KEY,
                    PROMPT_CACHE_OPTIONS,
                    PROMPT_CACHE_RETENTION,
                    SEED,
                    STORE,
                    TOP_LOGPROBS,
                    VERBOSITY ->
                    Fate.IGNORED;
            case LOGPROBS, WEB_SEARCH_OPTIONS -> Fate.REFUSED;
        };
    }
}
