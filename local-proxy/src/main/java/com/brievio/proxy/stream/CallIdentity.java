package com.brievio.proxy.stream;

import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.stream.ModelEvent.ToolCallStarted;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives every call of an answer an id of its own in its conversation: clients pair results by it. A
 * call without a name fails the answer: nobody could carry it out.
 */
public final class CallIdentity implements EventStage {
    private final String upstream;
    private final Set<String> used = new HashSet<>();

    /**
     * Names the upstream in its error.
     *
     * @param taken ids that other calls of the conversation have
     */
    public CallIdentity(String upstream, Collection<String> taken) {
        this.upstream = upstream;
        used.addAll(taken);
    }

    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        if (!(event instanceof ToolCallStarted call)) {
            return List.of(event);
        }
        if (call.name().isBlank()) {
            return List.of(
                    new ModelEvent.Failed(
                            ErrorCode.MALFORMED.error(
                                    upstream + ": the model called a tool without naming it")));
        }
        String id = unique(call.id());
        return List.of(id.equals(call.id()) ? call : call.as(id, call.name()));
    }

    private String unique(String id) {
        String unique = id.isBlank() ? CallIds.next() : id;
        for (int n = 2; !used.add(unique); n++) {
            unique = id.isBlank() ? CallIds.next() : id + "_" + n;
        }
        return unique;
    }
}
