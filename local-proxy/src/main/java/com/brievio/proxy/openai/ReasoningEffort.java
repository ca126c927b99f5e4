package com.brievio.proxy.openai;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How hard the model should think, weakest first (openai-chat.md section 2). */
public enum ReasoningEffort {
    NONE,
    MINIMAL,
    LOW,
    MEDIUM,
    HIGH,
    XHIGH,
    MAX;

    /** Returns the word on the wire. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the effort of this word, or null where it is none. */
    public static @Nullable ReasoningEffort of(String word) {
        for (ReasoningEffort effort : values()) {
            if (effort.wire().equals(word)) {
                return effort;
            }
        }
        return null;
    }
}
