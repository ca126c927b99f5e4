package com.brievio.proxy.stream;

import java.util.List;

/** Drops thinking text and thinking blocks ({@code --no-reasoning}). */
public final class ReasoningMute implements EventStage {
    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        boolean thinking =
                event instanceof ModelEvent.ReasoningDelta
                        || event instanceof ModelEvent.ThinkingSealed;
        return thinking ? List.of() : List.of(event);
    }
}
