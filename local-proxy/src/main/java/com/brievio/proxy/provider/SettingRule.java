package com.brievio.proxy.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A setting that a kind of provider declares: its key in the configuration, its variables, its
 * default, its form.
 *
 * @param key the key below {@code upstreams.NAME}
 * @param variables environment variables, the first that is set counts; they speak of the provider
 *     that bears the name of its kind
 * @param fallback the value where nobody has set one, or null
 * @param form what a value must look like
 * @param words the values that it may have, of the form {@link Form#WORD}
 */
public record SettingRule(
        String key,
        List<String> variables,
        @Nullable String fallback,
        Form form,
        List<String> words) {
    /** What a value must look like. */
    public enum Form {
        /** Anything. */
        TEXT,
        /** An http or https URL. */
        URL,
        /** A part of a host name, such as {@code us-east-1}. */
        PLACE,
        /** One of a few words. */
        WORD
    }

    /** Copies the lists. */
    public SettingRule {
        variables = List.copyOf(variables);
        words = List.copyOf(words);
    }

    /** Declares a setting of any text. */
    public static SettingRule text(String key, String... variables) {
        return new SettingRule(key, List.of(variables), null, Form.TEXT, List.of());
    }

    /** Declares a part of a host name. */
    public static SettingRule place(String key, String... variables) {
        return new SettingRule(key, List.of(variables), null, Form.PLACE, List.of());
    }

    /** Declares the base URL. */
    public static SettingRule baseUrl(@Nullable String fallback, String variable) {
        return new SettingRule("baseUrl", List.of(variable), fallback, Form.URL, List.of());
    }

    /** Declares a choice; the first word is the default. */
    public static SettingRule word(String key, String... words) {
        return new SettingRule(key, List.of(), words[0], Form.WORD, List.of(words));
    }

    /** Returns the same with another default. */
    public SettingRule or(String newFallback) {
        return new SettingRule(key, variables, newFallback, form, words);
    }
}
