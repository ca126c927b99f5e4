package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.EmbeddingRequest;
import com.brievio.proxy.stream.Usage;
import com.brievio.proxy.upstream.Embedder;
import com.brievio.proxy.upstream.UpstreamCall;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Embeddings at both doors of Gemini (gemini.md section 9; mapping.md section 10). */
public final class GeminiEmbedder implements Embedder {
    private static final int MOST_IN_A_BATCH = 100;

    /** What Vertex takes in one call; AI Studio is sent no more (gemini.md section 9). */
    private static final int MOST_TOKENS = 20_000;

    private final GeminiDoor door;
    private final BiFunction<String, String, URI> address;

    /**
     * Embeds at this door.
     *
     * @param address returns the URL of a method (second) of a model (first)
     */
    public GeminiEmbedder(GeminiDoor door, BiFunction<String, String, URI> address) {
        this.door = door;
        this.address = address;
    }

    @Override
    public List<Batch> calls(EmbeddingRequest request, String model) {
        if (model.startsWith("claude-")) {
            throw ApiError.invalid(
                            "model",
                            "unsupported_operation",
                            model + " makes no embeddings; use a Gemini embedding model")
                    .exception();
        }
        boolean predicts = door == GeminiDoor.VERTEX && !model.matches("gemini-embedding-[2-9].*");
        int batch =
                door == GeminiDoor.STUDIO || model.startsWith("text-embedding-")
                        ? MOST_IN_A_BATCH
                        : 1;
        List<Batch> calls = new ArrayList<>();
        for (List<String> texts : batches(request.input(), batch)) {
            UpstreamCall call;
            if (predicts) {
                call = call(model, "predict", predict(request, texts));
            } else if (door == GeminiDoor.VERTEX) {
                call = call(model, "embedContent", single(request, texts.getFirst()));
            } else {
                call = call(model, "batchEmbedContents", batch(request, model, texts));
            }
            calls.add(new Batch(call, texts.size()));
        }
        return calls;
    }

    /** Cuts the texts into calls of at most so many, and of what a call takes in tokens. */
    private static List<List<String>> batches(List<String> texts, int most) {
        List<List<String>> batches = new ArrayList<>();
        int from = 0;
        double tokens = 0;
        for (int i = 0; i < texts.size(); i++) {
            double more = estimatedTokens(texts.get(i));
            if (i > from && (i - from >= most || tokens + more > MOST_TOKENS)) {
                batches.add(texts.subList(from, i));
                from = i;
                tokens = 0;
            }
            tokens += more;
        }
        batches.add(texts.subList(from, texts.size()));
        return batches;
    }

    /** On the safe side: words in Latin letters have three letters a token, all else less. */
    private static double estimatedTokens(String text) {
        double tokens = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ';
            tokens += letter ? 1 / 3.0 : 1;
        }
        return tokens;
    }

    private UpstreamCall call(String model, String method, ObjectNode body) {
        return UpstreamCall.post(address.apply(model, method), Map.of(), body, false);
    }

    private static ObjectNode content(String text) {
        ObjectNode content = Json.object();
        content.putArray("parts").addObject().put("text", text);
        return content;
    }

    private static ObjectNode batch(EmbeddingRequest request, String model, List<String> texts) {
        ObjectNode body = Json.object();
        ArrayNode requests = body.putArray("requests");
        for (String text : texts) {
            ObjectNode one = requests.addObject().put("model", name(model));
            one.set("content", content(text));
            if (request.dimensions() != null) {
                one.put("outputDimensionality", request.dimensions());
            }
        }
        return body;
    }

    private static String name(String model) {
        return model.matches("(tunedModels|models)/.+") ? model : "models/" + model;
    }

    private static ObjectNode single(EmbeddingRequest request, String text) {
        ObjectNode body = Json.object();
        body.set("content", content(text));
        if (request.dimensions() != null) {
            body.putObject("embedContentConfig").put("outputDimensionality", request.dimensions());
        }
        return body;
    }

    private static ObjectNode predict(EmbeddingRequest request, List<String> texts) {
        ObjectNode body = Json.object();
        ArrayNode instances = body.putArray("instances");
        texts.forEach(text -> instances.addObject().put("content", text));
        if (request.dimensions() != null) {
            body.putObject("parameters").put("outputDimensionality", request.dimensions());
        }
        return body;
    }

    @Override
    public Embedded read(JsonNode body, int texts) {
        List<double[]> vectors = new ArrayList<>();
        int tokens = Json.count(body.path("usageMetadata"), "promptTokenCount");
        for (JsonNode embedding : body.path("embeddings")) {
            vectors.add(values(embedding));
        }
        if (body.has("embedding")) {
            vectors.add(values(body.path("embedding")));
        }
        for (JsonNode prediction : body.path("predictions")) {
            vectors.add(values(prediction.path("embeddings")));
            tokens =
                    Usage.sum(
                            tokens,
                            Json.count(
                                    prediction.path("embeddings").path("statistics"),
                                    "token_count"));
        }
        if (vectors.size() != texts || !vectors.stream().allMatch(GeminiEmbedder::isVector)) {
            throw ErrorCode.MALFORMED
                    .error(door.upstream() + ": the answer holds not one vector for each text")
                    .exception();
        }
        return new Embedded(vectors, tokens);
    }

    private static double[] values(JsonNode embedding) {
        JsonNode values = embedding.path("values");
        double[] vector = new double[values.size()];
        for (int i = 0; i < vector.length; i++) {
            JsonNode value = values.get(i);
            vector[i] = value.isNumber() ? value.asDouble() : Double.NaN;
        }
        return vector;
    }

    /** Numbers, and such as a float holds. */
    private static boolean isVector(double[] vector) {
        return vector.length > 0
                && Arrays.stream(vector).allMatch(value -> Float.isFinite((float) value));
    }
}
