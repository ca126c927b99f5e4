package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.openai.Message.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Checks that every tool call has its result and every result its call, as OpenAI does. */
final class ConversationRules {
    private ConversationRules() {}

    /**
     * Checks the conversation. Instructions may stand anywhere, even between a call and its result.
     * Of two results for one call the last counts, in the place of the first.
     *
     * @param approximated takes the path of each result that another replaces
     * @throws ApiException with a 400 in OpenAI's wording
     */
    static List<Message> checked(List<Message> messages, Consumer<String> approximated) {
        List<Message> checked = new ArrayList<>();
        Map<String, ToolCall> open = new LinkedHashMap<>();
        Map<String, Integer> answered = new HashMap<>();
        for (Message message : messages) {
            switch (message) {
                case Message.ToolResult result -> {
                    Integer before = answered.get(result.callId());
                    if (before != null) {
                        approximated.accept(checked.set(before, result).path());
                        continue;
                    }
                    requireOpen(open, result);
                    answered.put(result.callId(), checked.size());
                }
                case Message.User _ -> requireNoneOpen(open);
                case Message.Assistant assistant -> {
                    requireNoneOpen(open);
                    answered.clear();
                    for (ToolCall call : assistant.calls()) {
                        if (open.put(call.id(), call) != null) {
                            throw Fields.invalidValue(
                                    call.path() + ".id",
                                    "Tool call ids must be unique within a message: " + call.id());
                        }
                    }
                }
                case Message.Instruction _ -> {}
            }
            checked.add(message);
        }
        requireNoneOpen(open);
        return checked;
    }

    private static void requireOpen(Map<String, ToolCall> open, Message.ToolResult result) {
        if (open.remove(result.callId()) == null) {
            throw Fields.invalidValue(
                    result.path() + ".tool_call_id",
                    "messages with role 'tool' must be a response to a preceding message with"
                            + " 'tool_calls'; no such call is open: "
                            + result.callId());
        }
    }

    private static void requireNoneOpen(Map<String, ToolCall> open) {
        if (!open.isEmpty()) {
            throw Fields.invalidValue(
                    open.values().iterator().next().path(),
                    "An assistant message with 'tool_calls' must be followed by tool messages"
                            + " responding to each 'tool_call_id'. The following tool_call_ids did"
                            + " not have response messages: "
                            + String.join(", ", open.keySet()));
        }
    }
}
