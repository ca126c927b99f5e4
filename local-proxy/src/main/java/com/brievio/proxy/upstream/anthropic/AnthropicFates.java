package com.brievio.proxy.upstream.anthropic;

import static com.brievio.proxy.upstream.FieldFate.carried;
import static com.brievio.proxy.upstream.FieldFate.ignored;
import static com.brievio.proxy.upstream.FieldFate.refused;

import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.upstream.FieldFate;

/** What becomes of every request field on Claude (mapping.md section 2). */
final class AnthropicFates {
    private AnthropicFates() {}

    /** Returns the fate of the field: one that has none does not compile. */
    static FieldFate of(RequestField field) {
        return switch (field) {
            case MODEL ->
                    carried(
                            "`model`, the provider's prefix cut off; on Bedrock and Vertex in the URL");
            case MESSAGES -> carried("`system` and `messages`, see below");
            case N -> carried("1; more is a 400");
            case STREAM -> carried("`stream`; on Bedrock another URL");
            case STREAM_OPTIONS ->
                    carried("by brievio; `include_obfuscation: true` is ignored, reported");
            case TOOLS ->
                    carried(
                            "`tools`; `strict` where the schema can be compiled, else left out,"
                                    + " reported; `cache_control` of a tool is kept; property names that"
                                    + " Claude refuses are renamed, and back in every call; older drafts"
                                    + " of JSON Schema are written as 2020-12; Anthropic's own shape is"
                                    + " taken too, reported");
            case TOOL_CHOICE ->
                    carried(
                            "`tool_choice`; `allowed_tools`: only those tools are sent; forcing a"
                                    + " call is a 400 where the model refuses it; Anthropic's own shape is"
                                    + " taken too, reported");
            case PARALLEL_TOOL_CALLS ->
                    carried(
                            "`false`: `disable_parallel_tool_use`; ignored, reported, without tools"
                                    + " and on Converse");
            case FUNCTIONS, FUNCTION_CALL ->
                    carried("as `tools` and `tool_choice`; the answer speaks the old form too");
            case RESPONSE_FORMAT ->
                    carried(
                            "`json_schema`: `output_config.format`, the schema reduced, reported;"
                                    + " `json_object`: asked for in `system`, and the text sieved so"
                                    + " that it parses every time");
            case MAX_COMPLETION_TOKENS, MAX_TOKENS ->
                    carried(
                            "`max_tokens`; the former wins, none: the model's most, on Bedrock 16384;"
                                    + " above the most:"
                                    + " capped, reported; a thinking budget is added to it; above"
                                    + " 21333 the upstream is asked for a stream");
            case TEMPERATURE ->
                    carried(
                            "as is up to 1, above: 1, reported; left out and reported where the"
                                    + " model samples by itself or thinks");
            case TOP_P ->
                    carried(
                            "as is; left out and reported beside a temperature other than 1, and"
                                    + " where the model samples by itself or thinks");
            case STOP ->
                    carried("`stop_sequences`; white space only: applied by brievio on the text");
            case REASONING_EFFORT ->
                    carried(
                            "`thinking` and `output_config.effort`, see the models below; reported"
                                    + " where the model or a forced tool choice allows less");
            case USER, SAFETY_IDENTIFIER ->
                    carried(
                            "`metadata.user_id`, the latter wins; an e-mail address or a telephone"
                                    + " number as a hash, reported; above 256 characters and on Converse"
                                    + " ignored, reported");
            case SERVICE_TIER ->
                    carried(
                            "`default`: `standard_only`; `auto`: nothing; others, and on Bedrock and"
                                    + " Vertex all: ignored, reported");
            case MODALITIES -> carried("`[\"text\"]`; anything else is a 400");
            case MODERATION -> ignored("mode `block` is a 400");
            case LOGPROBS -> refused("`true` is a 400: the answer would have another shape");
            case WEB_SEARCH_OPTIONS -> refused("a 400: the answer would have another meaning");
            case AUDIO,
                    FREQUENCY_PENALTY,
                    LOGIT_BIAS,
                    METADATA,
                    PREDICTION,
                    PRESENCE_PENALTY,
                    SEED,
                    STORE,
                    TOP_LOGPROBS,
                    VERBOSITY ->
                    ignored("Claude has no counterpart");
            case PROMPT_CACHE_KEY, PROMPT_CACHE_OPTIONS, PROMPT_CACHE_RETENTION ->
                    ignored("prefixes are marked for the cache anyway, see below");
        };
    }
}
