package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ByteSink;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders events as the frames of a chat stream (openai-chat.md section 8, rules R1 to R14). Pure;
 * one instance an answer. The headers may go out as soon as it has returned a frame: that is with
 * the first event that has something to say, so that an answer which fails before keeps a status.
 */
public final class ChunkRenderer {
    /** The comment that keeps an idle connection alive. */
    public static final String PING = ": ping\n\n";

    private static final String DONE = "data: [DONE]\n\n";

    private final ReplyFrame frame;
    private final ChunkTemplates templates = new ChunkTemplates();
    private final Set<Integer> opened = new HashSet<>();
    private final Map<Integer, List<ObjectNode>> thinking = new HashMap<>();
    private final Map<Integer, List<ObjectNode>> tokens = new HashMap<>();
    private String id;
    private String model;
    private @Nullable Usage usage;
    private int attachments;
    private boolean failed;

    /** Renders one answer. */
    public ChunkRenderer(ReplyFrame frame) {
        this.frame = frame;
        this.id = frame.fallbackId();
        this.model = frame.requestedModel();
    }

    /** Adds the frames for the event: the one place that decides between template and tree. */
    public void render(ModelEvent event, ByteSink out) {
        ChunkTemplates.Usual usual = failed ? null : usual(event);
        if (usual == null) {
            render(event).forEach(out::add);
        } else {
            templates.write(usual, out, this::templateText);
        }
    }

    /** Returns the part of a delta that changes, where all else in its chunk is always the same. */
    private ChunkTemplates.@Nullable Usual usual(ModelEvent event) {
        return switch (event) {
            case ModelEvent.TextDelta delta
                    when opened.contains(delta.choice()) && !tokens.containsKey(delta.choice()) ->
                    new ChunkTemplates.Usual(
                            delta, ChunkTemplates.TEXT, delta.choice(), delta.text());
            case ModelEvent.ReasoningDelta delta when opened.contains(delta.choice()) ->
                    new ChunkTemplates.Usual(
                            delta, ChunkTemplates.REASONING, delta.choice(), delta.text());
            case ModelEvent.ToolCallDelta delta
                    when opened.contains(delta.choice())
                            && delta.choice() == 0
                            && !frame.legacyFunctions() ->
                    new ChunkTemplates.Usual(
                            delta, ChunkTemplates.ARGUMENTS, delta.index(), delta.arguments());
            default -> null;
        };
    }

    /** Returns the chunk of this delta with an empty text. */
    private String templateText(ModelEvent event) {
        List<String> out = new ArrayList<>();
        switch (event) {
            case ModelEvent.TextDelta delta ->
                    send(delta.choice(), Json.object().put("content", ""), null, out);
            case ModelEvent.ReasoningDelta delta ->
                    send(delta.choice(), Json.object().put("reasoning_content", ""), null, out);
            case ModelEvent.ToolCallDelta delta ->
                    send(
                            delta.choice(),
                            arguments(
                                    new ModelEvent.ToolCallDelta(
                                            delta.choice(), delta.index(), "")),
                            null,
                            out);
            default -> throw new IllegalArgumentException("no usual delta");
        }
        return out.getFirst();
    }

    /** Adds the frames that close a complete answer. */
    public void end(ByteSink out) {
        end().forEach(out::add);
    }

    /** Returns the frames for the event, each with its closing blank line. */
    public List<String> render(ModelEvent event) {
        if (failed) {
            return List.of();
        }
        List<String> out = new ArrayList<>();
        switch (event) {
            case ModelEvent.Started started -> {
                templates.clear();
                id = started.id() == null ? id : "chatcmpl-" + started.id();
                model = started.model() == null ? model : started.model();
            }
            case ModelEvent.TextDelta delta ->
                    delta(delta.choice(), Json.object().put("content", delta.text()), out);
            case ModelEvent.ReasoningDelta delta ->
                    delta(
                            delta.choice(),
                            Json.object().put("reasoning_content", delta.text()),
                            out);
            case ModelEvent.TokensWeighed weighed ->
                    tokens.computeIfAbsent(weighed.choice(), _ -> new ArrayList<>())
                            .addAll(weighed.tokens());
            case ModelEvent.ThinkingSealed sealed ->
                    thinking.computeIfAbsent(sealed.choice(), _ -> new ArrayList<>())
                            .add(sealed.placed());
            case ModelEvent.Attached attached -> {
                ObjectNode delta = Json.object();
                delta.putArray(attached.member())
                        .add(attached.item().deepCopy().put("index", attachments++));
                delta(attached.choice(), delta, out);
            }
            case ModelEvent.ToolCallStarted call -> delta(call.choice(), started(call), out);
            case ModelEvent.ToolCallDelta delta -> delta(delta.choice(), arguments(delta), out);
            case ModelEvent.UsageReported reported -> usage = reported.usage();
            case ModelEvent.Finished finished -> finish(finished, out);
            case ModelEvent.Pinged _ -> {
                if (!opened.isEmpty()) {
                    out.add(PING);
                }
            }
            case ModelEvent.Failed failure -> {
                failed = true;
                out.add(errorFrame(failure.error()));
            }
            case ModelEvent.Unrecognized _ -> {}
        }
        return out;
    }

