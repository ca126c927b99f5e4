package com.brievio.cli;

import com.brievio.proxy.ProxyOptions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the ecosystem's own variables (decisions.md, "Base URLs" and "Keys"). */
final class UpstreamEnvironment {
    private final Map<String, String> environment;

    UpstreamEnvironment(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Returns the providers.
     *
     * @throws UsageProblem where a base URL is none
     */
    List<ProxyOptions.Provider> providers() {
        return List.of(
                new ProxyOptions.Provider(
                        "anthropic",
                        url("ANTHROPIC_BASE_URL", "https://api.anthropic.com"),
                        key("ANTHROPIC_API_KEY")),
                new ProxyOptions.Provider(
                        "gemini",
                        url("GOOGLE_GEMINI_BASE_URL", "https://generativelanguage.googleapis.com"),
                        geminiKey()));
    }

    /** Says where each key comes from; names, never values. */
    List<String> keySources() {
        String gemini = geminiKeyName();
        return List.of(
                "anthropic: "
                        + (key("ANTHROPIC_API_KEY") == null
                                ? "the client's own key"
                                : "key from ANTHROPIC_API_KEY"),
                "gemini: " + (gemini == null ? "the client's own key" : "key from " + gemini));
    }

    private @Nullable String geminiKeyName() {
        for (String name : List.of("GEMINI_API_KEY", "GOOGLE_API_KEY")) {
            if (key(name) != null) {
                return name;
            }
        }
        return null;
    }

    private @Nullable String geminiKey() {
        String name = geminiKeyName();
        return name == null ? null : key(name);
    }

    private @Nullable String key(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private URI url(String name, String fallback) {
        String value = key(name);
        return value == null ? URI.create(fallback) : Urls.http(value, name);
    }
}
