package com.brievio.proxy.upstream.bedrock;

import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.FinishReason;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.Usage;
import com.brievio.proxy.stream.WireFrame;
import com.brievio.proxy.upstream.EventDecoder;
import com.brievio.proxy.upstream.WholeArguments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads an answer of Converse or ConverseStream (mapping.md section 7.4). */
final class ConverseDecoder implements EventDecoder {

    private final @Nullable String id;
    private final String model;
    private final Map<Integer, Call> calls = new HashMap<>();
    private final Map<Integer, ObjectNode> thinking = new HashMap<>();
    private final Map<Integer, StringBuilder> thoughts = new HashMap<>();
    private boolean started;
    private boolean ended;
    private boolean said;
    private int nextCall;
    private @Nullable String stopReason;

    /**
     * Reads one answer.
     *
     * @param id the id of the HTTP exchange: Converse names no answer
     * @param model the model that was asked: Converse names none
     */
    ConverseDecoder(@Nullable String id, String model) {
        this.id = id;
        this.model = model;
    }

    /** An open toolUse block. */
    private static final class Call {
        final int index;
        boolean anyFragment;

        Call(int index) {
            this.index = index;
        }
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
        if (frame.kind() == WireFrame.Kind.EXCEPTION) {
            ended = true;
            return List.of(
                    new ModelEvent.Failed(BedrockErrors.ofException(frame.name(), frame.data())));
        }
        JsonNode event;
        try {
            event = Json.read(frame.data());
        } catch (JacksonException e) {
            return fail(ErrorCode.MALFORMED, "the stream holds no valid JSON");
        }
        if (!started && frame.name().startsWith("contentBlock")) {
            return fail(ErrorCode.MALFORMED, "the stream does not begin with messageStart");
        }
        List<ModelEvent> out = new ArrayList<>();
        int index = event.path("contentBlockIndex").asInt(0);
        switch (frame.name()) {
            case "messageStart" -> start(out);
            case "contentBlockStart" -> open(index, event.path("start").path("toolUse"), out);
            case "contentBlockDelta" -> delta(index, event.path("delta"), out);
            case "contentBlockStop" -> close(index, out);
            case "messageStop" -> stopReason = Json.string(event, "stopReason");
            case "metadata" -> {
                usage(event.path("usage"), out);
                if (stopReason != null) {
                    finish(out);
                }
            }
            default -> out.add(new ModelEvent.Unrecognized("event " + frame.name()));
        }
        return out;
    }

    private List<ModelEvent> fail(ErrorCode code, String message) {
        ended = true;
        return List.of(new ModelEvent.Failed(code.of("bedrock", message)));
    }

    private void start(List<ModelEvent> out) {
        if (!started) {
            started = true;
            out.add(new ModelEvent.Started(id, model));
        }
    }

    /** Text has no start; what the server's own tools do has no place in OpenAI's answer. */
    private void open(int index, JsonNode use, List<ModelEvent> out) {
        if (!isCall(use)) {
            return;
        }
        said = true;
        Call call = new Call(nextCall++);
        calls.put(index, call);
        String callId = use.path("toolUseId").asString("");
        String name = use.path("name").asString("");
        String own = callId.isEmpty() ? null : callId;
        out.add(new ModelEvent.ToolCallStarted(0, call.index, callId, name, "", null, own));
    }

    private static boolean isCall(JsonNode use) {
        return use.isObject() && !use.path("type").asString("").equals("server_tool_use");
    }

    private void delta(int index, JsonNode delta, List<ModelEvent> out) {
        if (delta.has("text")) {
            text(delta.path("text").asString(""), out);
        } else if (delta.has("toolUse")) {
            Call call = calls.get(index);
            String fragment = delta.path("toolUse").path("input").asString("");
            if (call != null && !fragment.isEmpty()) {
                call.anyFragment = true;
                out.add(new ModelEvent.ToolCallDelta(0, call.index, fragment));
            }
        } else if (delta.has("reasoningContent")) {
            reasoning(index, delta.path("reasoningContent"), out);
        } else if (!delta.has("citation") && !delta.has("toolResult")) {
            out.add(
                    new ModelEvent.Unrecognized(
                            "delta " + String.join(",", delta.propertyNames())));
        }
    }

    private void text(String text, List<ModelEvent> out) {
        if (!text.isEmpty()) {
            said = true;
            out.add(new ModelEvent.TextDelta(0, text));
        }
    }

