package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.FinishReason;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.WireFrame;
import com.brievio.proxy.upstream.EventDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads a generateContent answer (gemini.md sections 6 and 7; mapping.md sections 7 and 8). */
final class GeminiDecoder implements EventDecoder {
    private final String upstream;
    private final int expectedChoices;
    private final boolean stops;
    private final boolean showsThoughts;
    private final Supplier<String> ids;
    private final ToolNames names;
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private final GeminiUsage counts = new GeminiUsage();
    private boolean started;
    private boolean ended;
    private @Nullable String blockReason;

    /**
     * Reads one answer.
     *
     * @param upstream its name in errors
     * @param stops whether a stop sequence may end the answer before its first word
     * @param showsThoughts whether the client sees thoughts: else they alone are no answer
     * @param ids makes missing call ids
     */
    GeminiDecoder(
            String upstream,
            int expectedChoices,
            boolean stops,
            boolean showsThoughts,
            Supplier<String> ids,
            ToolNames names) {
        this.upstream = upstream;
        this.expectedChoices = expectedChoices;
        this.stops = stops;
        this.showsThoughts = showsThoughts;
        this.ids = ids;
        this.names = names;
    }

    /** One candidate. */
    private static final class Choice {
        final CallAssembler calls;
        boolean anyText;
        boolean anyPart;
        @Nullable String finishReason;
        @Nullable String finishMessage;

        Choice(CallAssembler calls) {
            this.calls = calls;
        }
    }

    /** Always false: usage may follow the finish reason, so the body is read to its end. */
    @Override
    public boolean complete() {
        return ended;
    }

    @Override
    public List<ModelEvent> frame(WireFrame frame) {
        if (ended) {
            return List.of();
        }
        if (frame.data().strip().equals("[DONE]")) {
            // Gemini has no such event; servers in between add OpenAI's.
            return List.of();
        }
        try {
            return chunk(Json.read(frame.data()));
        } catch (JacksonException e) {
            return fail(ErrorCode.MALFORMED, "the stream holds no valid JSON");
        }
    }

    private List<ModelEvent> chunk(JsonNode chunk) {
        JsonNode error = GeminiErrors.errorIn(chunk);
        if (error != null) {
            ended = true;
            return List.of(new ModelEvent.Failed(GeminiErrors.ofEvent(upstream, error)));
        }
        List<ModelEvent> out = new ArrayList<>();
        if (!started) {
            started = true;
            out.add(
                    new ModelEvent.Started(
                            Json.string(chunk, "responseId"), Json.string(chunk, "modelVersion")));
        }
        counts.merge(chunk.path("usageMetadata"));
        String blocked = Json.string(chunk.path("promptFeedback"), "blockReason");
        blockReason = blocked == null ? blockReason : blocked;
        for (JsonNode candidate : chunk.path("candidates")) {
            candidate(candidate, out);
        }
        return out;
    }

    private List<ModelEvent> fail(ErrorCode code, String message) {
        ended = true;
        return List.of(new ModelEvent.Failed(code.of(upstream, message)));
    }

    private void candidate(JsonNode candidate, List<ModelEvent> out) {
        int index = Json.count(candidate, "index");
        Choice choice =
                choices.computeIfAbsent(index, i -> new Choice(new CallAssembler(i, ids, names)));
        Logprobs.of(index, candidate.path("logprobsResult"), out);
        for (JsonNode part : candidate.path("content").path("parts")) {
            part(index, choice, part, out);
        }
        String reason = Json.string(candidate, "finishReason");
        if (reason != null) {
            choice.calls.end(out);
            choice.finishReason = reason;
            choice.finishMessage = Json.string(candidate, "finishMessage");
        }
    }

    private void part(int index, Choice choice, JsonNode part, List<ModelEvent> out) {
        String text = Json.string(part, "text");
        if (text != null) {
            text(index, choice, text, part.path("thought").asBoolean(false), out);
        } else if (part.has("functionCall")) {
            choice.anyPart |= choice.calls.take(part, out);
        } else if (!part.isEmpty()) {
            choice.calls.end(out);
            choice.anyPart = true;
            out.add(Attachments.of(index, part));
        }
    }

