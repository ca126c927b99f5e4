package com.brievio.proxy.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A part of a message's content (openai-chat.md section 3); {@code path} is its JSON path. */
public sealed interface ContentPart {
    /** Returns the JSON path of the part, such as {@code messages[0].content[1]}. */
    String path();

    /** Text; {@code cacheControl} is Anthropic's mark where the client set one. */
    record Text(String path, String text, @Nullable JsonNode cacheControl) implements ContentPart {}

    /** A picture by data URI or https URL; {@code detail} null where absent. */
    record Image(String path, String url, @Nullable String detail) implements ContentPart {}

    /** Sound, base64 in {@code data}. */
    record Audio(String path, String data, String format) implements ContentPart {}

    /** A file, by data URI or by an id of OpenAI's file store. */
    record File(
            String path, @Nullable String data, @Nullable String fileId, @Nullable String filename)
            implements ContentPart {}
}
