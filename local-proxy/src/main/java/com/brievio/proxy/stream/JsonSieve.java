package com.brievio.proxy.stream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent.Failed;
import com.brievio.proxy.stream.ModelEvent.Finished;
import com.brievio.proxy.stream.ModelEvent.Started;
import com.brievio.proxy.stream.ModelEvent.TextDelta;
import com.brievio.proxy.stream.ModelEvent.ToolCallStarted;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;

/**
 * Makes {@code json_object} parse every time on models that can only be asked for it (decisions.md,
 * "json_object on Claude"): drops what stands before the first brace and after its partner, without
 * holding the object back. The start is held until the object begins, so that an answer without one
 * can still become an HTTP error.
 */
public final class JsonSieve implements EventStage {
    private enum Where {
        BEFORE,
        INSIDE,
        AFTER
    }

    private final List<ModelEvent> heldStart = new ArrayList<>();
    private final StringBuilder object = new StringBuilder();
    private final String upstream;
    private Where where = Where.BEFORE;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean calls;

    /** Names the upstream in the error. */
    public JsonSieve(String upstream) {
        this.upstream = upstream;
    }

    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        return switch (event) {
            case Started started -> {
                heldStart.add(started);
                yield List.of();
            }
            case TextDelta delta -> text(delta);
            case ToolCallStarted call -> {
                calls = true;
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
                    ModelEvent.ToolCallDelta _,
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

    private List<ModelEvent> text(TextDelta delta) {
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < delta.text().length() && where != Where.AFTER; i++) {
            char c = delta.text().charAt(i);
            if (where == Where.BEFORE && c != '{') {
                continue;
            }
            where = Where.INSIDE;
            kept.append(c);
            step(c);
        }
        if (kept.isEmpty()) {
            return List.of();
        }
        object.append(kept);
        return released(new TextDelta(delta.choice(), kept.toString()));
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
            if (depth == 0) {
                where = Where.AFTER;
            }
        }
    }

    private List<ModelEvent> finished(Finished finished) {
        boolean mustParse =
                finished.reason() == FinishReason.STOP
                        || (finished.reason() == FinishReason.TOOL_CALLS && !calls);
        if (!mustParse || parses()) {
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

    private boolean parses() {
        if (where != Where.AFTER) {
            return false;
        }
        try {
            return Json.read(object.toString()).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }
}
