package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.ModelEvent.ToolCallStarted;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Puts the calls of one candidate together: each comes whole, whole in pieces of which only the
 * first has a name, or leaf by leaf, where a part without any ends it (gemini.md section 7).
 */
final class CallAssembler {
    private final int choice;
    private final Supplier<String> ids;
    private final ToolNames names;
    private int count;

    /** The id that the open call came with, or "". */
    private String openId = "";

    private @Nullable PartialArguments partial;

    /** A call that is held: one that came whole, or what came whole of one in leaves. */
    private @Nullable PendingCall pending;

    /**
     * Reads the calls of one candidate.
     *
     * @param choice its index
     * @param ids makes missing call ids
     */
    CallAssembler(int choice, Supplier<String> ids, ToolNames names) {
        this.choice = choice;
        this.ids = ids;
        this.names = names;
    }

    /** Returns how many calls have begun. */
    int count() {
        return count;
    }

    /** Takes a part with a {@code functionCall}; tells whether it began a call. */
    boolean take(JsonNode part, List<ModelEvent> out) {
        int before = count;
        JsonNode call = part.path("functionCall");
        String id = call.path("id").asString("");
        boolean open = pending != null || partial != null;
        boolean another = !id.isEmpty() && !id.equals(openId);
        if (!call.path("name").asString("").isEmpty()) {
            end(out);
            begin(part, call, id, out);
        } else if (open && !another) {
            goOn(part, call, out);
        } else if (another || call.has("args") || call.has("partialArgs")) {
            end(out);
            begin(part, call, id, out); // Without a name: CallIdentity fails the answer.
            end(out);
        }
        return count > before;
    }

    private void begin(JsonNode part, JsonNode call, String id, List<ModelEvent> out) {
        JsonNode args = call.path("args");
        ToolCallStarted started =
                new ToolCallStarted(
                        choice,
                        count++,
                        id.isEmpty() ? ids.get() : id,
                        names.decode(call.path("name").asString("")),
                        "",
                        Json.string(part, "thoughtSignature"),
                        id.isEmpty() ? null : id);
        openId = id;
        pending = new PendingCall(started, args);
        boolean comes =
                call.path("willContinue").asBoolean(false)
                        || (call.has("partialArgs") && !args.isObject());
        if (comes) {
            leaves(pending, call, out);
        }
    }

    private void goOn(JsonNode part, JsonNode call, List<ModelEvent> out) {
        if (pending != null) {
            pending.add(call, part);
        }
        if (pending != null && (partial != null || call.has("partialArgs"))) {
            leaves(pending, call, out);
        }
        boolean more = call.path("willContinue").asBoolean(false) || call.has("partialArgs");
        if (partial != null && !more) {
            end(out);
        }
    }

    /** The first leaf, or what announces leaves, lets the call go out. */
    private void leaves(PendingCall held, JsonNode call, List<ModelEvent> out) {
        PartialArguments leaves = partial;
        if (leaves == null) {
            out.add(held.begun());
            leaves = new PartialArguments();
            partial = leaves;
        }
        for (JsonNode leaf : call.path("partialArgs")) {
            delta(leaves.leaf(leaf), out);
        }
    }

    /** Ends the open call, if one is: what ends it upstream may be missing. */
    void end(List<ModelEvent> out) {
        if (pending != null && partial == null) {
            out.add(pending.whole());
        } else if (pending != null && partial != null) {
            delta(partial.isEmpty() ? pending.whole().arguments() : partial.end(), out);
        }
        pending = null;
        partial = null;
    }

    private void delta(String text, List<ModelEvent> out) {
        if (!text.isEmpty()) {
            out.add(new ModelEvent.ToolCallDelta(choice, count - 1, text));
        }
    }
}
