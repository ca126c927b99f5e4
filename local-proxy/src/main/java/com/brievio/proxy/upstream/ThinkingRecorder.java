package com.brievio.proxy.upstream;

import com.brievio.proxy.stream.EventStage;
import com.brievio.proxy.stream.ModelEvent;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Hands the thinking of a finished turn with calls to the memory; changes no event. */
public final class ThinkingRecorder implements EventStage {
    private final ThinkingMemory memory;
    private final String prefix;
    private final List<String> callIds = new ArrayList<>();
    private final List<ObjectNode> blocks = new ArrayList<>();

    /** Records into the memory, under the digest of the conversation that the answer follows. */
    public ThinkingRecorder(ThinkingMemory memory, String prefix) {
        this.memory = memory;
        this.prefix = prefix;
    }

    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        if (event instanceof ModelEvent.ThinkingSealed sealed) {
            blocks.add(sealed.block());
        } else if (event instanceof ModelEvent.ToolCallStarted call) {
            callIds.add(call.id());
        } else if (event instanceof ModelEvent.Finished
                && !callIds.isEmpty()
                && !blocks.isEmpty()) {
            memory.remember(callIds, prefix, blocks);
        }
        return List.of(event);
    }
}
