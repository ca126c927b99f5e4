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
}
