package com.brievio.proxy.upstream;

import com.brievio.proxy.openai.ChatRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A provider with a format of its own, to and from which requests and answers are translated. */
public non-sealed interface Translator extends Upstream {
    @Override
    default Translator translator() {
        return this;
    }

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

    /** Tells whether the provider takes this image URL as it is; else the proxy fetches it. */
    default boolean takesImageUrl(String url) {
        return false;
    }

    /** Returns what embeds texts, or null where this provider has no embeddings. */
    default @Nullable Embedder embedder() {
        return null;
    }

    /** Returns the call that counts the input tokens of this request, or null where none does. */
    default @Nullable UpstreamCall countCall(ChatRequest request, String model, Notes notes) {
        return null;
    }

    /** Returns the count that the answer to such a call tells. */
    default int counted(JsonNode answer) {
        return 0;
    }

    /** Returns Claude's own API at this provider, or null where it does not serve this model. */
    default @Nullable NativeMessages nativeMessages(String model) {
        return null;
    }
}
