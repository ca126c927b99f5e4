package com.brievio.proxy.upstream.openai;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.CallIds;
import com.brievio.proxy.upstream.Notes;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is mended in the tool calls of a message, and in those of a delta. */
final class ToolCalls {
    private ToolCalls() {}

    /** Gives calls of a whole message that have no id, or that of another, one of their own. */
    static boolean idsOfTheirOwn(JsonNode message, Notes notes) {
        Set<String> ids = new HashSet<>();
        boolean mended = false;
        for (JsonNode call : message.path("tool_calls")) {
            String id = call.path("id").asString("");
            if (call instanceof ObjectNode object && (id.isEmpty() || !ids.add(id))) {
                object.put("id", CallIds.next());
                notes.remark(
                        id.isEmpty()
                                ? "repaired: calls without id"
                                : "repaired: one id for several calls");
                mended = true;
            }
        }
        return mended;
    }

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
