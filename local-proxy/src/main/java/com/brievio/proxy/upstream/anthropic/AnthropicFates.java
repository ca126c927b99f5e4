package com.brievio.proxy.upstream.anthropic;

import static com.brievio.proxy.upstream.FieldFate.carried;
import static com.brievio.proxy.upstream.FieldFate.ignored;
import static com.brievio.proxy.upstream.FieldFate.refused;

import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.upstream.FieldFate;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What becomes of every request field on Claude (mapping.md section 2). */
final class AnthropicFates {
    private static final Set<RequestField> NO_COUNTERPART =
            EnumSet.of(
                    RequestField.AUDIO,
                    RequestField.FREQUENCY_PENALTY,
                    RequestField.LOGIT_BIAS,
                    RequestField.METADATA,
                    RequestField.PREDICTION,
                    RequestField.PRESENCE_PENALTY,
                    RequestField.SEED,
                    RequestField.STORE,
                    RequestField.TOP_LOGPROBS,
                    RequestField.VERBOSITY);
    private static final Set<RequestField> CACHE_HINTS =
            EnumSet.of(
                    RequestField.PROMPT_CACHE_KEY,
                    RequestField.PROMPT_CACHE_OPTIONS,
                    RequestField.PROMPT_CACHE_RETENTION);
    private static final Map<RequestField, FieldFate> FATES = new EnumMap<>(RequestField.class);

    static {
        conversation(FATES);
        sampling(FATES);
        withoutCounterpart(FATES);
    }

    private AnthropicFates() {}

    /** Returns the fate of the field; every field has one. */
    static FieldFate of(RequestField field) {
        FieldFate fate = FATES.get(field);
        if (fate == null) {
            throw new IllegalStateException(field + " has no fate");
        }
        return fate;
    }

    private static void conversation(Map<RequestField, FieldFate> fates) {
        fates.put(
                RequestField.MODEL,
                carried(
                        "`model`, the provider's prefix cut off; on Bedrock and Vertex in the URL"));
        fates.put(RequestField.MESSAGES, carried("`system` and `messages`, see below"));
        fates.put(RequestField.N, carried("1; more is a 400"));
        fates.put(RequestField.STREAM, carried("`stream`; on Bedrock another URL"));
        fates.put(
                RequestField.STREAM_OPTIONS,
                carried("by brievio; `include_obfuscation: true` is ignored, reported"));
        fates.put(
                RequestField.TOOLS,
                carried(
                        "`tools`; `strict` where the schema can be compiled, else left out,"
                                + " reported; `cache_control` of a tool is kept; property names that"
                                + " Claude refuses are renamed, and back in every call; older drafts"
                                + " of JSON Schema are written as 2020-12; Anthropic's own shape is"
                                + " taken too, reported"));
        fates.put(
                RequestField.TOOL_CHOICE,
                carried(
                        "`tool_choice`; `allowed_tools`: only those tools are sent; forcing a"
                                + " call is a 400 where the model refuses it; Anthropic's own shape is"
                                + " taken too, reported"));
        fates.put(
                RequestField.PARALLEL_TOOL_CALLS,
                carried(
                        "`false`: `disable_parallel_tool_use`; ignored, reported, without tools"
                                + " and on Converse"));
        FieldFate legacy =
                carried("as `tools` and `tool_choice`; the answer speaks the old form too");
        fates.put(RequestField.FUNCTIONS, legacy);
        fates.put(RequestField.FUNCTION_CALL, legacy);
        fates.put(
                RequestField.RESPONSE_FORMAT,
                carried(
                        "`json_schema`: `output_config.format`, the schema reduced, reported;"
                                + " `json_object`: asked for in `system`, and the text sieved so"
                                + " that it parses every time"));
    }

    private static void sampling(Map<RequestField, FieldFate> fates) {
        FieldFate limit =
                carried(
                        "`max_tokens`; the former wins, none: the model's most, on Bedrock 16384;"
                                + " above the most:"
                                + " capped, reported; a thinking budget is added to it; above"
                                + " 21333 the upstream is asked for a stream");
        fates.put(RequestField.MAX_COMPLETION_TOKENS, limit);
        fates.put(RequestField.MAX_TOKENS, limit);
        fates.put(
                RequestField.TEMPERATURE,
                carried(
                        "as is up to 1, above: 1, reported; left out and reported where the"
                                + " model samples by itself or thinks"));
        fates.put(
                RequestField.TOP_P,
                carried(
                        "as is; left out and reported beside a temperature other than 1, and"
                                + " where the model samples by itself or thinks"));
        fates.put(
                RequestField.STOP,
                carried("`stop_sequences`; white space only: applied by brievio on the text"));
        fates.put(
                RequestField.REASONING_EFFORT,
                carried(
                        "`thinking` and `output_config.effort`, see the models below; reported"
                                + " where the model or a forced tool choice allows less"));
        FieldFate user =
                carried(
                        "`metadata.user_id`, the latter wins; an e-mail address or a telephone"
                                + " number as a hash, reported; above 256 characters and on Converse"
                                + " ignored, reported");
        fates.put(RequestField.USER, user);
        fates.put(RequestField.SAFETY_IDENTIFIER, user);
        fates.put(
                RequestField.SERVICE_TIER,
                carried(
                        "`default`: `standard_only`; `auto`: nothing; others, and on Bedrock and"
                                + " Vertex all: ignored, reported"));
        fates.put(RequestField.MODALITIES, carried("`[\"text\"]`; anything else is a 400"));
    }

    private static void withoutCounterpart(Map<RequestField, FieldFate> fates) {
        for (RequestField field : NO_COUNTERPART) {
            fates.put(field, ignored("Claude has no counterpart"));
        }
        for (RequestField field : CACHE_HINTS) {
            fates.put(field, ignored("prefixes are marked for the cache anyway, see below"));
        }
        fates.put(RequestField.MODERATION, ignored("mode `block` is a 400"));
        fates.put(
                RequestField.LOGPROBS,
                refused("`true` is a 400: the answer would have another shape"));
        fates.put(
                RequestField.WEB_SEARCH_OPTIONS,
                refused("a 400: the answer would have another meaning"));
    }
}
