package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ReasoningEffort;
import com.brievio.proxy.openai.ThinkingWish;
import com.brievio.proxy.upstream.GeminiFacts;
import com.brievio.proxy.upstream.Notes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes {@code thinkingConfig} (mapping.md section 4). */
final class GeminiThinking {
    private static final String FIELD = "reasoning_effort";

    private GeminiThinking() {}

    /**
     * Returns the configuration, or null where nothing is said about thinking.
     *
     * @param shows whether thoughts may be shown at all
     */
    static @Nullable ObjectNode of(
            @Nullable ReasoningEffort effort,
            ThinkingWish wish,
            GeminiFacts facts,
            boolean shows,
            Notes notes) {
        boolean shown = shows && wish.shown();
        if (effort == null) {
            return wish.asked() && facts.thinks() ? asked(wish, facts, shown, notes) : null;
        }
        ObjectNode config = Json.object();
        if (!facts.levels().isEmpty()) {
            config.put("thinkingLevel", level(effort, facts, notes));
        } else if (facts.mostBudget() > 0) {
            config.put("thinkingBudget", budget(effort, facts, notes));
        } else {
            if (effort != ReasoningEffort.NONE) {
                notes.ignored(FIELD);
            }
            return null;
        }
        if (effort != ReasoningEffort.NONE && (shown || wish.asked())) {
            config.put("includeThoughts", shown);
        }
        return config;
    }

    /** Thinking without an effort: as much as the client allows, else as the model likes. */
    private static ObjectNode asked(
            ThinkingWish wish, GeminiFacts facts, boolean shown, Notes notes) {
        ObjectNode config = Json.object();
        Integer budget = wish.budget();
        if (budget != null && facts.levels().isEmpty()) {
            int fitting = Math.clamp(budget, facts.leastBudget(), facts.mostBudget());
            if (fitting != budget) {
                notes.ignored(ThinkingWish.BUDGET);
            }
            config.put("thinkingBudget", fitting);
        } else if (budget != null) {
            notes.ignored(ThinkingWish.BUDGET);
            config.put("thinkingLevel", level(wish.effortNearBudget(), facts, notes));
        }
        return config.put("includeThoughts", shown);
    }

    private static String level(ReasoningEffort effort, GeminiFacts facts, Notes notes) {
        boolean approximated =
                effort == ReasoningEffort.NONE || effort.compareTo(ReasoningEffort.HIGH) > 0;
        if (approximated) {
            notes.ignored(FIELD);
        }
        String wanted =
                switch (effort) {
                    case NONE -> facts.levels().getFirst();
                    case MINIMAL -> "MINIMAL";
                    case LOW -> "LOW";
                    case MEDIUM -> "MEDIUM";
                    case HIGH, XHIGH, MAX -> "HIGH";
                };
        if (facts.levels().contains(wanted)) {
            return wanted;
        }
        return wanted.equals("MINIMAL") ? facts.levels().getFirst() : facts.levels().getLast();
    }

    private static int budget(ReasoningEffort effort, GeminiFacts facts, Notes notes) {
        int high = Math.min(24_576, facts.mostBudget());
        return switch (effort) {
            case NONE -> {
                if (facts.leastBudget() > 0) {
                    notes.ignored(FIELD);
                }
                yield facts.leastBudget();
            }
            case MINIMAL, LOW -> 1024;
            case MEDIUM -> 8192;
            case HIGH -> high;
            case XHIGH -> {
                notes.ignored(FIELD);
                yield high;
            }
            case MAX -> {
                notes.ignored(FIELD);
                yield facts.mostBudget();
            }
        };
    }
}
