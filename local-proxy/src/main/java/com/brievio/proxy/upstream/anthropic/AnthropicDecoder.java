package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.FinishReason;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.SseFrame;
import com.brievio.proxy.stream.Usage;
import com.brievio.proxy.upstream.EventDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads a Messages answer (anthropic.md sections 3 and 6; mapping.md sections 7 and 8). */
final class AnthropicDecoder implements EventDecoder {
    private final boolean reasoning;
    private final Map<Integer, Call> calls = new HashMap<>();
    private final Counts counts = new Counts();
    private @Nullable String id;
    private boolean started;
    private boolean ended;
    private int nextCall;
    private boolean anyText;
    private @Nullable String stopReason;
    private @Nullable String explanation;

    /** Passes thinking text on where {@code reasoning} is set. */
    AnthropicDecoder(boolean reasoning) {
        this.reasoning = reasoning;
    }

    /** An open tool_use block. */
    private static final class Call {
        final int index;
        final JsonNode input;
        boolean anyFragment;

        Call(int index, JsonNode input) {
            this.index = index;
            this.input = input;
        }
    }

    /** The newest value of every count; a null on the wire leaves the one before. */
    private static final class Counts {
        int input;
        int cacheWrite;
        int cacheRead;
        int output;
        @Nullable Integer thinking;
        @Nullable String tier;

        void merge(JsonNode usage) {
            input = newest(usage, "input_tokens", input);
            cacheWrite = newest(usage, "cache_creation_input_tokens", cacheWrite);
            cacheRead = newest(usage, "cache_read_input_tokens", cacheRead);
            output = newest(usage, "output_tokens", output);
            JsonNode details = usage.path("output_tokens_details").path("thinking_tokens");
            thinking = details.isNumber() ? Json.integer(details) : thinking;
            String named = Json.string(usage, "service_tier");
            tier = named == null ? tier : named;
        }

        private static int newest(JsonNode usage, String key, int before) {
            Integer value = Json.integer(usage.path(key));
            return value == null ? before : value;
        }

        ModelEvent report() {
            String served =
                    "standard".equals(tier) ? "default" : "priority".equals(tier) ? tier : null;
            int prompt = input + cacheWrite + cacheRead;
            return new ModelEvent.UsageReported(
                    new Usage(prompt, output, cacheRead, cacheWrite, thinking), served);
        }
    }

    @Override
    public boolean complete() {
        return ended;
    }

    @Override
    public List<ModelEvent> frame(SseFrame frame) {
        if (ended) {
            return List.of();
        }
        JsonNode event;
        try {
            event = Json.read(frame.data());
        } catch (JacksonException e) {
            return fail(502, "upstream_malformed_response", "the stream holds no valid JSON");
        }
        List<ModelEvent> out = new ArrayList<>();
        String type = event.path("type").asString("");
        if (!started && !type.equals("message_start") && isPart(type)) {
            return fail(
                    502,
                    "upstream_malformed_response",
                    "the stream does not begin with message_start");
        }
        switch (type) {
            case "message_start" -> start(event.path("message"), out);
            case "ping" -> out.add(new ModelEvent.Pinged());
            case "content_block_start" ->
                    blockStart(event.path("index").asInt(0), event.path("content_block"), out);
            case "content_block_delta" ->
                    blockDelta(event.path("index").asInt(0), event.path("delta"), out);
            case "content_block_stop" -> blockStop(event.path("index").asInt(0), out);
            case "message_delta" -> messageDelta(event);
            case "message_stop" -> finish(out);
            case "error" -> {
                ended = true;
                out.add(new ModelEvent.Failed(AnthropicErrors.ofEvent(event.path("error"))));
            }
            default -> out.add(new ModelEvent.Unrecognized("event " + type));
        }
        return out;
    }

    private static boolean isPart(String type) {
        return type.startsWith("content_block") || type.startsWith("message_");
    }

    private List<ModelEvent> fail(int status, String code, String message) {
        ended = true;
        return List.of(
                new ModelEvent.Failed(
                        ApiError.of(status, "anthropic: " + message, ApiError.SERVER, null, code)));
    }

