package com.brievio.proxy.openai;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Every top-level field of OpenAI's chat request (openai-chat.md section 2). Each upstream declares
 * a fate for each of them.
 */
public enum RequestField {
    MODEL,
    MESSAGES,
    AUDIO,
    FREQUENCY_PENALTY,
    PRESENCE_PENALTY,
    FUNCTION_CALL,
    FUNCTIONS,
    LOGIT_BIAS,
    LOGPROBS,
    TOP_LOGPROBS,
    MAX_COMPLETION_TOKENS,
    MAX_TOKENS,
    METADATA,
    MODALITIES,
    MODERATION,
    N,
    PARALLEL_TOOL_CALLS,
    PREDICTION,
    PROMPT_CACHE_KEY,
    PROMPT_CACHE_OPTIONS,
    PROMPT_CACHE_RETENTION,
    REASONING_EFFORT,
    RESPONSE_FORMAT,
    SAFETY_IDENTIFIER,
    SEED,
    SERVICE_TIER,
    STOP,
    STORE,
    STREAM,
    STREAM_OPTIONS,
    TEMPERATURE,
    TOOL_CHOICE,
    TOOLS,
    TOP_P,
    USER,
    VERBOSITY,
    WEB_SEARCH_OPTIONS;

    private static final Map<String, RequestField> BY_KEY = new HashMap<>();

    static {
        for (RequestField field : values()) {
            BY_KEY.put(field.key(), field);
        }
    }

    /** What an upstream does with a field. */
    public enum Fate {
        /** Sent, or carried out by the proxy itself; the encoder reports what it had to change. */
        CARRIED,
        /** Left out and reported. */
        IGNORED,
        /** Answered with 400. */
        REFUSED
    }

    /** Returns the JSON key. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the field with this JSON key, or null for a key that OpenAI does not know. */
    public static @Nullable RequestField of(String key) {
        return BY_KEY.get(key);
    }

    /**
     * Tells whether the value says no more than leaving the field out: null, empty, the default.
     */
    public boolean saysNothing(JsonNode value) {
        // An empty object is how a search of the web is switched on.
        boolean empty = value.isContainer() && value.isEmpty() && this != WEB_SEARCH_OPTIONS;
        if (value.isNull() || empty) {
            return true;
        }
        return switch (this) {
            case FREQUENCY_PENALTY, PRESENCE_PENALTY -> isNumber(value, 0);
            case TEMPERATURE, TOP_P, N -> isNumber(value, 1);
            case LOGPROBS, STORE, STREAM -> value.isBoolean() && !value.asBoolean();
            case PARALLEL_TOOL_CALLS -> value.isBoolean() && value.asBoolean();
            case SERVICE_TIER -> value.asString("").equals("auto");
            case VERBOSITY -> value.asString("").equals("medium");
            case TOP_LOGPROBS -> isNumber(value, 0);
            default -> false;
        };
    }

    private static boolean isNumber(JsonNode value, int number) {
        return value.isNumber() && value.decimalValue().compareTo(BigDecimal.valueOf(number)) == 0;
    }
}
