package com.brievio.proxy.stream;

import java.util.Locale;

/** Why an answer ended, in OpenAI's words (mapping.md section 7.2). */
public enum FinishReason {
    STOP,
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER;

    /** Returns the word on the wire. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
