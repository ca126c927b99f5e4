package com.brievio.proxy.stream;

import java.util.List;

/** A pure machine between decoder and renderer that changes the events passing through it. */
@FunctionalInterface
public interface EventStage {
    /** Takes the next event and returns what goes on in its place. */
    List<ModelEvent> apply(ModelEvent event);
}
