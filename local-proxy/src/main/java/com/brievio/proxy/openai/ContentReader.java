package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the content of a message, a string or parts (openai-chat.md section 3). */
final class ContentReader {
    private final AnthropicShapes shapes;

    /** Reads Anthropic's pictures by these. */
    ContentReader(AnthropicShapes shapes) {
        this.shapes = shapes;
    }

    /** Reads the content; a cache mark of the message is one of its last part. */
    List<ContentPart> read(Fields fields, String path, boolean required, String role) {
        List<ContentPart> parts = new ArrayList<>(parts(fields, path, required, role));
        ObjectNode mark = fields.object("cache_control");
        if (mark != null && !parts.isEmpty() && parts.getLast().cacheControl() == null) {
            parts.add(parts.removeLast().withCacheControl(mark));
        }
        return parts;
    }

    private List<ContentPart> parts(Fields fields, String path, boolean required, String role) {
        String at = path + ".content";
        JsonNode content = fields.get("content");
        if (content == null) {
            if (required) {
                throw ApiError.invalid(
                                at,
                                "missing_required_parameter",
                                "Invalid value for '%s': expected a string or an array of parts, got"
                                                .formatted(at)
                                        + " null.")
                        .exception();
            }
            return List.of();
        }
        if (content.isString()) {
            return List.of(new ContentPart.Text(at, content.stringValue(), null));
        }
        if (!(content instanceof ArrayNode array)) {
            throw Fields.wrongType(at, "a string or an array of parts", content);
        }
        List<ContentPart> parts = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            String here = at + "[" + i + "]";
            if (!(array.get(i) instanceof ObjectNode part)) {
                throw Fields.wrongType(here, "an object", array.get(i));
            }
            if (!AnthropicShapes.isNoContent(part.path("type").asString(""), role)) {
                parts.add(part(new Fields(part, here), here, role));
            }
        }
        return parts;
    }

    private ContentPart part(Fields part, String path, String role) {
        String type = part.requiredString("type");
        boolean text = type.equals("text") || type.equals("refusal");
        boolean seen = type.equals("image_url") || type.equals("image") || type.equals("file");
        if (!text && !role.equals("user") && !(seen && role.equals("tool"))) {
            throw Fields.invalidValue(
                    path + ".type",
                    "Invalid value: '%s'. A message of role '%s' takes text parts only."
                            .formatted(type, role));
        }
        ObjectNode mark = part.object("cache_control");
        return switch (type) {
            case "text" -> {
                String value = part.string("text");
                if (value == null) {
                    throw Fields.missing(path + ".text");
                }
                yield new ContentPart.Text(path, value, mark);
            }
            case "refusal" -> {
                String value = part.string("refusal");
                yield new ContentPart.Text(path, value == null ? "" : value, mark);
            }
            case "image_url" -> image(part, path, mark);
            case "image" -> shapes.image(part, path, mark);
            case "input_audio" -> {
                Fields audio = inner(part, "input_audio", path);
                yield new ContentPart.Audio(
                        path, audio.requiredString("data"), audio.requiredString("format"), mark);
            }
            case "file" -> {
                Fields file = inner(part, "file", path);
                yield new ContentPart.File(
                        path,
                        file.string("file_data"),
                        file.string("file_id"),
                        file.string("filename"),
                        mark);
            }
            default ->
                    throw Fields.invalidValue(
                            path + ".type",
                            ("Invalid value: '%s'. Supported values are: 'text', 'image_url',"
                                            + " 'input_audio', 'refusal' and 'file'.")
                                    .formatted(type));
        };
    }

    private static ContentPart image(Fields part, String path, @Nullable ObjectNode mark) {
        JsonNode node = part.get("image_url");
        if (node != null && node.isString()) {
            return new ContentPart.Image(path, node.stringValue(), null, mark);
        }
        Fields image = inner(part, "image_url", path);
        return new ContentPart.Image(
                path, image.requiredString("url"), image.string("detail"), mark);
    }

    private static Fields inner(Fields part, String key, String path) {
        ObjectNode object = part.object(key);
        if (object == null) {
            throw Fields.missing(path + "." + key);
        }
        return new Fields(object, path + "." + key);
    }
}
