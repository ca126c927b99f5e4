package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.openai.ChatRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A provider behind the proxy. Pure: brings no HTTP, retry, timeout, logging. */
public interface Upstream {
    /** Returns the provider's name in routes and messages, such as {@code anthropic}. */
    String name();

    /**
     * Translates a request.
     *
     * @throws com.brievio.proxy.error.ApiException where the request cannot be carried over
     */
    UpstreamCall encode(ChatRequest request, String model, Notes notes);

    /**
     * Returns a decoder for one answer to this request.
     *
     * @param headers looks a header of the answer up by its name in any case
     */
    EventDecoder decoder(
            ChatRequest request, String model, Function<String, @Nullable String> headers);

    /** Translates an answer of status 400 or more. */
    ApiError error(UpstreamReply reply);

    /** Returns the headers of an answer that the client should see, in OpenAI's names. */
    Map<String, String> headers(Function<String, @Nullable String> upstream);

    /** Tells whether the provider takes this image URL as it is; else the proxy fetches it. */
    default boolean takesImageUrl(String url) {
        return false;
    }

    /** Returns what embeds texts, or null where this provider has no embeddings. */
    default @Nullable Embedder embedder() {
        return null;
    }

    /**
     * Returns the call that lists models, or null where this provider has no list.
     *
     * @param cursor null for the first page
     */
    default @Nullable UpstreamCall modelsCall(@Nullable String cursor) {
        return null;
    }

    /** Reads one page of the model list. */
    default ModelsPage modelsPage(JsonNode body) {
        return new ModelsPage(List.of(), null);
    }

    /**
     * A page of the model list.
     *
     * @param next the cursor of the next page, or null on the last
     */
    record ModelsPage(List<Model> models, @Nullable String next) {
        /** Copies the models. */
        public ModelsPage {
            models = List.copyOf(models);
        }
    }

    /**
     * A model as {@code GET /v1/models} shows it; {@code created} in unix seconds, 0 if unknown.
     */
    record Model(String id, long created, String ownedBy) {}
}
