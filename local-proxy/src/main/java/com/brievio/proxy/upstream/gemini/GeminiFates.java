package com.brievio.proxy.upstream.gemini;

import static com.brievio.proxy.upstream.FieldFate.carried;
import static com.brievio.proxy.upstream.FieldFate.ignored;
import static com.brievio.proxy.upstream.FieldFate.refused;

import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.upstream.FieldFate;
import java.util.EnumMap;
import java.util.Map;

/** What becomes of every request field on Gemini (mapping.md section 2). */
final class GeminiFates {
    private static final Map<RequestField, FieldFate> FATES = new EnumMap<>(RequestField.class);

    static {
        conversation(FATES);
        configuration(FATES);
        withoutCounterpart(FATES);
    }

    private GeminiFates() {}

    /** Returns the fate of the field; every field has one. */
    static FieldFate of(RequestField field) {
        FieldFate fate = FATES.get(field);
        if (fate == null) {
            throw new IllegalStateException(field + " has no fate");
        }
        return fate;
    }

    private static void conversation(Map<RequestField, FieldFate> fates) {
        fates.put(RequestField.MODEL, carried("in the URL, the provider's prefix cut off"));
        fates.put(RequestField.MESSAGES, carried("`systemInstruction` and `contents`, see below"));
        fates.put(
                RequestField.TOOLS,
                carried(
                        "`functionDeclarations`, schemas as `parametersJsonSchema` (before 2.5:"
                                + " `parameters` in OpenAPI's subset); references inlined, recursion"
                                + " kept where the model takes it, its properties no longer required,"
                                + " else cut, reported; names that"
                                + " Gemini cannot take get a prefix, undone in answers; `strict`:"
                                + " mode `VALIDATED`"));
        FieldFate choice =
                carried(
                        "`functionCallingConfig`; `allowed_tools`: `allowedFunctionNames` of mode"
                                + " `VALIDATED` or `ANY`");
        fates.put(RequestField.TOOL_CHOICE, choice);
        FieldFate functions =
                carried("as `tools` and `tool_choice`; the answer speaks the old form too");
        fates.put(RequestField.FUNCTIONS, functions);
        fates.put(RequestField.FUNCTION_CALL, functions);
        fates.put(
                RequestField.RESPONSE_FORMAT,
                carried(
                        "`responseMimeType` and `responseJsonSchema`; `json_object` with tools before"
                                + " 3: asked for and sieved; a schema with tools before 3: 400"));
        fates.put(
                RequestField.N,
                carried("`candidateCount` up to 2.5; more than 1 on later models is a 400"));
        fates.put(RequestField.STREAM, carried("another method of the URL"));
        fates.put(
                RequestField.STREAM_OPTIONS,
                carried("by brievio; `include_obfuscation: true` is ignored, reported"));
        fates.put(RequestField.MODALITIES, carried("`[\"text\"]`; anything else is a 400"));
    }

    private static void configuration(Map<RequestField, FieldFate> fates) {
        FieldFate limit = carried("`maxOutputTokens`; `max_completion_tokens` wins");
        fates.put(RequestField.MAX_COMPLETION_TOKENS, limit);
        fates.put(RequestField.MAX_TOKENS, limit);
        FieldFate sampling = carried("as is; ignored, reported, where the model samples by itself");
        fates.put(RequestField.TEMPERATURE, sampling);
        fates.put(RequestField.TOP_P, sampling);
        FieldFate penalty = carried("on Vertex and before 2.5; ignored, reported, elsewhere");
        fates.put(RequestField.FREQUENCY_PENALTY, penalty);
        fates.put(RequestField.PRESENCE_PENALTY, penalty);
        fates.put(
                RequestField.STOP,
                carried("`stopSequences`; those after the fifth are applied by brievio"));
        fates.put(
                RequestField.SEED, carried("as is where it fits 32 bits, else ignored, reported"));
        fates.put(
                RequestField.REASONING_EFFORT,
                carried("`thinkingBudget` (2.5) or `thinkingLevel`; reported where it is less"));
        FieldFate logprobs = carried("`responseLogprobs`, `logprobs`; many models refuse it");
        fates.put(RequestField.LOGPROBS, logprobs);
        fates.put(RequestField.TOP_LOGPROBS, logprobs);
        fates.put(
                RequestField.SERVICE_TIER,
                carried(
                        "`flex`, `priority` (also `fast`), `standard` (`default`); `auto`: nothing;"
                                + " others ignored, reported; on Vertex a header, in the location"
                                + " `global` only"));
    }

    private static void withoutCounterpart(Map<RequestField, FieldFate> fates) {
        FieldFate none = ignored("Gemini has no counterpart");
        fates.put(RequestField.AUDIO, none);
        fates.put(RequestField.LOGIT_BIAS, none);
        fates.put(RequestField.METADATA, none);
        fates.put(RequestField.MODERATION, ignored("mode `block` is a 400"));
        fates.put(RequestField.PARALLEL_TOOL_CALLS, ignored("`false`: Gemini has no counterpart"));
        fates.put(RequestField.PREDICTION, none);
        FieldFate cache = ignored("Gemini caches repeated prefixes by itself");
        fates.put(RequestField.PROMPT_CACHE_KEY, cache);
        fates.put(RequestField.PROMPT_CACHE_OPTIONS, cache);
        fates.put(RequestField.PROMPT_CACHE_RETENTION, cache);
        fates.put(RequestField.SAFETY_IDENTIFIER, none);
        fates.put(RequestField.STORE, none);
        fates.put(RequestField.USER, none);
        fates.put(RequestField.VERBOSITY, none);
        fates.put(
                RequestField.WEB_SEARCH_OPTIONS,
                refused("a 400: the answer would have another meaning"));
    }
}
