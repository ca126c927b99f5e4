package com.brievio.proxy.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A part of a message's content (openai-chat.md section 3); {@code path} is its JSON path. */
public sealed interface ContentPart {
    /** Returns the JSON path of the part, such as {@code messages[0].content[1]}. */
    String path();

    /** Returns Anthropic's cache mark where the client set one, or null. */
    @Nullable ObjectNode cacheControl();

    /** Returns the same part with this cache mark. */
    ContentPart withCacheControl(ObjectNode mark);

    /** Text. */
    record Text(String path, String text, @Nullable ObjectNode cacheControl)
            implements ContentPart {
        @Override
        public Text withCacheControl(ObjectNode mark) {
            return new Text(path, text, mark);
        }
    }

    /** A picture by data URI or https URL; {@code detail} null where absent. */
    record Image(
            String path, String url, @Nullable String detail, @Nullable ObjectNode cacheControl)
            implements ContentPart {
        @Override
        public Image withCacheControl(ObjectNode mark) {
            return new Image(path, url, detail, mark);
        }

        /** Returns the same picture under another URL. */
        public Image with(String newUrl) {
            return new Image(path, newUrl, detail, cacheControl);
        }
    }

    /** Sound, base64 in {@code data}. */
    record Audio(String path, String data, String format, @Nullable ObjectNode cacheControl)
            implements ContentPart {
        @Override
        public Audio withCacheControl(ObjectNode mark) {
            return new Audio(path, data, format, mark);
        }
    }

    /** A file, by data URI or by an id of OpenAI's file store. */
    record File(
            String path,
            @Nullable String data,
            @Nullable String fileId,
            @Nullable String filename,
            @Nullable ObjectNode cacheControl)
            implements ContentPart {
        @Override
        public File withCacheControl(ObjectNode mark) {
            return new File(path, data, fileId, filename, mark);
        }
    }
}
