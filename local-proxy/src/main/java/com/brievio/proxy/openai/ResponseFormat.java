package com.brievio.proxy.openai;

import tools.jackson.databind.node.ObjectNode;

/** The form of the answer that is asked for (openai-chat.md section 6). */
public sealed interface ResponseFormat {
    /** Plain text. */
    record Text() implements ResponseFormat {}

    /** Any JSON object. */
    record JsonObject() implements ResponseFormat {}

    /**
     * JSON that follows the schema.
     *
     * @param lenient whether a model that cannot be held to the schema may be asked for it in words
     */
    record JsonSchema(ObjectNode schema, boolean lenient) implements ResponseFormat {
        /** JSON of a model that is held to the schema. */
        public JsonSchema(ObjectNode schema) {
            this(schema, false);
        }
    }
}
