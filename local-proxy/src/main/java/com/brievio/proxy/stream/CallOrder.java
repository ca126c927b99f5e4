package com.brievio.proxy.stream;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent.ToolCallDelta;
import com.brievio.proxy.stream.ModelEvent.ToolCallStarted;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts calls one behind the other, for client APIs whose items never overlap: a call that begins
 * while another is not whole is held back until that one has ended.
 */
public final class CallOrder implements EventStage {
    private final List<Held> held = new ArrayList<>();
    private @Nullable Held open;

    /** A call and the arguments that have come. */
    private record Held(ToolCallStarted start, StringBuilder arguments) {
        boolean isWhole() {
            return Json.objectOrNull(arguments.toString()) != null;
        }
    }

    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        return switch (event) {
            case ToolCallStarted call -> begun(call);
            case ToolCallDelta delta -> more(delta);
            case ModelEvent.Pinged _, ModelEvent.UsageReported _, ModelEvent.Unrecognized _ ->
                    List.of(event);
            default -> {
                List<ModelEvent> all = released();
                open = null;
                all.add(event);
                yield all;
            }
        };
    }

    private List<ModelEvent> begun(ToolCallStarted call) {
        Held one = new Held(call, new StringBuilder(call.arguments()));
        Held running = open;
        if (!held.isEmpty() || (running != null && !running.isWhole())) {
            held.add(one);
            return List.of();
        }
        open = one;
        return List.of(call);
    }

    private List<ModelEvent> more(ToolCallDelta delta) {
        Held running = open;
        if (running != null && running.start().index() == delta.index()) {
            running.arguments().append(delta.arguments());
            return List.of(delta);
        }
        for (Held one : held) {
            if (one.start().index() == delta.index()) {
                one.arguments().append(delta.arguments());
            }
        }
        return List.of();
    }

    private List<ModelEvent> released() {
        List<ModelEvent> all = new ArrayList<>();
        for (Held one : held) {
            ToolCallStarted start = one.start();
            all.add(start);
            String more = one.arguments().substring(start.arguments().length());
            if (!more.isEmpty()) {
                all.add(new ToolCallDelta(start.choice(), start.index(), more));
            }
        }
        held.clear();
        return all;
    }
}