    private void start(JsonNode message, List<ModelEvent> out) {
        String newId = Json.string(message, "id");
        if (started) {
            if (newId != null && !newId.equals(id)) {
                out.addAll(
                        fail(502, "upstream_malformed_response", "a second message began in one"));
            }
            return;
        }
        started = true;
        id = newId;
        counts.merge(message.path("usage"));
        out.add(new ModelEvent.Started(newId, Json.string(message, "model")));
    }

    private void blockStart(int index, JsonNode block, List<ModelEvent> out) {
        switch (block.path("type").asString("")) {
            case "text" -> text(Json.string(block, "text"), out);
            case "tool_use" -> {
                Call call = new Call(nextCall++, block.path("input"));
                calls.put(index, call);
                out.add(
                        new ModelEvent.ToolCallStarted(
                                0,
                                call.index,
                                block.path("id").asString(""),
                                block.path("name").asString(""),
                                "",
                                null));
            }
            default -> {}
        }
    }

    private void text(@Nullable String text, List<ModelEvent> out) {
        if (text != null && !text.isEmpty()) {
            anyText = true;
            out.add(new ModelEvent.TextDelta(0, text));
        }
    }

    private void blockDelta(int index, JsonNode delta, List<ModelEvent> out) {
        switch (delta.path("type").asString("")) {
            case "text_delta" -> text(Json.string(delta, "text"), out);
            case "input_json_delta" -> {
                String fragment = Json.string(delta, "partial_json");
                Call call = calls.get(index);
                if (call != null && fragment != null && !fragment.isEmpty()) {
                    call.anyFragment = true;
                    out.add(new ModelEvent.ToolCallDelta(0, call.index, fragment));
                }
            }
            case "thinking_delta" -> reasoning(Json.string(delta, "thinking"), out);
            case "signature_delta", "citations_delta" -> {}
            default ->
                    out.add(
                            new ModelEvent.Unrecognized(
                                    "delta " + delta.path("type").asString("")));
        }
    }

    private void reasoning(@Nullable String thinking, List<ModelEvent> out) {
        if (reasoning && thinking != null && !thinking.isEmpty()) {
            out.add(new ModelEvent.ReasoningDelta(0, thinking));
        }
    }

    private void blockStop(int index, List<ModelEvent> out) {
        Call call = calls.remove(index);
        if (call != null && !call.anyFragment) {
            String input = call.input.isObject() ? Json.text(call.input) : "{}";
            out.add(new ModelEvent.ToolCallDelta(0, call.index, input));
        }
    }

    private void messageDelta(JsonNode event) {
        JsonNode delta = event.path("delta");
        String reason = Json.string(delta, "stop_reason");
        stopReason = reason == null ? stopReason : reason;
        String why = Json.string(delta.path("stop_details"), "explanation");
        explanation = why == null ? explanation : why;
        counts.merge(event.path("usage"));
    }

    private void finish(List<ModelEvent> out) {
        ended = true;
        out.add(counts.report());
        boolean refused = "refusal".equals(stopReason) && !anyText;
        out.add(new ModelEvent.Finished(0, reason(out), refused ? explanation : null));
    }

    private FinishReason reason(List<ModelEvent> out) {
        String word = stopReason == null ? "" : stopReason;
        return switch (word) {
            case "end_turn", "stop_sequence", "pause_turn" -> FinishReason.STOP;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "max_tokens", "model_context_window_exceeded", "compaction" -> FinishReason.LENGTH;
            case "refusal" -> FinishReason.CONTENT_FILTER;
            default -> {
                out.add(new ModelEvent.Unrecognized("stop_reason " + word));
                yield FinishReason.STOP;
            }
        };
    }

    @Override
    public List<ModelEvent> body(JsonNode body) {
        if (!body.path("content").isArray()) {
            return fail(502, "upstream_malformed_response", "the answer is no message");
        }
        List<ModelEvent> out = new ArrayList<>();
        start(body, out);
        int index = 0;
        for (JsonNode block : body.path("content")) {
            if (block.path("type").asString("").equals("thinking")) {
                reasoning(Json.string(block, "thinking"), out);
            }
            blockStart(index, block, out);
            blockStop(index, out);
            index++;
        }
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
        return fail(502, "upstream_truncated", "stream ended before message_stop");
    }
}