    /** Returns the frames that close a complete answer; none after a failure. */
    public List<String> end() {
        if (failed) {
            return List.of();
        }
        List<String> out = new ArrayList<>();
        if (frame.includeUsage() && usage != null) {
            ObjectNode chunk = chunk();
            chunk.putArray("choices");
            chunk.set("usage", UsageJson.of(usage));
            out.add(data(chunk));
        }
        out.add(DONE);
        return out;
    }

    /** Returns the frame that tells a client that the answer broke off. */
    public static String errorFrame(ApiError error) {
        return data(error.body());
    }

    private static String data(ObjectNode node) {
        return "data: " + Json.text(node) + "\n\n";
    }

    private ObjectNode chunk() {
        return Json.object()
                .put("id", id)
                .put("object", "chat.completion.chunk")
                .put("created", frame.created())
                .put("model", model);
    }

    private void send(int choice, ObjectNode delta, @Nullable String reason, List<String> out) {
        ObjectNode chunk = chunk();
        ObjectNode entry = chunk.putArray("choices").addObject();
        entry.put("index", choice);
        entry.set("delta", delta);
        boolean speaks = delta.has("content") && !delta.has("role");
        List<ObjectNode> weighed = speaks || reason != null ? tokens.remove(choice) : null;
        entry.set("logprobs", CompletionFolder.logprobs(weighed == null ? List.of() : weighed));
        entry.put("finish_reason", reason);
        if (frame.includeUsage()) {
            chunk.putNull("usage");
        }
        out.add(data(chunk));
    }

    private void open(int choice, List<String> out) {
        if (opened.add(choice)) {
            ObjectNode delta = Json.object().put("role", "assistant").put("content", "");
            send(choice, delta.putNull("refusal"), null, out);
        }
    }

    private void delta(int choice, ObjectNode delta, List<String> out) {
        if (delta.isEmpty()) {
            return;
        }
        open(choice, out);
        send(choice, delta, null, out);
    }

    private ObjectNode started(ModelEvent.ToolCallStarted call) {
        ObjectNode delta = Json.object();
        if (frame.legacyFunctions()) {
            if (call.index() == 0) {
                delta.putObject("function_call")
                        .put("name", call.name())
                        .put("arguments", call.arguments());
            }
            return delta;
        }
        ObjectNode entry =
                delta.putArray("tool_calls")
                        .addObject()
                        .put("index", call.index())
                        .put("id", call.id())
                        .put("type", "function");
        entry.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        if (call.signature() != null) {
            entry.putObject("extra_content")
                    .putObject("google")
                    .put("thought_signature", call.signature());
        }
        return delta;
    }

    private ObjectNode arguments(ModelEvent.ToolCallDelta more) {
        ObjectNode delta = Json.object();
        if (frame.legacyFunctions()) {
            if (more.index() == 0) {
                delta.putObject("function_call").put("arguments", more.arguments());
            }
            return delta;
        }
        delta.putArray("tool_calls")
                .addObject()
                .put("index", more.index())
                .putObject("function")
                .put("arguments", more.arguments());
        return delta;
    }

    /** The blocks go out in one delta: clients that fold deltas by index get the whole list. */
    private ObjectNode thinkingBlocks(int choice) {
        ObjectNode delta = Json.object();
        List<ObjectNode> blocks = thinking.getOrDefault(choice, List.of());
        for (int i = 0; i < blocks.size(); i++) {
            delta.withArray("thinking_blocks").add(blocks.get(i).deepCopy().put("index", i));
        }
        return delta;
    }

    private void finish(ModelEvent.Finished finished, List<String> out) {
        delta(finished.choice(), thinkingBlocks(finished.choice()), out);
        if (finished.refusal() != null) {
            delta(finished.choice(), Json.object().put("refusal", finished.refusal()), out);
        }
        open(finished.choice(), out);
        String reason = CompletionFolder.reason(finished.reason(), frame.legacyFunctions());
        send(finished.choice(), Json.object(), reason, out);
    }
}
