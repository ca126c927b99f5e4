package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ContentPart;
import com.brievio.proxy.upstream.ContentParts;
import com.brievio.proxy.upstream.DataUri;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.TextFiles;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes content parts as Claude's blocks (mapping.md section 3). */
final class AnthropicParts {
    private static final Set<String> IMAGES =
            Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    private static final String PDF = "application/pdf";

    private final ClaudeDoor door;
    private final CacheMarks marks;
    private final Notes notes;

    AnthropicParts(ClaudeDoor door, CacheMarks marks, Notes notes) {
        this.door = door;
        this.marks = marks;
        this.notes = notes;
    }

    /** Returns a text block. */
    static ObjectNode text(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    /** Returns the part's block with the client's cache mark, null for blank text. */
    @Nullable ObjectNode block(ContentPart part) {
        ObjectNode block =
                switch (part) {
                    case ContentPart.Text text -> text.text().isBlank() ? null : text(text.text());
                    case ContentPart.Image image -> image(image);
                    case ContentPart.Audio audio ->
                            throw ContentParts.unsupported(
                                    audio.path(), door.upstream() + " takes no audio");
                    case ContentPart.File file -> file(file);
                };
        if (block != null) {
            mark(block, part);
        }
        return block;
    }

    /** Sets the client's cache mark of the part on the block. */
    void mark(ObjectNode block, ContentPart part) {
        marks.set(block, part.cacheControl(), part.path());
    }

    private ObjectNode image(ContentPart.Image image) {
        String path = image.path() + ".image_url.url";
        if (image.detail() != null && !image.detail().equals("auto")) {
            notes.ignored(image.path() + ".image_url.detail");
        }
        ObjectNode block = Json.object().put("type", "image");
        ObjectNode source = block.putObject("source");
        if (DataUri.is(image.url())) {
            DataUri data = DataUri.read(image.url(), path);
            if (data.mediaType().equals(PDF)) {
                return document(data, null);
            }
            if (!IMAGES.contains(data.mediaType())) {
                throw ContentParts.unsupported(
                        path,
                        data.mediaType()
                                + " is not supported; send image/jpeg, image/png, image/gif or"
                                + " image/webp");
            }
            source.put("type", "base64").put("media_type", data.mediaType());
            source.put("data", data.base64());
            return block;
        }
        if (!image.url().toLowerCase(Locale.ROOT).startsWith("https://")) {
            throw ApiError.invalid(
                            path,
                            "invalid_image_url",
                            path + ": only https and data URLs are supported")
                    .exception();
        }
        if (!door.fetchesImages()) {
            throw ContentParts.unsupported(
                    path, door.upstream() + " fetches no images; send a data URL");
        }
        source.put("type", "url").put("url", image.url());
        return block;
    }

    private ObjectNode file(ContentPart.File file) {
        DataUri uri = ContentParts.data(file);
        String type = uri.mediaType();
        boolean office = door == ClaudeDoor.CONVERSE && DocumentFormats.of(type) != null;
        if (type.equals(PDF) || (office && !type.equals("text/plain"))) {
            return document(uri, file.filename());
        }
        String text = TextFiles.text(uri, file.filename());
        if (text == null) {
            throw ContentParts.unsupported(
                    file.path() + ".file.file_data",
                    type + " is not supported; send a PDF or a text file");
        }
        ObjectNode block = Json.object().put("type", "document");
        block.putObject("source")
                .put("type", "text")
                .put("media_type", "text/plain")
                .put("data", text);
        return titled(block, file.filename());
    }

    private static ObjectNode document(DataUri uri, @Nullable String filename) {
        ObjectNode block = Json.object().put("type", "document");
        block.putObject("source")
                .put("type", "base64")
                .put("media_type", uri.mediaType())
                .put("data", uri.base64());
        return titled(block, filename);
    }

    private static ObjectNode titled(ObjectNode block, @Nullable String filename) {
        return filename == null ? block : block.put("title", filename);
    }
}