    private void text(
            int index, Choice choice, String text, boolean thought, List<ModelEvent> out) {
        if (text.isEmpty()) {
            return;
        }
        choice.calls.end(out);
        choice.anyPart |= !thought || showsThoughts;
        if (thought) {
            out.add(new ModelEvent.ReasoningDelta(index, text));
        } else {
            choice.anyText = true;
            out.add(new ModelEvent.TextDelta(index, text));
        }
    }

    @Override
    public List<ModelEvent> body(JsonNode body) {
        boolean answer = body.has("candidates") || body.has("promptFeedback");
        if (!answer && GeminiErrors.errorIn(body) == null) {
            return fail(ErrorCode.MALFORMED, "the answer has no candidates");
        }
        List<ModelEvent> out = new ArrayList<>(chunk(body));
        if (!ended) {
            out.addAll(end(""));
        }
        return out;
    }

    @Override
    public List<ModelEvent> end(String stray) {
        if (ended) {
            return List.of();
        }
        JsonNode error = strayError(stray);
        if (error != null) {
            ended = true;
            return List.of(new ModelEvent.Failed(GeminiErrors.ofEvent(upstream, error)));
        }
        if (choices.isEmpty() && blockReason != null) {
            ended = true;
            List<ModelEvent> blocked = new ArrayList<>();
            counts.report(blocked);
            blocked.add(new ModelEvent.Finished(0, FinishReason.CONTENT_FILTER, null));
            return blocked;
        }
        if (blockReason != null) {
            choices.values().stream()
                    .filter(choice -> choice.finishReason == null)
                    .forEach(choice -> choice.finishReason = "PROHIBITED_CONTENT");
        }
        long finished = choices.values().stream().filter(c -> c.finishReason != null).count();
        if (finished < choices.size() || finished == 0 || finished < expectedChoices) {
            return fail(ErrorCode.TRUNCATED, "stream ended without finishReason");
        }
        List<ModelEvent> out = new ArrayList<>();
        counts.report(out);
        for (var entry : choices.entrySet()) {
            Choice choice = entry.getValue();
            FinishReason reason = reason(choice, out);
            if (reason == null) {
                String message = choice.finishMessage;
                return fail(
                        ErrorCode.MALFORMED,
                        choice.finishReason + (message == null ? "" : ": " + message));
            }
            if (reason == FinishReason.STOP && !choice.anyPart && !stops) {
                return fail(ErrorCode.EMPTY, "the answer ended without any content");
            }
            out.add(new ModelEvent.Finished(entry.getKey(), reason, null));
        }
        ended = true;
        return out;
    }

    private static @Nullable JsonNode strayError(String stray) {
        if (stray.isBlank()) {
            return null;
        }
        try {
            return GeminiErrors.errorIn(Json.read(stray));
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Returns null where the model failed and has nothing to show for it. */
    private static @Nullable FinishReason reason(Choice choice, List<ModelEvent> out) {
        FinishReason whole = choice.calls.count() > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        String word = choice.finishReason == null ? "" : choice.finishReason;
        return switch (word) {
            case "MAX_TOKENS", "CONTINUATION" -> FinishReason.LENGTH;
            case "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "LANGUAGE",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION",
                    "OTHER",
                    "NO_IMAGE",
                    "IMAGE_OTHER",
                    "ESCALATION" ->
                    FinishReason.CONTENT_FILTER;
            case "MALFORMED_FUNCTION_CALL",
                    "UNEXPECTED_TOOL_CALL",
                    "TOO_MANY_TOOL_CALLS",
                    "MALFORMED_RESPONSE",
                    "MISSING_THOUGHT_SIGNATURE" ->
                    choice.anyText || choice.calls.count() > 0 ? whole : null;
            case "STOP" -> whole;
            default -> {
                out.add(new ModelEvent.Unrecognized("finishReason " + word));
                FinishReason unknown = FinishReason.ofUnknown(word);
                yield unknown == FinishReason.STOP ? whole : unknown;
            }
        };
    }
}
