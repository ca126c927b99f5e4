package com.brievio.proxy.openai;

import tools.jackson.databind.node.ObjectNode;

/** The form of the answer that is asked for (openai-chat.md section 6). */
public sealed interface ResponseFormat {
    /** Plain text. */
    record Text() implements ResponseFormat {}

    /** Any JSON object. */
    record JsonObject() implements ResponseFormat {}

    /** JSON that follows the schema. */
    record JsonSchema(ObjectNode schema) implements ResponseFormat {}
}