    private void reasoning(int index, JsonNode part, List<ModelEvent> out) {
        ObjectNode block =
                thinking.computeIfAbsent(
                        index, _ -> Json.object().put("type", "thinking").put("thinking", ""));
        String text = part.path("text").asString("");
        if (!text.isEmpty()) {
            thoughts.computeIfAbsent(index, _ -> new StringBuilder()).append(text);
            out.add(new ModelEvent.ReasoningDelta(0, text));
        }
        if (part.has("signature")) {
            block.put("signature", part.path("signature").asString(""));
        }
        if (part.has("redactedContent")) {
            block.removeAll();
            block.put("type", "redacted_thinking");
            block.put("data", part.path("redactedContent").asString(""));
        }
    }

    private void close(int index, List<ModelEvent> out) {
        Call call = calls.remove(index);
        if (call != null && !call.anyFragment) {
            out.add(new ModelEvent.ToolCallDelta(0, call.index, "{}"));
        }
        ObjectNode block = thinking.remove(index);
        StringBuilder text = thoughts.remove(index);
        if (block != null && isSigned(block)) {
            if (text != null && block.has("thinking")) {
                block.put("thinking", text.toString());
            }
            out.add(new ModelEvent.ThinkingSealed(0, block, index));
        }
    }

    private static boolean isSigned(ObjectNode block) {
        return block.has("data") || !block.path("signature").asString("").isEmpty();
    }

    /** The {@code …TokenCount} copies are not added. */
    private static void usage(JsonNode usage, List<ModelEvent> out) {
        if (!usage.has("inputTokens") && !usage.has("outputTokens")) {
            return;
        }
        int cacheRead = Json.count(usage, "cacheReadInputTokens");
        int cacheWrite = Json.count(usage, "cacheWriteInputTokens");
        int prompt = Usage.sum(Json.count(usage, "inputTokens"), cacheRead, cacheWrite);
        int completion = Json.count(usage, "outputTokens");
        out.add(
                new ModelEvent.UsageReported(
                        new Usage(prompt, completion, cacheRead, cacheWrite, null), null));
    }

    private void finish(List<ModelEvent> out) {
        ended = true;
        List.copyOf(calls.keySet()).forEach(index -> close(index, out));
        String word = stopReason == null ? "" : stopReason;
        boolean malformed = word.startsWith("malformed_");
        if (malformed && !said) {
            out.addAll(fail(ErrorCode.MALFORMED, word));
            return;
        }
        FinishReason whole = nextCall > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        FinishReason reason =
                switch (word) {
                    case "end_turn", "stop_sequence", "tool_use" -> whole;
                    case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
                    case "content_filtered", "guardrail_intervened" -> FinishReason.CONTENT_FILTER;
                    default -> {
                        out.add(new ModelEvent.Unrecognized("stopReason " + word));
                        FinishReason unknown = FinishReason.ofUnknown(word);
                        yield unknown == FinishReason.STOP ? whole : unknown;
                    }
                };
        out.add(new ModelEvent.Finished(0, reason, null));
    }

    @Override
    public List<ModelEvent> body(JsonNode body) {
        JsonNode content = body.path("output").path("message").path("content");
        if (!content.isArray() && BedrockErrors.isError(body)) {
            ended = true;
            return List.of(new ModelEvent.Failed(BedrockErrors.ofBody(body)));
        }
        if (!content.isArray()) {
            return fail(ErrorCode.MALFORMED, "the answer is no message");
        }
        List<ModelEvent> out = new ArrayList<>();
        start(out);
        int index = 0;
        for (JsonNode block : content) {
            block(index++, block, out);
        }
        stopReason = Json.string(body, "stopReason");
        usage(body.path("usage"), out);
        finish(out);
        return out;
    }

    private void block(int index, JsonNode block, List<ModelEvent> out) {
        if (block.has("toolUse")) {
            JsonNode use = block.path("toolUse");
            open(index, use, out);
            Call call = calls.remove(index);
            if (call != null) {
                String input = WholeArguments.text(use.path("input"));
                out.add(new ModelEvent.ToolCallDelta(0, call.index, input));
            }
        } else if (block.has("reasoningContent")) {
            JsonNode part = block.path("reasoningContent");
            JsonNode text = part.path("reasoningText");
            reasoning(index, text.isObject() ? text : part, out);
            close(index, out);
        } else if (block.has("citationsContent")) {
            for (JsonNode part : block.path("citationsContent").path("content")) {
                text(part.path("text").asString(""), out);
            }
        } else {
            text(block.path("text").asString(""), out);
        }
    }

    /** A stream that reached messageStop is complete; its counts may have been lost. */
    @Override
    public List<ModelEvent> end(String stray) {
        if (ended) {
            return List.of();
        }
        if (stopReason == null) {
            return fail(ErrorCode.TRUNCATED, "stream ended before messageStop");
        }
        List<ModelEvent> out = new ArrayList<>();
        finish(out);
        return out;
    }
}
