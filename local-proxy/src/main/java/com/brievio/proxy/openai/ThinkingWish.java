package com.brievio.proxy.openai;

import org.jspecify.annotations.Nullable;

/**
 * What a client says about thinking beside an effort.
 *
 * @param shown whether thoughts are wanted in the response
 * @param asked whether the client asks the model to think, also where it names no effort
 * @param budget most tokens of thinking, or null
 */
public record ThinkingWish(boolean shown, boolean asked, @Nullable Integer budget) {
    /** Nothing is said: thoughts are shown where there are any. */
    public static final ThinkingWish NONE = new ThinkingWish(true, false, null);

    /** What the budget is called in reports, until {@link ClientFields} names it. */
    public static final String BUDGET = "thinking_budget";

    /** Returns the effort that is nearest to the budget; high where there is none. */
    public ReasoningEffort effortNearBudget() {
        if (budget == null || budget >= 16_384) {
            return ReasoningEffort.HIGH;
        }
        return budget < 4096 ? ReasoningEffort.LOW : ReasoningEffort.MEDIUM;
    }
}
