package com.brievio.proxy.stream;

import tools.jackson.databind.node.ObjectNode;

/**
 * A response whose whole body is what its stream adds up to, so that the two cannot differ. Calls
 * come one behind the other.
 */
public abstract class StreamedForm implements ResponseForm {
    private final CallOrder order = new CallOrder();
    private final ByteSink unseen = new ByteSink();

    /** Adds the frames of the event to a stream. */
    protected abstract void take(ModelEvent event, ByteSink out);

    /** Returns what the stream has added up to, after its end. */
    protected abstract ObjectNode sum();

    @Override
    public final void render(ModelEvent event, ByteSink out) {
        order.apply(event).forEach(next -> take(next, out));
    }

    @Override
    public final void fold(ModelEvent event) {
        if (event instanceof ModelEvent.Failed failure) {
            throw failure.error().exception();
        }
        render(event, unseen);
        unseen.reset();
    }

    @Override
    public final ObjectNode whole() {
        end(unseen);
        unseen.reset();
        return sum();
    }
}
