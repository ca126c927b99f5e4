package com.brievio.proxy.stream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent.Failed;
import com.brievio.proxy.stream.ModelEvent.Finished;
import com.brievio.proxy.stream.ModelEvent.Started;
import com.brievio.proxy.stream.ModelEvent.TextDelta;
import com.brievio.proxy.stream.ModelEvent.ToolCallStarted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * Makes {@code json_object} parse every time on models that can only be asked for it (decisions.md,
 * "json_object on Claude"): drops what stands before the first brace and after its partner, without
 * holding the object back. The start is held until the object begins, so that an answer without one
 * can still become an HTTP error.
 */
public final class JsonSieve implements EventStage {
    private final List<ModelEvent> heldStart = new ArrayList<>();
    private final Map<Integer, Choice> choices = new HashMap<>();
    private final String upstream;
    private final boolean stops;

    /**
     * Sieves one answer.
     *
     * @param upstream the name for the error
     * @param stops whether the client's own stop sequences may cut the object
     */
    public JsonSieve(String upstream, boolean stops) {
        this.upstream = upstream;
        this.stops = stops;
    }

    /** How far one choice has come. */
    private static final class Choice {
        private final StringBuilder object = new StringBuilder();
        private boolean begun;
        private boolean ended;
        private int depth;
        private boolean inString;
        private boolean escaped;
        private boolean calls;

        /** Returns the part of the text that belongs to the object. */
        String keep(String text) {
            int from = object.length();
            for (int i = 0; i < text.length() && !ended; i++) {
                char c = text.charAt(i);
                begun |= c == '{';
                if (begun) {
                    object.append(c);
                    step(c);
                }
            }
            return object.substring(from);
        }

        private void step(char c) {
            if (escaped) {
                escaped = false;
            } else if (inString) {
                escaped = c == '\\';
                inString = c != '"';
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
                ended = depth == 0;
            }
        }

        boolean parses() {
            try {
                return ended && Json.read(object.toString()).isObject();
            } catch (JacksonException e) {
                return false;
            }
        }
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, _ -> new Choice());
    }

    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        return switch (event) {
            case Started started -> {
                heldStart.add(started);
                yield List.of();
            }
            case TextDelta delta -> {
                String kept = choice(delta.choice()).keep(delta.text());
                yield kept.isEmpty() ? List.of() : released(new TextDelta(delta.choice(), kept));
            }
            case ToolCallStarted call -> {
                choice(call.choice()).calls = true;
                yield released(call);
            }
            case Finished finished -> finished(finished);
            case Failed failed -> {
                heldStart.clear();
                yield List.of(failed);
            }
            case ModelEvent.Pinged ping -> heldStart.isEmpty() ? List.of(ping) : List.of();
            case ModelEvent.UsageReported usage -> {
                if (heldStart.isEmpty()) {
                    yield List.of(usage);
                }
                heldStart.add(usage);
                yield List.of();
            }
            case ModelEvent.ReasoningDelta _,
                    ModelEvent.ThinkingSealed _,
                    ModelEvent.TokensWeighed _,
                    ModelEvent.ToolCallDelta _,
                    ModelEvent.Attached _,
                    ModelEvent.Unrecognized _ ->
                    released(event);
        };
    }

    private List<ModelEvent> released(ModelEvent event) {
        List<ModelEvent> events = new ArrayList<>(heldStart);
        heldStart.clear();
        events.add(event);
        return events;
    }

    private List<ModelEvent> finished(Finished finished) {
        Choice choice = choice(finished.choice());
        boolean mustParse =
                finished.reason() == FinishReason.STOP
                        || (finished.reason() == FinishReason.TOOL_CALLS && !choice.calls);
        boolean stopped = stops && choice.begun && !choice.ended;
        if (!mustParse || stopped || choice.parses()) {
            return released(finished);
        }
        heldStart.clear();
        return List.of(
                new Failed(
                        ApiError.of(
                                502,
                                upstream
                                        + ": the model ended its answer without a JSON object,"
                                        + " although response_format asked for one",
                                ApiError.SERVER,
                                null,
                                "invalid_json")));
    }
}
