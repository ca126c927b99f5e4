package com.brievio.proxy.responses;

import com.brievio.proxy.openai.ChatRequest;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request of the Responses API.
 *
 * @param chat the request in the one model
 * @param tree the request as it came
 * @param tools what its tools are called upstream
 * @param ownItems its own input items, each with an id
 * @param expanded all input items: those of earlier turns first, references resolved
 * @param store whether the response may be kept
 */
public record ResponsesRequest(
        ChatRequest chat,
        ObjectNode tree,
        ToolTable tools,
        List<ObjectNode> ownItems,
        List<ObjectNode> expanded,
        boolean store) {
    /** Copies the lists. */
    public ResponsesRequest {
        ownItems = List.copyOf(ownItems);
        expanded = List.copyOf(expanded);
    }
}
