package com.brievio.proxy.upstream;

import com.brievio.proxy.openai.EmbeddingRequest;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Turns texts into vectors at a provider. Pure, like the rest of an upstream. */
public interface Embedder {
    /** Returns the calls that embed the texts, in their order. */
    List<Batch> calls(EmbeddingRequest request, String model);

    /**
     * Reads the answer to one call.
     *
     * @param texts how many texts the call held
     * @throws com.brievio.proxy.error.ApiException with 502 where it does not hold one vector of
     *     numbers for each text
     */
    Embedded read(JsonNode body, int texts);

    /**
     * A call and how many texts it holds.
     *
     * @param texts 1 or more
     */
    record Batch(UpstreamCall call, int texts) {}

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
