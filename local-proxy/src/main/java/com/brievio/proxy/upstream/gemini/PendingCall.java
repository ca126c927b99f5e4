package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent.ToolCallStarted;
import com.brievio.proxy.upstream.WholeArguments;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A call that came whole, held until it is known that no part without a name goes on with it. */
final class PendingCall {
    private final ToolCallStarted start;
    private JsonNode arguments;
    private @Nullable String signature;

    PendingCall(ToolCallStarted start, JsonNode arguments) {
        this.start = start;
        this.arguments = arguments;
        this.signature = start.signature();
    }

    /** Takes a part that goes on with the call. */
    void add(JsonNode call, JsonNode part) {
        JsonNode more = call.path("args");
        if (more instanceof ObjectNode object) {
            ObjectNode all = Json.object();
            if (arguments instanceof ObjectNode before) {
                all.setAll(before);
            }
            arguments = all.setAll(object);
        } else if (more.isString()) {
            arguments = more;
        }
        String later = Json.string(part, "thoughtSignature");
        signature = signature == null ? later : signature;
    }

    /** Returns the call as it begins, its arguments to follow. */
    ToolCallStarted begun() {
        return start;
    }

    /** Returns the call with all its arguments. */
    ToolCallStarted whole() {
        return new ToolCallStarted(
                start.choice(),
                start.index(),
                start.id(),
                start.name(),
                WholeArguments.text(arguments),
                signature,
                start.upstreamId());
    }
}
