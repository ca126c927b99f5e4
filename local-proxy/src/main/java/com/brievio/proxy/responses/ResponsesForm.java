package com.brievio.proxy.responses;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChunkRenderer;
import com.brievio.proxy.stream.ByteSink;
import com.brievio.proxy.stream.FinishReason;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.StreamedForm;
import com.brievio.proxy.stream.Usage;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The response of the Responses API (docs/wire/responses.md, "The stream"). A whole response is the
 * last object of its stream, so the two cannot differ.
 */
public final class ResponsesForm extends StreamedForm {
    private final ToolTable tools;
    private final InstantSource clock;
    private final UnaryOperator<String> ids;
    private final Consumer<ObjectNode> finished;
    private final ResponseObject object;
    private final EventWriter events = new EventWriter();
    private final List<ObjectNode> output = new ArrayList<>();
    private final List<ObjectNode> weighed = new ArrayList<>();
    private String model;
    private @Nullable OpenItem open;
    private @Nullable Usage usage;
    private @Nullable String serviceTier;
    private ModelEvent.@Nullable Finished finish;
    private @Nullable ObjectNode last;
    private boolean begun;
    private boolean failed;

    /**
     * Makes one response.
     *
     * @param ids makes an id of a prefix
     * @param finished takes the object of a response that is complete
     */
    public ResponsesForm(
            ResponsesRequest request,
            InstantSource clock,
            UnaryOperator<String> ids,
            Consumer<ObjectNode> finished) {
        this.tools = request.tools();
        this.clock = clock;
        this.ids = ids;
        this.finished = finished;
        this.model = request.chat().model();
        this.object =
                new ResponseObject(
                        request.tree(), ids.apply("resp"), clock.instant().getEpochSecond());
    }

    @Override
    protected void take(ModelEvent event, ByteSink out) {
        if (failed) {
            return;
        }
        switch (event) {
            case ModelEvent.Started started ->
                    model = started.model() == null ? model : started.model();
            case ModelEvent.TextDelta delta -> text(delta.text(), out);
            case ModelEvent.TokensWeighed tokens -> weighed.addAll(tokens.tokens());
            case ModelEvent.ReasoningDelta delta -> reasoning(out).think(delta.text(), out);
            case ModelEvent.ThinkingSealed sealed -> reasoning(out).seal(sealed, out);
            case ModelEvent.ToolCallStarted call -> begin(call, out);
            case ModelEvent.ToolCallDelta delta -> more(delta, out);
            case ModelEvent.UsageReported reported -> {
                usage = reported.usage();
                serviceTier = reported.serviceTier();
            }
            case ModelEvent.Finished done -> {
                begin(out);
                finish = done;
            }
            case ModelEvent.Failed failure -> fail(failure.error(), out);
            case ModelEvent.Pinged _ -> {
                if (begun) {
                    out.add(ChunkRenderer.PING);
                }
            }
            case ModelEvent.Attached _, ModelEvent.Unrecognized _ -> {}
        }
    }

    private void begin(ByteSink out) {
        if (begun) {
            return;
        }
        begun = true;
        for (String type : new String[] {"response.created", "response.in_progress"}) {
            write(type, object("in_progress", null, null), out);
        }
    }

    private void write(String type, ObjectNode response, ByteSink out) {
        ObjectNode members = Json.object();
        members.set("response", response);
        events.write(type, members, out);
    }

    private ObjectNode object(
            String status, @Nullable ObjectNode error, @Nullable String incomplete) {
        boolean running = status.equals("in_progress");
        boolean complete = status.equals("completed");
        return object.of(
                new ResponseObject.State(
                        status,
                        complete ? clock.instant().getEpochSecond() : null,
                        error,
                        incomplete,
                        model,
                        output,
                        running || error != null ? null : usage,
                        serviceTier));
    }

    private OpenItem.Place place(String prefix, ByteSink out) {
        close("completed", out);
        begin(out);
        return new OpenItem.Place(events, output.size(), ids.apply(prefix));
    }

    private void close(String status, ByteSink out) {
        OpenItem closed = open;
        open = null;
        if (closed != null) {
            output.add(closed.close(status, out));
        }
    }

    private void text(String text, ByteSink out) {
        if (!(open instanceof OpenItem.Message)) {
            open = new OpenItem.Message(place("msg", out), false, out);
        }
        if (open instanceof OpenItem.Message message) {
            message.say(text, List.copyOf(weighed), out);
            weighed.clear();
        }
    }

    private OpenItem.Reasoning reasoning(ByteSink out) {
        if (open instanceof OpenItem.Reasoning running) {
            return running;
        }
        OpenItem.Reasoning begins = new OpenItem.Reasoning(place("rs", out), model, out);
        open = begins;
        return begins;
    }

    private void begin(ModelEvent.ToolCallStarted call, ByteSink out) {
        if (call.signature() != null) {
            if (!(open instanceof OpenItem.Reasoning)) {
                open = new OpenItem.Reasoning(place("rs", out), model, out);
            }
            if (open instanceof OpenItem.Reasoning thought) {
                thought.sign(call.id(), call.signature());
            }
        }
        ToolTable.Entry tool = tools.of(call.name());
        open = new OpenItem.Call(place(tool.kind().prefix(), out), call, tool, out);
    }

    private void more(ModelEvent.ToolCallDelta delta, ByteSink out) {
        if (open instanceof OpenItem.Call call) {
            call.add(delta.arguments(), out);
        }
    }

    @Override
    public void end(ByteSink out) {
        if (failed) {
            return;
        }
        ModelEvent.Finished done = finish;
        FinishReason reason = done == null ? FinishReason.STOP : done.reason();
        String refusal = done == null ? null : done.refusal();
        String incomplete =
                reason == FinishReason.LENGTH
                        ? "max_output_tokens"
                        : reason == FinishReason.CONTENT_FILTER && refusal == null
                                ? "content_filter"
                                : null;
        close(incomplete == null ? "completed" : "incomplete", out);
        if (refusal != null) {
            OpenItem.Message refused = new OpenItem.Message(place("msg", out), true, out);
            refused.say(refusal, List.of(), out);
            open = refused;
        } else if (output.isEmpty() && reason != FinishReason.LENGTH) {
            open = new OpenItem.Message(place("msg", out), false, out);
        }
        close(incomplete == null ? "completed" : "incomplete", out);
        begin(out);
        String status = incomplete == null ? "completed" : "incomplete";
        ObjectNode response = object(status, null, incomplete);
        last = response;
        write("response." + status, response, out);
        finished.accept(response);
    }

    private void fail(ApiError error, ByteSink out) {
        failed = true;
        begin(out);
        ObjectNode told = FailureCodes.of(error);
        write("response.failed", object("failed", told, null), out);
    }

    @Override
    protected ObjectNode sum() {
        if (last == null) {
            throw new IllegalStateException("the response is not complete");
        }
        return last;
    }

    @Override
    public String failure(ApiError error) {
        if (failed) {
            return "";
        }
        ByteSink out = new ByteSink();
        fail(error, out);
        return new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8);
    }

    @Override
    public String ping() {
        return ChunkRenderer.PING;
    }
}
