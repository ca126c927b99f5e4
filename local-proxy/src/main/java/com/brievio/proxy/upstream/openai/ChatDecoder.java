package com.brievio.proxy.upstream.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.FinishReason;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.Usage;
import com.brievio.proxy.stream.WireFrame;
import com.brievio.proxy.upstream.EventDecoder;
import com.brievio.proxy.upstream.Notes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a chat completion of a server that speaks OpenAI's API (openai-chat.md sections 7 and 8),
 * with the commonest deviations mended. One choice, index 0.
 */
final class ChatDecoder implements EventDecoder {
    private final String upstream;
    private final List<String> stops;
    private final Function<JsonNode, ApiError> errors;
    private final Notes repairs = new Notes(Json.object());
    private final CallRepair calls = new CallRepair(repairs);
    private final Set<Integer> begun = new TreeSet<>();
    private final StringBuilder refusal = new StringBuilder();
    private @Nullable Usage usage;
    private @Nullable String serviceTier;
    private @Nullable String finishReason;
    private @Nullable String stopSequence;
    private boolean started;
    private boolean ended;

    /**
     * Reads one response.
     *
     * @param upstream its name in errors
     * @param stops stop sequences of the client: a server may name its template's own
     * @param errors reads the error object that a stream or a body of status 200 may hold
     */
    ChatDecoder(String upstream, List<String> stops, Function<JsonNode, ApiError> errors) {
        this.upstream = upstream;
        this.stops = List.copyOf(stops);
        this.errors = errors;
    }

    @Override
    public List<ModelEvent> frame(WireFrame frame) {
        if (ended) {
            return List.of();
        }
        String data = frame.data().strip();
        if (data.equals("[DONE]")) {
            return finish();
        }
        JsonNode chunk;
        try {
            chunk = Json.read(data);
        } catch (JacksonException e) {
            return fail(ErrorCode.MALFORMED, "the stream holds no valid JSON");
        }
        List<ModelEvent> out = new ArrayList<>();
        take(chunk, "delta", out);
        return out;
    }

    @Override
    public List<ModelEvent> body(JsonNode body) {
        if (!body.path("choices").isArray() && !body.path("error").isObject()) {
            return fail(ErrorCode.MALFORMED, "the response has no choices");
        }
        List<ModelEvent> out = new ArrayList<>();
        take(body, "message", out);
        if (!ended) {
            out.addAll(finish());
        }
        return out;
    }

    @Override
    public List<ModelEvent> end(String stray) {
        // A server may leave out [DONE]; what has a finish reason is whole.
        return ended ? List.of() : finish();
    }

    @Override
    public boolean complete() {
        return ended;
    }

    private List<ModelEvent> fail(ErrorCode code, String message) {
        ended = true;
        return List.of(new ModelEvent.Failed(code.of(upstream, message)));
    }

    private void take(JsonNode chunk, String member, List<ModelEvent> out) {
        if (chunk.path("error").isObject() || chunk.path("error").isString()) {
            ended = true;
            out.add(new ModelEvent.Failed(errors.apply(chunk)));
            return;
        }
        JsonNode counts = chunk.path("usage");
        if (counts.isObject()) {
            usage = usage(counts);
        }
        String tier = Json.string(chunk, "service_tier");
        serviceTier = tier == null ? serviceTier : tier;
        for (JsonNode choice : chunk.path("choices")) {
            if (Json.count(choice, "index") == 0) {
                start(chunk, out);
                choice(choice, choice.path(member), out);
            }
        }
    }

    private void start(JsonNode chunk, List<ModelEvent> out) {
        if (!started) {
            started = true;
            String id = Json.string(chunk, "id");
            out.add(
                    new ModelEvent.Started(
                            id == null ? null : id.replaceFirst("^chatcmpl-", ""),
                            Json.string(chunk, "model")));
        }
    }

    private void choice(JsonNode choice, JsonNode said, List<ModelEvent> out) {
        reasoning(said, out);
        logprobs(choice.path("logprobs").path("content"), out);
        String text = Json.string(said, "content");
        if (text != null && !text.isEmpty()) {
            out.add(new ModelEvent.TextDelta(0, text));
        }
        String refused = Json.string(said, "refusal");
        refusal.append(refused == null ? "" : refused);
        var _ = ToolCalls.argumentsAsText(said, repairs);
        calls(said.path("tool_calls"), out);
        String reason = Json.string(choice, "finish_reason");
        finishReason = reason == null ? finishReason : reason;
        // vLLM and SGLang name the stop sequence that they met.
        String stop = Json.string(choice, "stop_reason");
        String matched = stop == null ? Json.string(choice, "matched_stop") : stop;
        stopSequence = matched != null && stops.contains(matched) ? matched : stopSequence;
    }

    private static void reasoning(JsonNode said, List<ModelEvent> out) {
        String text = Json.string(said, "reasoning_content");
        text = text == null ? Json.string(said, "reasoning") : text;
        if (text != null && !text.isEmpty()) {
            out.add(new ModelEvent.ReasoningDelta(0, text));
        }
    }

    private static void logprobs(JsonNode content, List<ModelEvent> out) {
        List<ObjectNode> tokens = new ArrayList<>();
        content.forEach(token -> {
            if (token instanceof ObjectNode object) {
                tokens.add(object);
            }
        });
        if (!tokens.isEmpty()) {
            out.add(new ModelEvent.TokensWeighed(0, tokens));
        }
    }

    private void calls(JsonNode toolCalls, List<ModelEvent> out) {
        var _ = calls.mend(toolCalls);
        for (JsonNode entry : toolCalls) {
            int index = Json.count(entry, "index");
            JsonNode function = entry.path("function");
            String arguments = function.path("arguments").asString("");
            if (begun.add(index)) {
                String id = entry.path("id").asString("");
                out.add(
                        new ModelEvent.ToolCallStarted(
                                0,
                                index,
                                id,
                                function.path("name").asString(""),
                                arguments,
                                Json.string(
                                        entry.path("extra_content").path("google"),
                                        "thought_signature"),
                                id));
            } else if (!arguments.isEmpty()) {
                out.add(new ModelEvent.ToolCallDelta(0, index, arguments));
            }
        }
    }

    private static Usage usage(JsonNode counts) {
        JsonNode written = counts.path("prompt_tokens_details").path("cache_write_tokens");
        JsonNode reasoning = counts.path("completion_tokens_details").path("reasoning_tokens");
        return new Usage(
                Json.count(counts, "prompt_tokens"),
                Json.count(counts, "completion_tokens"),
                Json.count(counts.path("prompt_tokens_details"), "cached_tokens"),
                Json.integer(written),
                Json.integer(reasoning));
    }

    private List<ModelEvent> finish() {
        if (finishReason == null) {
            return fail(ErrorCode.TRUNCATED, "stream ended without finish_reason");
        }
        ended = true;
        List<ModelEvent> out = new ArrayList<>();
        if (usage != null) {
            out.add(new ModelEvent.UsageReported(usage, serviceTier));
        }
        out.add(
                new ModelEvent.Finished(
                        0,
                        reason(finishReason),
                        refusal.isEmpty() ? null : refusal.toString(),
                        stopSequence));
        return out;
    }

    /** Calls are calls, whatever the word. */
    private FinishReason reason(String word) {
        FinishReason whole = begun.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS;
        return switch (word) {
            case "stop", "tool_calls", "function_call" -> whole;
            case "length" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> {
                FinishReason unknown = FinishReason.ofUnknown(word);
                yield unknown == FinishReason.STOP ? whole : unknown;
            }
        };
    }
}
