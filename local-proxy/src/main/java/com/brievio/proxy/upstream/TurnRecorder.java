package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.EventStage;
import com.brievio.proxy.stream.ModelEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hands a finished turn with calls to the memory: its thinking, and where text and calls stood
 * between; says of thinking which conversation it is bound to. The pieces of a turn are, in order,
 * thinking blocks as they are, {@code {"type":"text","length":N}} with N in chars, {@code
 * {"type":"tool_use","id":…}}.
 */
public final class TurnRecorder implements EventStage {
    private final ThinkingMemory memory;
    private final String model;
    private final String prefix;
    private final List<ObjectNode> pieces = new ArrayList<>();
    private final Map<Integer, Call> calls = new LinkedHashMap<>();
    private boolean worthKeeping;

    private record Call(ModelEvent.ToolCallStarted start, StringBuilder arguments) {}

    /**
     * Records into the memory.
     *
     * @param model what the memory calls the model
     * @param prefix digest of the conversation that the answer follows, "" where thinking is not
     *     bound to it
     */
    public TurnRecorder(ThinkingMemory memory, String model, String prefix) {
        this.memory = memory;
        this.model = model;
        this.prefix = prefix;
    }

    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        switch (event) {
            case ModelEvent.TextDelta delta -> text(delta.text().length());
            case ModelEvent.ThinkingSealed sealed -> {
                pieces.add(sealed.block());
                worthKeeping = true;
            }
            case ModelEvent.ToolCallStarted call -> {
                pieces.add(Json.object().put("type", "tool_use").put("id", call.id()));
                calls.put(call.index(), new Call(call, new StringBuilder(call.arguments())));
            }
            case ModelEvent.ToolCallDelta delta -> {
                Call call = calls.get(delta.index());
                if (call != null) {
                    call.arguments().append(delta.arguments());
                }
            }
            case ModelEvent.Finished _ -> remember();
            default -> {}
        }
        return List.of(
                event instanceof ModelEvent.ThinkingSealed sealed && !prefix.isEmpty()
                        ? sealed.to(prefix)
                        : event);
    }

    private void text(int length) {
        ObjectNode last = pieces.isEmpty() ? null : pieces.getLast();
        if (last != null && last.path("type").asString("").equals("text")) {
            last.put("length", last.path("length").asInt(0) + length);
            return;
        }
        pieces.add(Json.object().put("type", "text").put("length", length));
        worthKeeping |= !calls.isEmpty();
    }

    private void remember() {
        if (calls.isEmpty() || !worthKeeping) {
            return;
        }
        List<String> keys = new ArrayList<>();
        for (Call call : calls.values()) {
            ModelEvent.ToolCallStarted start = call.start();
            keys.add(CallKey.ofText(model, start.id(), start.name(), call.arguments() + ""));
        }
        memory.remember(keys, prefix, pieces);
    }
}
