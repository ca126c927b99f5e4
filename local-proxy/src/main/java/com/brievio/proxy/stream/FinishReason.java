package com.brievio.proxy.stream;

import java.util.Locale;
import java.util.regex.Pattern;

/** Why an answer ended, in OpenAI's words (mapping.md section 7.2). */
public enum FinishReason {
    STOP,
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER;

    private static final Pattern BLOCKED =
            Pattern.compile(
                    "safety|prohibit|block|filter|recitation|spii|armor|jailbreak|guardrail|policy"
                            + "|violat|refus|harm|sensitive|moderat|forbidden|copyright",
                    Pattern.CASE_INSENSITIVE);

    /** Returns the word on the wire. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns what an unknown reason of an upstream stands for: what sounds of a block is one, any
     * other is an end, which the caller reports as unrecognized (decisions.md, "Unknown finish
     * reasons").
     */
    public static FinishReason ofUnknown(String word) {
        return BLOCKED.matcher(word).find() ? CONTENT_FILTER : STOP;
    }
}
