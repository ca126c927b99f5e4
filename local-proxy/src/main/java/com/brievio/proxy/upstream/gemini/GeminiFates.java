package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.openai.RequestField.Fate;

/** What becomes of every request field on Gemini (mapping.md section 2). */
final class GeminiFates {
    private GeminiFates() {}

    static Fate of(RequestField field) {
        return switch (field) {
            case MODEL,
                    MESSAGES,
                    FREQUENCY_PENALTY,
                    FUNCTION_CALL,
                    FUNCTIONS,
                    LOGPROBS,
                    MAX_COMPLETION_TOKENS,
                    MAX_TOKENS,
                    MODALITIES,
                    N,
                    PRESENCE_PENALTY,
                    REASONING_EFFORT,
                    RESPONSE_FORMAT,
                    SEED,
                    SERVICE_TIER,
                    STOP,
                    STREAM,
                    STREAM_OPTIONS,
                    TEMPERATURE,
                    TOOL_CHOICE,
                    TOOLS,
                    TOP_LOGPROBS,
                    TOP_P ->
                    Fate.CARRIED;
            case AUDIO,
                    LOGIT_BIAS,
                    METADATA,
                    MODERATION,
                    PARALLEL_TOOL_CALLS,
                    PREDICTION,
                    PROMPT_CACHE_KEY,
                    PROMPT_CACHE_OPTIONS,
                    PROMPT_CACHE_RETENTION,
                    SAFETY_IDENTIFIER,
                    STORE,
                    USER,
                    VERBOSITY ->
                    Fate.IGNORED;
            case WEB_SEARCH_OPTIONS -> Fate.REFUSED;
        };
    }
}
