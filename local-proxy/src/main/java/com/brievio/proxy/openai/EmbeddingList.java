package com.brievio.proxy.openai;

import com.brievio.proxy.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the answer of {@code POST /v1/embeddings} (openai-other.md section 1). */
public final class EmbeddingList {
    private EmbeddingList() {}

    /** Returns the list of these vectors, in the order of the input. */
    public static ObjectNode of(
            EmbeddingRequest request, String model, List<double[]> vectors, int promptTokens) {
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        for (int i = 0; i < vectors.size(); i++) {
            double[] vector = vectors.get(i);
            if (request.dimensions() != null) {
                vector = ofLengthOne(vector);
            }
            ObjectNode entry = data.addObject().put("object", "embedding").put("index", i);
            if (request.base64()) {
                entry.put("embedding", base64(vector));
            } else {
                ArrayNode numbers = entry.putArray("embedding");
                for (double value : vector) {
                    numbers.add((float) value);
                }
            }
        }
        list.put("model", model);
        list.putObject("usage")
                .put("prompt_tokens", promptTokens)
                .put("total_tokens", promptTokens);
        return list;
    }

    /** A shortened vector has lost its length. */
    private static double[] ofLengthOne(double[] vector) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        double length = Math.sqrt(squares);
        double[] scaled = vector.clone();
        for (int i = 0; length > 0 && i < scaled.length; i++) {
            scaled[i] /= length;
        }
        return scaled;
    }

    private static String base64(double[] vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : vector) {
            bytes.putFloat((float) value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
