package com.brievio.proxy.stream;

import com.brievio.proxy.stream.ModelEvent.Finished;
import com.brievio.proxy.stream.ModelEvent.ReasoningDelta;
import com.brievio.proxy.stream.ModelEvent.TextDelta;
import com.brievio.proxy.stream.ModelEvent.ToolCallDelta;
import com.brievio.proxy.stream.ModelEvent.ToolCallStarted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Applies stop sequences that the upstream cannot take (decisions.md, "stop"). Text is held back
 * only while it may still become a stop sequence. After a match the rest of the choice is dropped,
 * but the upstream is read to its end, so that usage stays honest.
 */
public final class StopCutter implements EventStage {
    private final List<String> stops;
    private final Map<Integer, StringBuilder> held = new HashMap<>();
    private final Map<Integer, String> cut = new HashMap<>();

    /** Cuts at the first of these sequences; none may be empty. */
    public StopCutter(List<String> stops) {
        this.stops = List.copyOf(stops);
    }

    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        return switch (event) {
            case TextDelta delta -> text(delta);
            case ReasoningDelta delta -> unlessCut(delta.choice(), delta);
            case ToolCallStarted call -> unlessCut(call.choice(), call);
            case ToolCallDelta delta -> unlessCut(delta.choice(), delta);
            case ModelEvent.Attached attached -> unlessCut(attached.choice(), attached);
            case Finished finished -> finished(finished);
            case ModelEvent.Started _,
                    ModelEvent.ThinkingSealed _,
                    ModelEvent.TokensWeighed _,
                    ModelEvent.UsageReported _,
                    ModelEvent.Pinged _,
                    ModelEvent.Failed _,
                    ModelEvent.Unrecognized _ ->
                    List.of(event);
        };
    }

    private boolean isCut(int choice) {
        return cut.containsKey(choice);
    }

    private List<ModelEvent> unlessCut(int choice, ModelEvent event) {
        if (isCut(choice)) {
            return List.of();
        }
        List<ModelEvent> events = new ArrayList<>(release(choice, Integer.MAX_VALUE));
        events.add(event);
        return events;
    }

    private List<ModelEvent> text(TextDelta delta) {
        if (isCut(delta.choice())) {
            return List.of();
        }
        StringBuilder text = held.computeIfAbsent(delta.choice(), _ -> new StringBuilder());
        text.append(delta.text());
        int match = -1;
        String met = "";
        for (String stop : stops) {
            int at = text.indexOf(stop);
            if (at >= 0 && (match < 0 || at < match)) {
                match = at;
                met = stop;
            }
        }
        if (match >= 0) {
            cut.put(delta.choice(), met);
            return release(delta.choice(), match);
        }
        return release(delta.choice(), text.length() - pendingPrefix(text));
    }

    /** Returns the length of the longest end of the text that begins a stop sequence. */
    private int pendingPrefix(StringBuilder text) {
        int longest = 0;
        for (String stop : stops) {
            for (int n = Math.min(stop.length() - 1, text.length()); n > longest; n--) {
                if (stop.startsWith(text.substring(text.length() - n))) {
                    longest = n;
                }
            }
        }
        return longest;
    }

    private List<ModelEvent> release(int choice, int length) {
        StringBuilder text = held.get(choice);
        if (text == null || text.isEmpty()) {
            return List.of();
        }
        int end = Math.min(length, text.length());
        String released = text.substring(0, end);
        text.delete(0, isCut(choice) ? text.length() : end);
        return released.isEmpty() ? List.of() : List.of(new TextDelta(choice, released));
    }

    private List<ModelEvent> finished(Finished finished) {
        if (isCut(finished.choice())) {
            String stop = cut.get(finished.choice());
            return List.of(new Finished(finished.choice(), FinishReason.STOP, null, stop));
        }
        List<ModelEvent> events = new ArrayList<>(release(finished.choice(), Integer.MAX_VALUE));
        events.add(finished);
        return events;
    }
}
