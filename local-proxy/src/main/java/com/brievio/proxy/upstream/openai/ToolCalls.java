package com.brievio.proxy.upstream.openai;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.Notes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is mended in the tool calls of a message or a delta. */
final class ToolCalls {
    private ToolCalls() {}

    /**
     * Writes arguments that came as an object as the text that they should be (openai-chat.md,
     * {@code tool_calls[].function.arguments} is a string).
     */
    static boolean argumentsAsText(JsonNode message, Notes notes) {
        boolean mended = false;
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode arguments = call.path("function").path("arguments");
            if (arguments.isContainer() && call.path("function") instanceof ObjectNode function) {
                function.put("arguments", Json.text(arguments));
                notes.remark("repaired: arguments as an object");
                mended = true;
            }
        }
        return mended;
    }
}
