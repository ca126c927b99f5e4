package com.brievio.proxy.upstream.openai;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.Notes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells the calls of one streamed choice apart (openai-chat.md section 8, {@code
 * tool_calls[].index}) where a server gives no index, no id, or one index to several calls. Pure.
 */
final class CallRepair {
    private final Notes notes;
    private final List<Call> calls = new ArrayList<>();

    /** The call that a server's own index means now. */
    private final Map<Integer, Call> byGiven = new HashMap<>();

    /** A call as the client sees it. */
    private static final class Call {
        final int index;
        final @Nullable String id;
        String name = "";
        final StringBuilder arguments = new StringBuilder();

        Call(int index, @Nullable String id) {
            this.index = index;
            this.id = id;
        }

        boolean isWhole() {
            try {
                return Json.read(arguments.toString()).isObject();
            } catch (JacksonException e) {
                return false;
            }
        }
    }

    CallRepair(Notes notes) {
        this.notes = notes;
    }

    /** Mends the calls of one delta; returns whether any was changed. */
    boolean mend(JsonNode toolCalls) {
        boolean mended = false;
        for (int i = 0; i < toolCalls.size(); i++) {
            if (toolCalls.get(i) instanceof ObjectNode entry) {
                mended |= entry(entry, i, toolCalls.size());
            }
        }
        return mended;
    }

    @SuppressWarnings("ReferenceEquality") // the very call
    private boolean entry(ObjectNode entry, int place, int entries) {
        Integer given = Json.integer(entry.path("index"));
        String id = text(entry.path("id"));
        JsonNode function = entry.path("function");
        String name = text(function.path("name"));
        Call before = before(given, id, place, entries);
        Call call = before == null || isAnother(before, id, name) ? begin(id) : before;
        boolean begins = call != before;
        if (given != null) {
            byGiven.put(given, call);
        }
        call.name = call.name.isEmpty() && name != null ? name : call.name;
        call.arguments.append(function.path("arguments").asString(""));
        return changed(entry, call, given, begins, id);
    }

    private static @Nullable String text(JsonNode node) {
        String text = node.asString("");
        return text.isEmpty() ? null : text;
    }

    /** Returns the call that the entry may go on with. */
    private @Nullable Call before(
            @Nullable Integer given, @Nullable String id, int place, int entries) {
        if (id != null) {
            for (Call call : calls) {
                if (id.equals(call.id)) {
                    return call;
                }
            }
        }
        if (given != null) {
            return byGiven.get(given);
        }
        if (id != null || calls.isEmpty()) {
            return null;
        }
        int first = Math.max(0, calls.size() - entries);
        return entries > 1 && first + place >= calls.size()
                ? null
                : calls.get(entries > 1 ? first + place : calls.size() - 1);
    }

    /** Another id is another call, and so is another name, or the same behind whole arguments. */
    private static boolean isAnother(Call before, @Nullable String id, @Nullable String name) {
        if (id != null) {
            return before.id != null && !id.equals(before.id);
        }
        return name != null
                && !before.name.isEmpty()
                && (!name.equals(before.name) || before.isWhole());
    }

    private Call begin(@Nullable String id) {
        Call call = new Call(calls.size(), id);
        calls.add(call);
        return call;
    }

    private boolean changed(
            ObjectNode entry,
            Call call,
            @Nullable Integer given,
            boolean begins,
            @Nullable String id) {
        boolean changed = false;
        if (given == null || given != call.index) {
            notes.remark(
                    given == null
                            ? "repaired: tool deltas without index"
                            : "repaired: one index for several calls");
            entry.put("index", call.index);
            changed = true;
        }
        if (begins && id == null && given == null) {
            notes.remark("repaired: calls without id");
            entry.put("id", newId());
            changed = true;
        }
        return changed;
    }

    /** Without an id no result can be given. */
    private static String newId() {
        byte[] bytes = new byte[12];
        ThreadLocalRandom.current().nextBytes(bytes);
        return "call_" + HexFormat.of().formatHex(bytes);
    }
}
