package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.Message.ToolCall;
import com.brievio.proxy.stream.EventStage;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.upstream.CallKey;
import com.brievio.proxy.upstream.ThinkingMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Remembers of each call what Gemini wants back and clients drop: its thought signature and its own
 * id (mapping.md section 5); changes no event.
 */
final class SignatureRecorder implements EventStage {
    private static final String SIGNATURE = "thought_signature";
    private static final String ID = "id";

    private final ThinkingMemory memory;
    private final String model;
    private final Map<String, Call> calls = new LinkedHashMap<>();

    private record Call(ModelEvent.ToolCallStarted start, StringBuilder arguments) {}

    SignatureRecorder(ThinkingMemory memory, String model) {
        this.memory = memory;
        this.model = model;
    }

    /**
     * What is known of a call of the history.
     *
     * @param signature its thought signature, or null
     * @param id the id that Gemini gave it, or null where Gemini gave none
     */
    record Known(@Nullable String signature, @Nullable String id) {}

    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        switch (event) {
            case ModelEvent.ToolCallStarted call ->
                    calls.put(
                            call.choice() + "/" + call.index(),
                            new Call(call, new StringBuilder(call.arguments())));
            case ModelEvent.ToolCallDelta delta -> {
                Call call = calls.get(delta.choice() + "/" + delta.index());
                if (call != null) {
                    call.arguments().append(delta.arguments());
                }
            }
            case ModelEvent.Finished _ -> {
                calls.values().forEach(this::remember);
                calls.clear();
            }
            default -> {}
        }
        return List.of(event);
    }

    private void remember(Call call) {
        ModelEvent.ToolCallStarted start = call.start();
        ObjectNode known = Json.object();
        if (start.signature() != null) {
            known.put(SIGNATURE, start.signature());
        }
        if (start.upstreamId() != null) {
            known.put(ID, start.upstreamId());
        }
        String key = CallKey.ofText(model, start.id(), start.name(), call.arguments() + "");
        memory.remember(List.of(key), "", List.of(known));
    }

    /** Returns what is remembered of the call, or null where Gemini did not make it. */
    static @Nullable Known recall(ThinkingMemory memory, String model, ToolCall call) {
        List<String> key = new ArrayList<>();
        key.add(CallKey.of(model, call.id(), call.name(), call.arguments()));
        List<ObjectNode> remembered = memory.recall(key, "");
        return remembered.isEmpty()
                ? null
                : new Known(
                        Json.string(remembered.getFirst(), SIGNATURE),
                        Json.string(remembered.getFirst(), ID));
    }
}
