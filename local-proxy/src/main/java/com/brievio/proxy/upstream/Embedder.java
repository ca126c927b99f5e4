package com.brievio.proxy.upstream;

import com.brievio.proxy.openai.EmbeddingRequest;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Turns texts into vectors at a provider. Pure, like the rest of an upstream. */
public interface Embedder {
    /** Returns the calls that embed the texts, in their order. */
    List<UpstreamCall> calls(EmbeddingRequest request, String model);

    /**
     * Reads the answer to one call.
     *
     * @throws com.brievio.proxy.error.ApiException with 502 where it holds no vectors
     */
    Embedded read(JsonNode body);

    /**
     * The vectors of one call.
     *
     * @param vectors in the order of the texts
     * @param promptTokens tokens of the texts, 0 where the provider does not count
     */
    record Embedded(List<double[]> vectors, int promptTokens) {
        /** Copies the list. */
        public Embedded {
            vectors = List.copyOf(vectors);
        }
    }
}
