package com.brievio.proxy.upstream.gemini;

import static com.brievio.proxy.upstream.FieldFate.carried;
import static com.brievio.proxy.upstream.FieldFate.ignored;
import static com.brievio.proxy.upstream.FieldFate.refused;

import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.upstream.FieldFate;

/** What becomes of every request field on Gemini (mapping.md section 2). */
final class GeminiFates {
    private GeminiFates() {}

    /** Returns the fate of the field: one that has none does not compile. */
    static FieldFate of(RequestField field) {
        return switch (field) {
            case MODEL -> carried("in the URL, the provider's prefix cut off");
            case MESSAGES -> carried("`systemInstruction` and `contents`, see below");
            case TOOLS ->
                    carried(
                            "`functionDeclarations`, schemas as `parametersJsonSchema` (before 2.5:"
                                    + " `parameters` in OpenAPI's subset); references inlined, recursion"
                                    + " kept where the model takes it, its properties no longer required,"
                                    + " else cut, reported; names that"
                                    + " Gemini cannot take get a prefix, undone in answers; `strict`:"
                                    + " mode `VALIDATED`");
            case TOOL_CHOICE ->
                    carried(
                            "`functionCallingConfig`; `allowed_tools`: `allowedFunctionNames` of mode"
                                    + " `VALIDATED` or `ANY`");
            case FUNCTIONS, FUNCTION_CALL ->
                    carried("as `tools` and `tool_choice`; the answer speaks the old form too");
            case RESPONSE_FORMAT ->
                    carried(
                            "`responseMimeType` and `responseJsonSchema`; `json_object` with tools before"
                                    + " 3: asked for and sieved; a schema with tools before 3: 400");
            case N -> carried("`candidateCount` up to 2.5; more than 1 on later models is a 400");
            case STREAM -> carried("another method of the URL");
            case STREAM_OPTIONS ->
                    carried("by brievio; `include_obfuscation: true` is ignored, reported");
            case MODALITIES -> carried("`[\"text\"]`; anything else is a 400");
            case MAX_COMPLETION_TOKENS, MAX_TOKENS ->
                    carried("`maxOutputTokens`; `max_completion_tokens` wins");
            case TEMPERATURE, TOP_P ->
                    carried("as is; ignored, reported, where the model samples by itself");
            case FREQUENCY_PENALTY, PRESENCE_PENALTY ->
                    carried("on Vertex and before 2.5; ignored, reported, elsewhere");
            case STOP -> carried("`stopSequences`; those after the fifth are applied by brievio");
            case SEED -> carried("as is where it fits 32 bits, else ignored, reported");
            case REASONING_EFFORT ->
                    carried("`thinkingBudget` (2.5) or `thinkingLevel`; reported where it is less");
            case LOGPROBS, TOP_LOGPROBS ->
                    carried("`responseLogprobs`, `logprobs`; many models refuse it");
            case SERVICE_TIER ->
                    carried(
                            "`flex`, `priority` (also `fast`), `standard` (`default`); `auto`: nothing;"
                                    + " others ignored, reported; on Vertex a header, in the location"
                                    + " `global` only");
            case AUDIO,
                    LOGIT_BIAS,
                    METADATA,
                    PREDICTION,
                    SAFETY_IDENTIFIER,
                    STORE,
                    USER,
                    VERBOSITY ->
                    ignored("Gemini has no counterpart");
            case MODERATION -> ignored("mode `block` is a 400");
            case PARALLEL_TOOL_CALLS -> ignored("`false`: Gemini has no counterpart");
            case PROMPT_CACHE_KEY, PROMPT_CACHE_OPTIONS, PROMPT_CACHE_RETENTION ->
                    ignored("Gemini caches repeated prefixes by itself");
            case WEB_SEARCH_OPTIONS -> refused("a 400: the answer would have another meaning");
        };
    }
}
