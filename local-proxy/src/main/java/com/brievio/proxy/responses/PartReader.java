package com.brievio.proxy.responses;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ContentPart;
import com.brievio.proxy.openai.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the content of a message and the output of a call: a string or parts. */
final class PartReader {
    /** Reads the content of the message at this path. */
    List<ContentPart> read(@Nullable JsonNode content, String path) {
        String at = path + ".content";
        if (content == null) {
            throw Fields.missing(at);
        }
        if (content.isString()) {
            return List.of(new ContentPart.Text(at, content.stringValue(), null));
        }
        if (!(content instanceof ArrayNode array)) {
            throw Fields.wrongType(at, "a string or an array of parts", content);
        }
        return parts(array, at);
    }

    /** Reads the output of a call; what is neither a string nor parts is its JSON. */
    List<ContentPart> readOutput(JsonNode output, String path) {
        if (output.isString()) {
            return List.of(new ContentPart.Text(path, output.stringValue(), null));
        }
        boolean areParts = output.isArray() && !output.isEmpty();
        for (JsonNode part : output) {
            areParts &= part.path("type").isString();
        }
        return areParts
                ? parts((ArrayNode) output, path)
                : List.of(new ContentPart.Text(path, Json.text(output), null));
    }

    private static List<ContentPart> parts(ArrayNode array, String path) {
        List<ContentPart> parts = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            String at = path + "[" + i + "]";
            if (!(array.get(i) instanceof ObjectNode part)) {
                throw Fields.wrongType(at, "an object", array.get(i));
            }
            parts.add(part(new Fields(part, at), at));
        }
        return parts;
    }

    private static ContentPart part(Fields part, String path) {
        ObjectNode mark = part.object("cache_control");
        String type = part.requiredString("type");
        return switch (type) {
            case "input_text", "output_text", "text", "summary_text" -> {
                String text = part.string("text");
                if (text == null) {
                    throw Fields.missing(path + ".text");
                }
                yield new ContentPart.Text(path, text, mark);
            }
            case "refusal" -> {
                String text = part.string("refusal");
                yield new ContentPart.Text(path, text == null ? "" : text, mark);
            }
            case "input_image" -> image(part, path, mark);
            case "input_file" -> file(part, path, mark);
            case "input_audio" -> {
                ObjectNode audio = part.object("input_audio");
                if (audio == null) {
                    throw Fields.missing(path + ".input_audio");
                }
                Fields inside = new Fields(audio, path + ".input_audio");
                yield new ContentPart.Audio(
                        path, inside.requiredString("data"), inside.requiredString("format"), mark);
            }
            default ->
                    throw Fields.invalidValue(
                            path + ".type",
                            ("Invalid value: '%s'. Supported values are: 'input_text',"
                                            + " 'output_text', 'refusal', 'input_image',"
                                            + " 'input_file' and 'input_audio'.")
                                    .formatted(type));
        };
    }

    private static ContentPart image(Fields part, String path, @Nullable ObjectNode mark) {
        if (part.get("file_id") != null) {
            throw stored(path, "image_url");
        }
        return new ContentPart.Image(
                path, part.requiredString("image_url"), part.string("detail"), mark);
    }

    private static ContentPart file(Fields part, String path, @Nullable ObjectNode mark) {
        if (part.get("file_id") != null) {
            throw stored(path, "file_data");
        }
        if (part.get("file_data") == null && part.get("file_url") != null) {
            throw ApiError.invalid(
                            path + ".file_url",
                            "unsupported_parameter",
                            path + ".file_url: is not fetched here; send file_data")
                    .exception();
        }
        return new ContentPart.File(
                path, part.requiredString("file_data"), null, part.string("filename"), mark);
    }

    private static ApiException stored(String path, String instead) {
        return ApiError.invalid(
                        path + ".file_id",
                        "unsupported_parameter",
                        path + ".file_id: files live at OpenAI; send " + instead)
                .exception();
    }
}
