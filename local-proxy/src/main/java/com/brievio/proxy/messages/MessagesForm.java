package com.brievio.proxy.messages;

import com.brievio.proxy.error.AnthropicForm;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ByteSink;
import com.brievio.proxy.stream.FinishReason;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.StreamedForm;
import com.brievio.proxy.stream.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The response of the Messages API (docs/wire/messages.md, "The response"): blocks one behind the
 * other. A whole message is its stream, put together.
 */
public final class MessagesForm extends StreamedForm {
    private final String id;
    private final String model;
    private final int estimate;
    private final boolean showsThinking;
    private final List<ObjectNode> content = new ArrayList<>();
    private @Nullable Block open;
    private @Nullable Usage usage;
    private ModelEvent.@Nullable Finished finish;
    private boolean begun;
    private boolean failed;

    /** A block that is being written. */
    private static final class Block {
        final ObjectNode block;
        final String deltaHead;
        final StringBuilder text = new StringBuilder();
        boolean signed;

        Block(ObjectNode block, int index, String deltaType, String member) {
            this.block = block;
            this.deltaHead =
                    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"
                            + index
                            + ",\"delta\":{\"type\":\""
                            + deltaType
                            + "\",\""
                            + member
                            + "\":";
        }

        String type() {
            return block.path("type").asString("");
        }
    }

    /**
     * Makes one response.
     *
     * @param id the message's id
     * @param model the name that the client sent
     * @param estimate input tokens, until the upstream tells the truth
     * @param showsThinking whether the client asked for thinking
     */
    public MessagesForm(String id, String model, int estimate, boolean showsThinking) {
        this.id = id;
        this.model = model;
        this.estimate = estimate;
        this.showsThinking = showsThinking;
    }

    @Override
    protected void take(ModelEvent event, ByteSink out) {
        if (failed) {
            return;
        }
        switch (event) {
            case ModelEvent.TextDelta delta -> say(text(out), delta.text(), out);
            case ModelEvent.ReasoningDelta delta -> {
                if (showsThinking) {
                    say(thinking(out), delta.text(), out);
                }
            }
            case ModelEvent.ThinkingSealed sealed -> seal(sealed.block(), out);
            case ModelEvent.ToolCallStarted call -> call(call, out);
            case ModelEvent.ToolCallDelta delta -> {
                if (open != null && open.type().equals("tool_use")) {
                    say(open, delta.arguments(), out);
                }
            }
            case ModelEvent.UsageReported reported -> usage = reported.usage();
            case ModelEvent.Finished done -> {
                begin(out);
                finish = done;
            }
            case ModelEvent.Failed failure -> {
                failed = true;
                out.add(AnthropicForm.event(failure.error()));
            }
            case ModelEvent.Pinged _ -> {
                if (begun) {
                    out.add(AnthropicForm.PING);
                }
            }
            case ModelEvent.Started _,
                    ModelEvent.TokensWeighed _,
                    ModelEvent.Attached _,
                    ModelEvent.Unrecognized _ -> {}
        }
    }

    /** Claude Code gives up on a stream without a byte for five minutes. */
    @Override
    public void open(ByteSink out) {
        begin(out);
    }

    private static void write(String type, ObjectNode members, ByteSink out) {
        ObjectNode event = Json.object().put("type", type);
        event.setAll(members);
        out.add("event: " + type + "\ndata: " + Json.text(event) + "\n\n");
    }

    private void begin(ByteSink out) {
        if (begun) {
            return;
        }
        begun = true;
        ObjectNode message = message(List.of(), null);
        message.set("usage", usage(new Usage(estimate, 1, 0, null, null)));
        ObjectNode members = Json.object();
        members.set("message", message);
        write("message_start", members, out);
        out.add(AnthropicForm.PING);
    }

    private ObjectNode message(List<ObjectNode> blocks, @Nullable ObjectNode ending) {
        ObjectNode message =
                Json.object()
                        .put("id", id)
                        .put("type", "message")
                        .put("role", "assistant")
                        .put("model", model);
        ArrayNode array = message.putArray("content");
        blocks.forEach(array::add);
        if (ending == null) {
            message.putNull("stop_reason").putNull("stop_sequence").putNull("stop_details");
            message.putNull("container");
        } else {
            message.setAll(ending);
        }
        return message;
    }

    private Block start(ObjectNode block, String deltaType, String member, ByteSink out) {
        close(out);
        begin(out);
        Block started = new Block(block, content.size(), deltaType, member);
        ObjectNode members = Json.object().put("index", content.size());
        members.set("content_block", block.deepCopy());
        write("content_block_start", members, out);
        open = started;
        return started;
    }

    private Block text(ByteSink out) {
        if (open != null && open.type().equals("text")) {
            return open;
        }
        return start(Json.object().put("type", "text").put("text", ""), "text_delta", "text", out);
    }

    private Block thinking(ByteSink out) {
        if (open != null && open.type().equals("thinking") && !open.signed) {
            return open;
        }
        ObjectNode block =
                Json.object().put("type", "thinking").put("thinking", "").put("signature", "");
        return start(block, "thinking_delta", "thinking", out);
    }

