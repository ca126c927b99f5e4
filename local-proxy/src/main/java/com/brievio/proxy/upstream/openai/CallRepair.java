package com.brievio.proxy.upstream.openai;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.CallIds;
import com.brievio.proxy.upstream.Notes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

        /** The id that the server gives it, or null. */
        @Nullable String given;

        /** The id that the client sees, of no other call. */
        final String id;

        String name = "";
        final StringBuilder arguments = new StringBuilder();

        Call(int index, @Nullable String given, String id) {
            this.index = index;
            this.given = given;
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
        Call call = before == null || isAnother(before, given, id, name) ? begin(id) : before;
        boolean begins = call != before;
        if (given != null) {
            byGiven.put(given, call);
        }
        call.given = call.given == null ? id : call.given;
        call.name = call.name.isEmpty() && name != null ? name : call.name;
        call.arguments.append(function.path("arguments").asString(""));
        boolean moved = indexed(entry, call, given);
        return identified(entry, call, id, begins) || moved;
    }

    private static @Nullable String text(JsonNode node) {
        String text = node.asString("");
        return text.isEmpty() ? null : text;
    }

    /** Returns the call that the entry may go on with. */
    private @Nullable Call before(
            @Nullable Integer given, @Nullable String id, int place, int entries) {
        Call indexed = given == null ? null : byGiven.get(given);
        if (indexed != null && (id == null || indexed.given == null || id.equals(indexed.given))) {
            return indexed;
        }
        if (id != null) {
            for (Call call : calls.reversed()) {
                if (id.equals(call.given)) {
                    return call;
                }
            }
        }
        if (given != null) {
            return indexed;
        }
        if (id != null || calls.isEmpty()) {
            return null;
        }
        int first = Math.max(0, calls.size() - entries);
        return entries > 1 && first + place >= calls.size()
                ? null
                : calls.get(entries > 1 ? first + place : calls.size() - 1);
    }

    /**
     * Another id is another call. Under one id the index tells, and without one the name; without
     * an id another name is another call, and so is the same behind whole arguments.
     */
    @SuppressWarnings("ReferenceEquality") // the very call
    private boolean isAnother(
            Call before, @Nullable Integer given, @Nullable String id, @Nullable String name) {
        if (id != null && before.given != null && !id.equals(before.given)) {
            return true;
        }
        if (name == null || before.name.isEmpty()) {
            return false;
        }
        if (id != null && given != null) {
            return byGiven.get(given) != before;
        }
        return !name.equals(before.name) || (id == null && before.isWhole());
    }

    private Call begin(@Nullable String given) {
        boolean used = calls.stream().anyMatch(call -> call.id.equals(given));
        Call call = new Call(calls.size(), given, given == null || used ? CallIds.next() : given);
        calls.add(call);
        return call;
    }

    private boolean indexed(ObjectNode entry, Call call, @Nullable Integer given) {
        if (given != null && given == call.index) {
            return false;
        }
        notes.remark(
                given == null
                        ? "repaired: tool deltas without index"
                        : "repaired: one index for several calls");
        entry.put("index", call.index);
        return true;
    }

    /** Clients join what comes twice: another id than the first is left out. */
    private boolean identified(ObjectNode entry, Call call, @Nullable String id, boolean begins) {
        if (call.id.equals(id) || (!begins && id == null)) {
            return false;
        }
        if (begins) {
            notes.remark(
                    id == null
                            ? "repaired: calls without id"
                            : "repaired: one id for several calls");
            entry.put("id", call.id);
        } else {
            entry.remove("id");
        }
        return true;
    }
}
