package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.FinishReason;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.WireFrame;
import com.brievio.proxy.upstream.EventDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a Messages answer (anthropic.md sections 3 and 6; mapping.md sections 7 and 8). */
final class AnthropicDecoder implements EventDecoder {
    private final String upstream;
    private final Map<Integer, OpenBlock> blocks = new HashMap<>();
    private final AnthropicUsage usage = new AnthropicUsage();
    private @Nullable String id;
    private boolean started;
    private boolean ended;
    private int nextCall;
    private boolean anyText;
    private @Nullable String stopReason;
    private @Nullable String explanation;

    /** Names the upstream in its errors. */
    AnthropicDecoder(String upstream) {
        this.upstream = upstream;
    }

    @Override
    public boolean complete() {
        return ended;
    }

    @Override
    public List<ModelEvent> frame(WireFrame frame) {
        if (ended) {
            return List.of();
        }
        JsonNode event;
        try {
            event = Json.read(frame.data());
        } catch (JacksonException e) {
            return fail(ErrorCode.MALFORMED, "the stream holds no valid JSON");
        }
        JsonNode error = error(event);
        if (error != null) {
            return failed(error);
        }
        List<ModelEvent> out = new ArrayList<>();
        String type = event.path("type").asString("");
        if (!started && !type.equals("message_start") && isPart(type)) {
            return fail(ErrorCode.MALFORMED, "the stream does not begin with message_start");
        }
        event(type, event, out);
        anyText |= out.stream().anyMatch(ModelEvent.TextDelta.class::isInstance);
        return out;
    }

    @Override
    public @Nullable List<ModelEvent> usual(byte[] data, int offset, int length) {
        if (!started || ended) {
            return null;
        }
        UsualDelta delta = UsualDelta.read(data, offset, length);
        OpenBlock block =
                delta == null ? null : blocks.getOrDefault(delta.index(), new OpenBlock.Text());
        ModelEvent event = block == null || delta == null ? null : block.usual(delta);
        anyText |= event instanceof ModelEvent.TextDelta;
        return event == null ? null : List.of(event);
    }

    private void event(String type, JsonNode event, List<ModelEvent> out) {
        int index = event.path("index").asInt(0);
        switch (type) {
            case "message_start" -> start(event.path("message"), out);
            case "ping" -> out.add(new ModelEvent.Pinged());
            case "content_block_start" -> open(index, event.path("content_block"), out);
            case "content_block_delta" ->
                    blocks.getOrDefault(index, new OpenBlock.Text())
                            .delta(event.path("delta"), out);
            case "content_block_stop" -> close(index, out);
            case "message_delta" -> messageDelta(event);
            case "message_stop" -> finish(out);
            default -> out.add(new ModelEvent.Unrecognized("event " + type));
        }
    }

    /** Returns the error object; Google's own, at Vertex, has no type and may stand in an array. */
    private static @Nullable JsonNode error(JsonNode json) {
        JsonNode object = json.isArray() && !json.isEmpty() ? json.get(0) : json;
        return object.path("error").isObject() || object.path("type").asString("").equals("error")
                ? object.path("error")
                : null;
    }

    private List<ModelEvent> failed(JsonNode error) {
        ended = true;
        return List.of(new ModelEvent.Failed(AnthropicErrors.ofEvent(upstream, error)));
    }

    private static boolean isPart(String type) {
        return type.startsWith("content_block") || type.startsWith("message_");
    }

    private List<ModelEvent> fail(ErrorCode code, String message) {
        ended = true;
        return List.of(new ModelEvent.Failed(code.of(upstream, message)));
    }

    private void start(JsonNode message, List<ModelEvent> out) {
        String newId = Json.string(message, "id");
        if (started) {
            if (newId != null && !newId.equals(id)) {
                out.addAll(fail(ErrorCode.MALFORMED, "a second message began in one"));
            }
            return;
        }
        started = true;
        id = newId;
        usage.merge(message.path("usage"));
        out.add(new ModelEvent.Started(newId, Json.string(message, "model")));
    }

    private void open(int index, JsonNode start, List<ModelEvent> out) {
        String type = start.path("type").asString("");
        OpenBlock block =
                switch (type) {
                    case "text" -> {
                        OpenBlock.Text.say(start, out);
                        yield new OpenBlock.Text();
                    }
                    case "thinking", "redacted_thinking" ->
                            new OpenBlock.Thinking((ObjectNode) start, index, out);
                    case "tool_use" -> new OpenBlock.Call(nextCall++, start, out);
                    default -> {
                        out.add(new ModelEvent.Unrecognized("block " + type));
                        yield new OpenBlock.Other();
                    }
                };
        blocks.put(index, block);
    }

    private void close(int index, List<ModelEvent> out) {
        OpenBlock block = blocks.remove(index);
        if (block != null) {
            block.stop(out);
        }
    }

    private void messageDelta(JsonNode event) {
        JsonNode delta = event.path("delta");
        String reason = Json.string(delta, "stop_reason");
        stopReason = reason == null ? stopReason : reason;
        String why = Json.string(delta.path("stop_details"), "explanation");
        explanation = why == null ? explanation : why;
        usage.merge(event.path("usage"));
    }

    private void finish(List<ModelEvent> out) {
        ended = true;
        List.copyOf(blocks.keySet()).forEach(index -> close(index, out));
        usage.report(out);
        boolean refused = "refusal".equals(stopReason) && !anyText;
        out.add(new ModelEvent.Finished(0, reason(out), refused ? explanation : null));
    }

    /** Calls are calls and their absence is an end, whatever the word. */
    private FinishReason reason(List<ModelEvent> out) {
        String word = stopReason == null ? "" : stopReason;
        FinishReason whole = nextCall > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        return switch (word) {
            case "end_turn", "stop_sequence", "pause_turn", "tool_use" -> whole;
            case "max_tokens", "model_context_window_exceeded", "compaction" -> FinishReason.LENGTH;
            case "refusal" -> FinishReason.CONTENT_FILTER;
            default -> {
                out.add(new ModelEvent.Unrecognized("stop_reason " + word));
                FinishReason unknown = FinishReason.ofUnknown(word);
                yield unknown == FinishReason.STOP ? whole : unknown;
            }
        };
    }

    @Override
    public List<ModelEvent> body(JsonNode body) {
        JsonNode error = error(body);
        if (error != null) {
            return failed(error);
        }
        if (!body.path("content").isArray()) {
            return fail(ErrorCode.MALFORMED, "the answer is no message");
        }
        List<ModelEvent> out = new ArrayList<>();
        start(body, out);
        int index = 0;
        for (JsonNode block : body.path("content")) {
            open(index, block, out);
            close(index, out);
            index++;
        }
        anyText = out.stream().anyMatch(ModelEvent.TextDelta.class::isInstance);
        stopReason = Json.string(body, "stop_reason");
        explanation = Json.string(body.path("stop_details"), "explanation");
        finish(out);
        return out;
    }

    @Override
    public List<ModelEvent> end(String stray) {
        if (ended) {
            return List.of();
        }
        return fail(ErrorCode.TRUNCATED, "stream ended before message_stop");
    }
}
