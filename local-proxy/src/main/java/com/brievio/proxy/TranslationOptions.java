package com.brievio.proxy;

/**
 * What the user decides about translation.
 *
 * @param reasoning whether thinking text is asked for and passed on
 * @param autoCache whether prompt prefixes are marked for the upstream's cache
 * @param instructPrefill whether a last assistant message that a model refuses to continue becomes
 *     an instruction; else it is a 400
 */
public record TranslationOptions(boolean reasoning, boolean autoCache, boolean instructPrefill) {
    /** Reasoning and cache marks on, prefill refused. */
    public static final TranslationOptions DEFAULT = new TranslationOptions(true, true, false);
}
