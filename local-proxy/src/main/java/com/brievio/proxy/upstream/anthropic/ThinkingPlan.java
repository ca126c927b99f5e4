package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.openai.ReasoningEffort;
import com.brievio.proxy.openai.ToolChoice;
import com.brievio.proxy.upstream.ClaudeFacts;
import com.brievio.proxy.upstream.Notes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether and how the model thinks on a request (mapping.md section 4).
 *
 * @param thinking the {@code thinking} field, or null to leave it out
 * @param effort the {@code output_config.effort}, or null to leave it out
 * @param budget tokens that thinking adds to the limit, 0 where it has no budget
 * @param on whether the model may think
 */
record ThinkingPlan(
        @Nullable ObjectNode thinking, @Nullable String effort, int budget, boolean on) {
    private static final String FIELD = "reasoning_effort";
    private static final ThinkingPlan OFF = new ThinkingPlan(null, null, 0, false);

    /**
     * Plans the request's thinking.
     *
     * @param shown whether thinking text is asked for
     * @param replayable whether the last turn's thinking, where it called tools, can be sent back
     */
    static ThinkingPlan of(
            ChatRequest request,
            ClaudeFacts facts,
            ClaudeDoor door,
            boolean shown,
            boolean replayable,
            Notes notes) {
        boolean forced = isForced(request.toolChoice());
        if (door.isBedrock() && facts.bedrockForcedThinkingOff() && forced) {
            reportIfWanted(request.effort(), notes);
            return new ThinkingPlan(type("disabled"), null, 0, false);
        }
        ReasoningEffort effort = request.effort();
        return switch (facts.thinking()) {
            case NONE -> {
                reportIfWanted(effort, notes);
                yield OFF;
            }
            case BUDGET -> budgeted(effort, !forced && replayable && !prefills(request), notes);
            case ON_REQUEST ->
                    effort == null || effort == ReasoningEffort.NONE
                            ? OFF
                            : new ThinkingPlan(
                                    adaptive(facts, shown), word(effort, facts, notes), 0, true);
            case DEFAULT, ALWAYS, BETWEEN_TOOLS -> unasked(effort, facts, shown, notes);
        };
    }

    private static boolean isForced(ToolChoice choice) {
        return choice instanceof ToolChoice.Required
                || choice instanceof ToolChoice.Named
                || (choice instanceof ToolChoice.Allowed allowed && allowed.required());
    }

    private static boolean prefills(ChatRequest request) {
        for (Message message : request.messages().reversed()) {
            if (!(message instanceof Message.Instruction)) {
                return message instanceof Message.Assistant;
            }
        }
        return false;
    }

    private static void reportIfWanted(@Nullable ReasoningEffort effort, Notes notes) {
        if (effort != null && effort != ReasoningEffort.NONE) {
            notes.ignored(FIELD);
        }
    }

    /** Manual thinking; off where the rest of the request does not allow it. */
    private static ThinkingPlan budgeted(
            @Nullable ReasoningEffort effort, boolean allowed, Notes notes) {
        if (effort == null || effort == ReasoningEffort.NONE) {
            return OFF;
        }
        if (!allowed) {
            notes.ignored(FIELD);
            return OFF;
        }
        int budget =
                switch (effort) {
                    case NONE, MINIMAL, LOW -> 1024;
                    case MEDIUM -> 2048;
                    case HIGH -> 4096;
                    case XHIGH -> 8192;
                    case MAX -> 16_384;
                };
        if (effort.compareTo(ReasoningEffort.HIGH) > 0) {
            notes.ignored(FIELD);
        }
        return new ThinkingPlan(type("enabled").put("budget_tokens", budget), null, budget, true);
    }

    /** Models that think unless they are told not to, if they can be told. */
    private static ThinkingPlan unasked(
            @Nullable ReasoningEffort effort, ClaudeFacts facts, boolean shown, Notes notes) {
        ObjectNode shownThinking = shown && facts.display() ? adaptive(facts, true) : null;
        if (effort == null) {
            return new ThinkingPlan(shownThinking, null, 0, true);
        }
        if (effort != ReasoningEffort.NONE) {
            return new ThinkingPlan(shownThinking, word(effort, facts, notes), 0, true);
        }
        return switch (facts.thinking()) {
            case DEFAULT -> new ThinkingPlan(type("disabled"), null, 0, false);
            case BETWEEN_TOOLS -> new ThinkingPlan(type("between_tools"), null, 0, true);
            case ALWAYS, NONE, BUDGET, ON_REQUEST -> {
                notes.ignored(FIELD);
                yield new ThinkingPlan(shownThinking, "low", 0, true);
            }
        };
    }

    private static ObjectNode type(String type) {
        return Json.object().put("type", type);
    }

    private static ObjectNode adaptive(ClaudeFacts facts, boolean shown) {
        ObjectNode thinking = type("adaptive");
        return shown && facts.display() ? thinking.put("display", "summarized") : thinking;
    }

    private static String word(ReasoningEffort effort, ClaudeFacts facts, Notes notes) {
        if (effort == ReasoningEffort.MINIMAL) {
            return "low";
        }
        if (!facts.efforts().contains(effort.wire())) {
            notes.ignored(FIELD);
            return "high";
        }
        return effort.wire();
    }
}
