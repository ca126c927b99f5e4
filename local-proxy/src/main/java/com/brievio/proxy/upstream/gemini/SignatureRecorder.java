package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.EventStage;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.upstream.ThinkingMemory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the thought signature of each call under its id, for clients that drop it (mapping.md
 * section 5); changes no event.
 */
final class SignatureRecorder implements EventStage {
    private static final String KEY = "thought_signature";

    private final ThinkingMemory memory;

    SignatureRecorder(ThinkingMemory memory) {
        this.memory = memory;
    }

    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        if (event instanceof ModelEvent.ToolCallStarted call && call.signature() != null) {
            memory.remember(
                    List.of(call.id()), "", List.of(Json.object().put(KEY, call.signature())));
        }
        return List.of(event);
    }

    /** Returns the remembered signature of the call, or null. */
    static @Nullable String recall(ThinkingMemory memory, String callId) {
        var remembered = memory.recall(List.of(callId), "");
        return remembered.isEmpty() ? null : Json.string(remembered.getFirst(), KEY);
    }
}
