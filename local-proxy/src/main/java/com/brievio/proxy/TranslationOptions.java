package com.brievio.proxy;

import java.util.Map;

/**
 * What the user decides about translation.
 *
 * @param reasoning whether thinking text is asked for and passed on
 * @param autoCache whether prompt prefixes are marked for the upstream's cache
 * @param instructPrefill whether a last assistant message that a model refuses to continue becomes
 *     an instruction; else it is a 400
 * @param platforms what {@code bedrock} and {@code vertex} do with a beta flag or a member of
 *     Anthropic's, where that differs from what is known: {@code keep}, {@code drop}, or the flag
 *     that is sent in its place
 */
public record TranslationOptions(
        boolean reasoning,
        boolean autoCache,
        boolean instructPrefill,
        Map<String, Map<String, String>> platforms) {
    /** Reasoning and cache marks on, prefill refused. */
    public static final TranslationOptions DEFAULT = new TranslationOptions(true, true, false);

    /** Copies the map. */
    public TranslationOptions {
        platforms = Map.copyOf(platforms);
    }

    /** With the platforms as they are known. */
    public TranslationOptions(boolean reasoning, boolean autoCache, boolean instructPrefill) {
        this(reasoning, autoCache, instructPrefill, Map.of());
    }

    /** Returns what differs at this platform, by flag or member. */
    public Map<String, String> at(String platform) {
        return platforms.getOrDefault(platform, Map.of());
    }
}
