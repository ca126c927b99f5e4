package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.FinishReason;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Folds the events of an answer into one completion (openai-chat.md section 7). Pure. */
public final class CompletionFolder {
    private final ReplyFrame frame;
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private String id;
    private String model;
    private @Nullable Usage usage;
    private @Nullable String serviceTier;

    /** Folds one answer. */
    public CompletionFolder(ReplyFrame frame) {
        this.frame = frame;
        this.id = frame.fallbackId();
        this.model = frame.requestedModel();
    }

    private static final class Choice {
        final StringBuilder text = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        final List<ObjectNode> thinking = new ArrayList<>();
        final List<ObjectNode> tokens = new ArrayList<>();
        final Map<String, List<ObjectNode>> attached = new LinkedHashMap<>();
        final Map<Integer, Call> calls = new TreeMap<>();
        @Nullable String refusal;
        @Nullable FinishReason reason;
    }

    private static final class Call {
        final ModelEvent.ToolCallStarted start;
        final StringBuilder arguments = new StringBuilder();

        Call(ModelEvent.ToolCallStarted start) {
            this.start = start;
            arguments.append(start.arguments());
        }
    }

    /**
     * Takes the next event.
     *
     * @throws ApiException where the answer has failed
     */
    public void add(ModelEvent event) {
        switch (event) {
            case ModelEvent.Started started -> {
                id = started.id() == null ? id : "chatcmpl-" + started.id();
                model = started.model() == null ? model : started.model();
            }
            case ModelEvent.TextDelta delta -> choice(delta.choice()).text.append(delta.text());
            case ModelEvent.ReasoningDelta delta ->
                    choice(delta.choice()).reasoning.append(delta.text());
            case ModelEvent.TokensWeighed weighed ->
                    choice(weighed.choice()).tokens.addAll(weighed.tokens());
            case ModelEvent.ThinkingSealed sealed ->
                    choice(sealed.choice()).thinking.add(sealed.placed());
            case ModelEvent.Attached attached ->
                    choice(attached.choice())
                            .attached
                            .computeIfAbsent(attached.member(), _ -> new ArrayList<>())
                            .add(attached.item());
            case ModelEvent.ToolCallStarted call ->
                    choice(call.choice()).calls.put(call.index(), new Call(call));
            case ModelEvent.ToolCallDelta delta -> {
                Call call = choice(delta.choice()).calls.get(delta.index());
                if (call != null) {
                    call.arguments.append(delta.arguments());
                }
            }
            case ModelEvent.UsageReported reported -> {
                usage = reported.usage();
                serviceTier = reported.serviceTier();
            }
            case ModelEvent.Finished finished -> {
                Choice choice = choice(finished.choice());
                choice.reason = finished.reason();
                choice.refusal = finished.refusal();
            }
            case ModelEvent.Failed failed -> throw failed.error().exception();
            case ModelEvent.Pinged _, ModelEvent.Unrecognized _ -> {}
        }
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, _ -> new Choice());
    }

    /** Returns the completion; call it after the last event. */
    public ObjectNode completion() {
        ObjectNode completion =
                Json.object()
                        .put("id", id)
                        .put("object", "chat.completion")
                        .put("created", frame.created())
                        .put("model", model);
        ArrayNode array = completion.putArray("choices");
        choices.forEach((index, choice) -> render(index, choice, array.addObject()));
        if (usage != null) {
            completion.set("usage", UsageJson.of(usage));
        }
        if (serviceTier != null) {
            completion.put("service_tier", serviceTier);
        }
        return completion;
    }

    private void render(int index, Choice choice, ObjectNode out) {
        out.put("index", index);
        ObjectNode message = out.putObject("message");
        message.put("role", "assistant");
        boolean onlyCalls = choice.text.isEmpty() && !choice.calls.isEmpty();
        message.put("content", onlyCalls ? null : choice.text.toString());
        message.put("refusal", choice.refusal);
        if (!choice.reasoning.isEmpty()) {
            message.put("reasoning_content", choice.reasoning.toString());
        }
        if (!choice.thinking.isEmpty()) {
            message.putArray("thinking_blocks").addAll(choice.thinking);
        }
        choice.attached.forEach((member, items) -> message.putArray(member).addAll(items));
        calls(choice, message);
        out.set("logprobs", logprobs(choice.tokens));
        FinishReason reason = choice.reason == null ? FinishReason.STOP : choice.reason;
        out.put("finish_reason", reason(reason, frame.legacyFunctions()));
    }

    /** Returns {@code logprobs} of these tokens, JSON null where there are none. */
    static JsonNode logprobs(List<ObjectNode> tokens) {
        if (tokens.isEmpty()) {
            return NullNode.getInstance();
        }
        ObjectNode logprobs = Json.object();
        logprobs.putArray("content").addAll(tokens);
        logprobs.putNull("refusal");
        return logprobs;
    }

    private void calls(Choice choice, ObjectNode message) {
        if (choice.calls.isEmpty()) {
            return;
        }
        if (frame.legacyFunctions()) {
            Call first = choice.calls.values().iterator().next();
            message.putObject("function_call")
                    .put("name", first.start.name())
                    .put("arguments", first.arguments.toString());
            return;
        }
        ArrayNode array = message.putArray("tool_calls");
        for (Call call : choice.calls.values()) {
            ObjectNode entry = array.addObject().put("id", call.start.id()).put("type", "function");
            entry.putObject("function")
                    .put("name", call.start.name())
                    .put("arguments", call.arguments.toString());
            if (call.start.signature() != null) {
                entry.putObject("extra_content")
                        .putObject("google")
                        .put("thought_signature", call.start.signature());
            }
        }
    }

    static String reason(FinishReason reason, boolean legacyFunctions) {
        return legacyFunctions && reason == FinishReason.TOOL_CALLS
                ? "function_call"
                : reason.wire();
    }
}
