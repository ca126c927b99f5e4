package com.brievio.proxy.stream;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent.ToolCallDelta;
import com.brievio.proxy.stream.ModelEvent.ToolCallStarted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts calls one behind the other, for client APIs whose items never overlap: whatever begins while
 * a call is not whole is held back until that call has ended.
 */
public final class CallOrder implements EventStage {
    private final Deque<ModelEvent> held = new ArrayDeque<>();
    private final Map<Integer, StringBuilder> arguments = new HashMap<>();
    private final Set<Integer> begun = new HashSet<>();
    private @Nullable Integer open;

    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        return switch (event) {
            case ToolCallStarted call -> {
                arguments.put(call.index(), new StringBuilder(call.arguments()));
                yield next(call);
            }
            case ToolCallDelta delta -> more(delta);
            case ModelEvent.Finished _, ModelEvent.Failed _ -> {
                List<ModelEvent> all = released(true);
                open = null;
                all.add(event);
                yield all;
            }
            case ModelEvent.Pinged _,
                    ModelEvent.UsageReported _,
                    ModelEvent.Unrecognized _,
                    ModelEvent.Started _ ->
                    List.of(event);
            case ModelEvent.TextDelta _,
                    ModelEvent.TokensWeighed _,
                    ModelEvent.ReasoningDelta _,
                    ModelEvent.ThinkingSealed _,
                    ModelEvent.Attached _ ->
                    next(event);
        };
    }

    private boolean isRunning() {
        return open != null && !isWhole(open);
    }

    private boolean isWhole(int index) {
        StringBuilder text = arguments.get(index);
        return text != null && Json.objectOrNull(text.toString()) != null;
    }

    private List<ModelEvent> next(ModelEvent event) {
        if (!held.isEmpty() || isRunning()) {
            held.add(event);
            return List.of();
        }
        begin(event);
        return List.of(event);
    }

    private void begin(ModelEvent event) {
        open = null;
        if (event instanceof ToolCallStarted call) {
            open = call.index();
            begun.add(call.index());
        }
    }

    private List<ModelEvent> more(ToolCallDelta delta) {
        StringBuilder text = arguments.get(delta.index());
        boolean running = open != null && open == delta.index();
        if (text == null || (!running && begun.contains(delta.index()))) {
            return List.of();
        }
        text.append(delta.arguments());
        if (!running) {
            held.add(delta);
            return List.of();
        }
        List<ModelEvent> all = new ArrayList<>();
        all.add(delta);
        if (!held.isEmpty() && isWhole(delta.index())) {
            all.addAll(released(false));
        }
        return all;
    }

    /**
     * Returns what was held back, up to the first call that is not whole.
     *
     * @param ended whether nothing more comes
     */
    private List<ModelEvent> released(boolean ended) {
        List<ModelEvent> all = new ArrayList<>();
        boolean running = false;
        while (!held.isEmpty() && !running) {
            ModelEvent first = held.poll();
            all.add(first);
            begin(first);
            if (first instanceof ToolCallStarted call) {
                all.addAll(fragmentsOf(call.index()));
                running = !ended && !isWhole(call.index());
            }
        }
        return all;
    }

    private List<ModelEvent> fragmentsOf(int index) {
        List<ModelEvent> fragments =
                held.stream()
                        .filter(e -> e instanceof ToolCallDelta delta && delta.index() == index)
                        .toList();
        held.removeAll(fragments);
        return fragments;
    }
}
