package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a Claude model takes and refuses (anthropic.md section 8).
 *
 * @param family start of the model's name
 * @param maxOutput most output tokens of one answer; 0 where unknown, and none need be sent
 * @param sampling whether temperature or top_p may be sent
 * @param prefill whether the last message may be the assistant's
 * @param forcedTools whether a call may be forced
 * @param thinking when the model thinks, and how it is told to
 * @param display whether thinking text comes only when it is asked for
 * @param bound whether thinking blocks are bound to the conversation before them
 * @param efforts the values of {@code output_config.effort}, weakest first
 * @param bedrockForcedThinkingOff whether Bedrock forces a call only with thinking disabled
 * @param systemInPlace whether a system message may stand inside the conversation; brievio hoists
 *     them for every model
 */
public record ClaudeFacts(
        String family,
        int maxOutput,
        boolean sampling,
        boolean prefill,
        boolean forcedTools,
        Thinking thinking,
        boolean display,
        boolean bound,
        Set<String> efforts,
        boolean bedrockForcedThinkingOff,
        boolean systemInPlace) {

    /** When a model thinks, and how it is told to (anthropic.md section 5). */
    public enum Thinking {
        /** Never, or not by any field that is known here. */
        NONE,
        /** With {@code enabled} and a budget. */
        BUDGET,
        /** With {@code adaptive} and an effort; not unless asked. */
        ON_REQUEST,
        /** Unless {@code disabled}. */
        DEFAULT,
        /** Always. */
        ALWAYS,
        /** Always; {@code between_tools} is the least. */
        BETWEEN_TOOLS;

        private static Thinking of(JsonNode row) {
            String word = row.path("thinking").asString();
            for (Thinking thinking : values()) {
                if (thinking.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
                    return thinking;
                }
            }
            throw new IllegalArgumentException(
                    "model facts of %s: thinking: '%s' is not none, budget, on-request, default,"
                                    .formatted(row.path("family").asString(), word)
                            + " always or between-tools");
        }
    }

    /** Copies the efforts. */
    public ClaudeFacts {
        efforts = Set.copyOf(efforts);
    }

    /**
     * Facts of a model that is not Claude and is spoken to in Claude's terms (Bedrock Converse).
     */
    static final ClaudeFacts OTHER =
            new ClaudeFacts(
                    "", 0, true, true, true, Thinking.NONE, false, false, Set.of(), false, false);

    static ClaudeFacts of(JsonNode row) {
        Set<String> efforts = new LinkedHashSet<>();
        row.path("efforts").forEach(effort -> efforts.add(effort.asString()));
        return new ClaudeFacts(
                row.path("family").asString(),
                Json.count(row, "maxOutput"),
                row.path("sampling").asBoolean(),
                row.path("prefill").asBoolean(),
                row.path("forcedTools").asBoolean(),
                Thinking.of(row),
                row.path("display").asBoolean(),
                row.path("bound").asBoolean(),
                efforts,
                row.path("bedrockForcedThinkingOff").asBoolean(),
                row.path("systemInPlace").asBoolean());
    }

    /** Tells whether temperature and top_p may be sent together; no Claude takes both. */
    public boolean samplesTwofold() {
        return family.isEmpty();
    }

    /** Tells whether prompt prefixes can be cached by marks; every Claude can. */
    public boolean caches() {
        return !family.isEmpty();
    }

    /** Returns the same facts with this ceiling. */
    ClaudeFacts withMaxOutput(int tokens) {
        return new ClaudeFacts(
                family,
                tokens,
                sampling,
                prefill,
                forcedTools,
                thinking,
                display,
                bound,
                efforts,
                bedrockForcedThinkingOff,
                systemInPlace);
    }
}
