package com.brievio.proxy.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The embedding request (openai-other.md section 1).
 *
 * @param tree the request as it came
 * @param model the client's model name
 * @param input the texts, 1 to 2048, none empty
 * @param dimensions length of the vectors, at least 1; null for the model's own
 * @param base64 whether vectors are asked for as base64 of little-endian float32
 * @param approximated JSON paths of texts that could not be carried over as they stood
 */
public record EmbeddingRequest(
        ObjectNode tree,
        String model,
        List<String> input,
        @Nullable Integer dimensions,
        boolean base64,
        List<String> approximated) {
    /** Copies the lists. */
    public EmbeddingRequest {
        input = List.copyOf(input);
        approximated = List.copyOf(approximated);
    }
}
