package com.brievio.proxy.upstream;

import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.stream.CallIdentity;
import com.brievio.proxy.stream.EventStage;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.SizeLimit;
import com.brievio.proxy.stream.WholeCharacters;
import com.brievio.proxy.stream.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A decoder whose events pass machines that change them, in order. */
public final class StagedDecoder implements EventDecoder {
    private final EventDecoder decoder;
    private final List<EventStage> stages;

    /**
     * Puts the stages behind the decoder, after those that every answer passes: its size, whole
     * characters, calls with an id of their own.
     *
     * @param upstream the upstream's name in messages
     * @param request what is answered: ids of its calls are not given to others
     */
    public StagedDecoder(
            String upstream, ChatRequest request, EventDecoder decoder, List<EventStage> stages) {
        this.decoder = decoder;
        this.stages =
                Stream.concat(
                                Stream.of(
                                        new SizeLimit(upstream),
                                        new WholeCharacters(),
                                        new CallIdentity(upstream, request.callIds())),
                                stages.stream())
                        .toList();
    }

    @Override
    public List<ModelEvent> frame(WireFrame frame) {
        return staged(decoder.frame(frame));
    }

    @Override
    public @Nullable List<ModelEvent> usual(byte[] data, int offset, int length) {
        List<ModelEvent> events = decoder.usual(data, offset, length);
        return events == null ? null : staged(events);
    }

    @Override
    public List<ModelEvent> body(JsonNode body) {
        return staged(decoder.body(body));
    }

    @Override
    public List<ModelEvent> end(String stray) {
        return staged(decoder.end(stray));
    }

    @Override
    public boolean complete() {
        return decoder.complete();
    }

    private static List<ModelEvent> all(EventStage stage, List<ModelEvent> events) {
        List<ModelEvent> next = new ArrayList<>();
        for (ModelEvent event : events) {
            next.addAll(stage.apply(event));
        }
        return next;
    }

    private List<ModelEvent> staged(List<ModelEvent> events) {
        List<ModelEvent> current = events;
        for (EventStage stage : stages) {
            current = current.size() == 1 ? stage.apply(current.getFirst()) : all(stage, current);
        }
        return current;
    }
}
