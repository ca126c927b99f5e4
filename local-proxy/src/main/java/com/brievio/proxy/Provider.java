package com.brievio.proxy;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An upstream that the proxy can reach.
 *
 * @param name the name in routes, unique
 * @param kind the kind that declares it, such as {@code anthropic}
 * @param settings its settings, by the keys that the kind declares
 * @param configured whether the user has set it up: a key, an address, a project, credentials
 */
public record Provider(
        String name, String kind, Map<String, Setting> settings, boolean configured) {
    /** The key of the setting that every kind has. */
    public static final String BASE_URL = "baseUrl";

    /** The key of the setting that holds a secret. */
    public static final String KEY = "key";

    /** Copies the settings. */
    public Provider {
        settings = Map.copyOf(settings);
    }

    /** Returns a provider of this kind, set up under the kind's own name, with or without a key. */
    public static Provider of(String kind, URI baseUrl, @Nullable String key) {
        return new Provider(kind, kind, Map.of(), true)
                .with(BASE_URL, baseUrl.toString())
                .with(KEY, key);
    }

    /** Returns the same with this setting; null leaves it as it is. */
    public Provider with(String setting, @Nullable String value) {
        if (value == null) {
            return this;
        }
        Map<String, Setting> more = new LinkedHashMap<>(settings);
        more.put(setting, new Setting(value, Setting.PROGRAM));
        return new Provider(name, kind, more, configured);
    }

    /** Returns the same under another name. */
    public Provider named(String newName) {
        return new Provider(newName, kind, settings, configured);
    }

    /** Returns the value of a setting, or null. */
    public @Nullable String text(String setting) {
        Setting found = settings.get(setting);
        return found == null ? null : found.value();
    }

    /** Returns whether somebody has set this. */
    public boolean isSet(String setting) {
        Setting found = settings.get(setting);
        return found != null && found.isSet();
    }

    /** Returns the base URL, or null for the provider's own. */
    public @Nullable URI baseUrl() {
        String text = text(BASE_URL);
        return text == null ? null : URI.create(text);
    }

    /** Returns what the key comes from, or null where there is none or the program gave it. */
    public @Nullable String keySource() {
        Setting key = settings.get(KEY);
        return key == null || key.origin().equals(Setting.PROGRAM)
                ? null
                : "key from " + key.origin();
    }

    /** Names no key. */
    @Override
    public String toString() {
        return name + " (" + kind + ")";
    }
}
