package com.brievio.conformance;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint and model that are judged.
 *
 * @param name what people call it, or null for its address and model
 * @param baseUrl base URL up to and including {@code /v1}, without a slash at the end
 * @param model the model name to send
 * @param apiKey the key to present, or null for none
 * @param headers further request headers, name and value
 * @param embeddingModel the model name for embeddings, or null where none are judged
 * @param imageUrl where a red picture lies that the endpoint can fetch, or null
 */
public record Target(
        @Nullable String name,
        URI baseUrl,
        String model,
        @Nullable String apiKey,
        List<Map.Entry<String, String>> headers,
        @Nullable String embeddingModel,
        @Nullable URI imageUrl) {

    /** Copies the headers and drops a slash at the end of the URL. */
    public Target {
        baseUrl = URI.create(baseUrl.toString().replaceFirst("/+$", ""));
        headers = List.copyOf(headers);
    }

    /** Returns the same target with a model for embeddings. */
    public Target withEmbeddingModel(@Nullable String id) {
        return new Target(name, baseUrl, model, apiKey, headers, id, imageUrl);
    }

    /** Returns the same target with a picture to fetch. */
    public Target withImageUrl(@Nullable URI url) {
        return new Target(name, baseUrl, model, apiKey, headers, embeddingModel, url);
    }

    /** Returns a target without further headers. */
    public static Target of(URI baseUrl, String model, @Nullable String apiKey) {
        return new Target(null, baseUrl, model, apiKey, List.of(), null, null);
    }

    /** Returns a short name: the given one, or the model's. */
    public String label() {
        return name == null ? model : name;
    }

    /** Names the target without its key. */
    @Override
    public String toString() {
        return name == null ? baseUrl + " " + model : name + " " + model;
    }
}
