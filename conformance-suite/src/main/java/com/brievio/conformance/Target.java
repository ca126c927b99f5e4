package com.brievio.conformance;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint and model that are judged.
 *
 * @param baseUrl base URL up to and including {@code /v1}, without a slash at the end
 * @param model the model name to send
 * @param apiKey the key to present, or null for none
 * @param headers further request headers, name and value
 */
public record Target(
        URI baseUrl,
        String model,
        @Nullable String apiKey,
        List<Map.Entry<String, String>> headers) {

    /** Copies the headers and drops a slash at the end of the URL. */
    public Target {
        baseUrl = URI.create(baseUrl.toString().replaceFirst("/+$", ""));
        headers = List.copyOf(headers);
    }

    /** Returns a target without further headers. */
    public static Target of(URI baseUrl, String model, @Nullable String apiKey) {
        return new Target(baseUrl, model, apiKey, List.of());
    }

    /** Names the target without its key. */
    @Override
    public String toString() {
        return baseUrl + " " + model;
    }
}