    private static void say(Block block, String text, ByteSink out) {
        if (!text.isEmpty()) {
            block.text.append(text);
            out.add(block.deltaHead + Json.text(Json.of(text)) + "}}\n\n");
        }
    }

    private void sign(Block block, String signature, ByteSink out) {
        block.signed = true;
        block.block.put("signature", signature);
        ObjectNode members = Json.object().put("index", content.size());
        members.putObject("delta").put("type", "signature_delta").put("signature", signature);
        write("content_block_delta", members, out);
    }

    /** What a model of Claude's kind wants back, behind a platform that only translates. */
    private void seal(ObjectNode block, ByteSink out) {
        if (!showsThinking) {
            return;
        }
        String signature = Json.string(block, "signature");
        if (signature != null) {
            sign(thinking(out), signature, out);
            close(out);
        } else {
            start(block.deepCopy(), "text_delta", "text", out).signed = true;
            close(out);
        }
    }

    private void call(ModelEvent.ToolCallStarted call, ByteSink out) {
        // Claude refuses other ids, should the conversation go on there.
        String callId = call.id().replaceAll("[^a-zA-Z0-9_-]", "_");
        if (call.signature() != null && showsThinking) {
            sign(thinking(out), Signatures.of(callId, call.signature()), out);
        }
        ObjectNode block =
                Json.object().put("type", "tool_use").put("id", callId).put("name", call.name());
        block.putObject("input");
        Block started = start(block, "input_json_delta", "partial_json", out);
        if (!call.arguments().equals("{}")) {
            say(started, call.arguments(), out);
        }
    }

    private void close(ByteSink out) {
        Block closed = open;
        if (closed == null) {
            return;
        }
        switch (closed.type()) {
            case "thinking" -> {
                if (!closed.signed) {
                    sign(closed, Signatures.TEXT, out);
                }
                closed.block.put("thinking", closed.text.toString());
            }
            case "text" -> closed.block.put("text", closed.text.toString());
            case "tool_use" -> closed.block.set("input", input(closed.text.toString()));
            default -> {}
        }
        open = null;
        write("content_block_stop", Json.object().put("index", content.size()), out);
        content.add(closed.block);
    }

    /** Cut arguments are no object: what is whole of them cannot be told. */
    private static JsonNode input(String arguments) {
        JsonNode read = Json.objectOrNull(arguments);
        return read == null ? Json.object() : read;
    }

    @Override
    public void end(ByteSink out) {
        if (failed) {
            return;
        }
        close(out);
        begin(out);
        ObjectNode members = Json.object();
        members.set("delta", ending());
        members.set("usage", finalUsage());
        write("message_delta", members, out);
        write("message_stop", Json.object(), out);
    }

    private ObjectNode ending() {
        ModelEvent.Finished done = finish;
        FinishReason reason = done == null ? FinishReason.STOP : done.reason();
        String refusal = done == null ? null : done.refusal();
        String stop = done == null ? null : done.stopSequence();
        boolean refused = refusal != null || reason == FinishReason.CONTENT_FILTER;
        String word =
                switch (reason) {
                    case TOOL_CALLS -> "tool_use";
                    case LENGTH -> "max_tokens";
                    case CONTENT_FILTER -> "refusal";
                    case STOP -> stop == null ? "end_turn" : "stop_sequence";
                };
        ObjectNode ending = Json.object().put("stop_reason", refused ? "refusal" : word);
        ending.put("stop_sequence", reason == FinishReason.STOP && !refused ? stop : null);
        if (refused) {
            ending.putObject("stop_details")
                    .put("type", "refusal")
                    .putNull("category")
                    .put("explanation", refusal);
        } else {
            ending.putNull("stop_details");
        }
        return ending.putNull("container");
    }

    private ObjectNode finalUsage() {
        return usage(usage == null ? new Usage(estimate, 0, 0, null, null) : usage);
    }

    private static ObjectNode usage(Usage usage) {
        int written = usage.cacheWriteTokens() == null ? 0 : usage.cacheWriteTokens();
        int input = Math.max(0, usage.promptTokens() - usage.cachedTokens() - written);
        ObjectNode json =
                Json.object()
                        .put("input_tokens", input)
                        .put("cache_creation_input_tokens", written)
                        .put("cache_read_input_tokens", usage.cachedTokens());
        json.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", written)
                .put("ephemeral_1h_input_tokens", 0);
        json.put("output_tokens", usage.completionTokens());
        Integer thinking = usage.reasoningTokens();
        if (thinking != null && thinking > 0) {
            json.putObject("output_tokens_details").put("thinking_tokens", thinking);
        }
        return json.putNull("server_tool_use").put("service_tier", "standard");
    }

    @Override
    protected ObjectNode sum() {
        ObjectNode message = message(content, ending());
        message.set("usage", finalUsage());
        return message;
    }

    @Override
    public String failure(ApiError error) {
        failed = true;
        return AnthropicForm.event(error);
    }

    @Override
    public String ping() {
        return AnthropicForm.PING;
    }
}
