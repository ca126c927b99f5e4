package com.brievio.proxy.openai;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The chat request: what brievio interprets as components, the whole as the retained tree.
 *
 * @param tree the request in the words of the chat API; as it came, where it came in these
 * @param model the client's model name
 * @param messages at least one, paired: every call has its result, every result its call
 * @param tools declared functions, names unique
 * @param toolChoice consistent with {@code tools}
 * @param parallelToolCalls null where absent
 * @param format the form of the answer
 * @param stop stop sequences, none empty
 * @param namesStop whether the client must be told which of them ended the response: then the proxy
 *     applies them itself
 * @param maxTokens upper bound of output tokens, at least 1; null where absent
 * @param temperature 0 to 2, or null
 * @param topP 0 to 1, or null
 * @param topK how many of the likeliest tokens are sampled from, at least 1, or null; no field of
 *     the chat API
 * @param effort how hard to think, or null where absent
 * @param n number of choices, at least 1
 * @param stream whether a stream is asked for
 * @param includeUsage whether the stream must end with a usage chunk
 * @param legacyFunctions whether the client speaks the deprecated {@code functions} form
 * @param unknown JSON paths of keys inside messages that OpenAI does not know or no upstream takes,
 *     and of what was read as something else than it looks like
 * @param betas Anthropic's beta flags that the client sent in a header
 * @param thinking what the client says about thinking beside the effort
 * @param client the request as its client sees it
 */
public record ChatRequest(
        ObjectNode tree,
        String model,
        List<Message> messages,
        List<ToolDefinition> tools,
        ToolChoice toolChoice,
        @Nullable Boolean parallelToolCalls,
        ResponseFormat format,
        List<String> stop,
        boolean namesStop,
        @Nullable Integer maxTokens,
        @Nullable BigDecimal temperature,
        @Nullable BigDecimal topP,
        @Nullable Integer topK,
        @Nullable ReasoningEffort effort,
        int n,
        boolean stream,
        boolean includeUsage,
        boolean legacyFunctions,
        List<String> unknown,
        List<String> betas,
        ThinkingWish thinking,
        ClientFields client) {

    /** Copies the lists. */
    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        stop = List.copyOf(stop);
        unknown = List.copyOf(unknown);
        betas = List.copyOf(betas);
    }

    /** Returns the ids of all calls of the history. */
    public List<String> callIds() {
        return messages.stream()
                .filter(Message.Assistant.class::isInstance)
                .flatMap(message -> ((Message.Assistant) message).calls().stream())
                .map(Message.ToolCall::id)
                .toList();
    }

    /** Returns the names of all tools that the history calls, in the order of their first call. */
    public List<String> calledTools() {
        return messages.stream()
                .filter(Message.Assistant.class::isInstance)
                .flatMap(message -> ((Message.Assistant) message).calls().stream())
                .map(Message.ToolCall::name)
                .distinct()
                .toList();
    }

    /** Returns the same request with these messages. */
    public ChatRequest with(List<Message> newMessages) {
        return with(newMessages, betas);
    }

    /** Returns the same request with the flags of this header, a comma list; null for none. */
    public ChatRequest withBetas(@Nullable String header) {
        List<String> flags = flags(header);
        return flags.isEmpty() ? this : with(messages, flags);
    }

    /** Returns the flags of a header, a comma list; null for none. */
    public static List<String> flags(@Nullable String header) {
        return header == null
                ? List.of()
                : Stream.of(header.split(",", -1))
                        .map(String::strip)
                        .filter(flag -> !flag.isEmpty())
                        .distinct()
                        .toList();
    }

    private ChatRequest with(List<Message> newMessages, List<String> newBetas) {
        return new ChatRequest(
                tree,
                model,
                newMessages,
                tools,
                toolChoice,
                parallelToolCalls,
                format,
                stop,
                namesStop,
                maxTokens,
                temperature,
                topP,
                topK,
                effort,
                n,
                stream,
                includeUsage,
                legacyFunctions,
                unknown,
                newBetas,
                thinking,
                client);
    }

    /** Returns the raw value of a field; a missing node where absent or null. */
    public JsonNode field(RequestField field) {
        JsonNode value = tree.path(field.key());
        return value.isNull() ? tree.path("") : value;
    }
}
