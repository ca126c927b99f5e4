package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of {@code POST /v1/embeddings} (openai-other.md section 1). */
public final class EmbeddingRequestReader {
    private static final int MOST_TEXTS = 2048;

    private EmbeddingRequestReader() {}

    /**
     * Reads the body.
     *
     * @throws ApiException with a 400 where the body is no valid request
     */
    public static EmbeddingRequest read(byte[] body) {
        RequestBody.Parsed parsed = RequestBody.parse(body);
        ObjectNode tree = parsed.tree();
        Fields fields = new Fields(tree, "");
        String model = fields.requiredString("model");
        List<String> input = input(fields.get("input"));
        Integer dimensions = fields.integer("dimensions", 1);
        String format = fields.string("encoding_format");
        if (format != null && !format.equals("float") && !format.equals("base64")) {
            throw Fields.invalidValue(
                    "encoding_format",
                    "Invalid value: '%s'. Supported values are: 'float' and 'base64'."
                            .formatted(format));
        }
        return new EmbeddingRequest(
                tree, model, input, dimensions, "base64".equals(format), parsed.mended());
    }

    private static List<String> input(@Nullable JsonNode input) {
        if (input == null) {
            throw Fields.missing("input");
        }
        if (input.isString()) {
            return List.of(text(input, "input"));
        }
        if (!(input instanceof ArrayNode array)) {
            throw Fields.wrongType("input", "a string or an array of strings", input);
        }
        if (array.isEmpty() || array.size() > MOST_TEXTS) {
            throw Fields.invalidValue(
                    "input",
                    "Invalid 'input': expected 1 to %d texts, got %d."
                            .formatted(MOST_TEXTS, array.size()));
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            texts.add(text(array.get(i), "input[" + i + "]"));
        }
        return texts;
    }

    private static String text(JsonNode node, String path) {
        if (node.isNumber() || node.isArray()) {
            throw ApiError.invalid(
                            "input",
                            "unsupported_value",
                            path
                                    + ": tokens of another model's vocabulary cannot be carried"
                                    + " over; send text")
                    .exception();
        }
        if (!node.isString()) {
            throw Fields.wrongType(path, "a string", node);
        }
        if (node.stringValue().isEmpty()) {
            throw Fields.invalidValue(path, "Invalid '%s': the text is empty.".formatted(path));
        }
        return node.stringValue();
    }
}
