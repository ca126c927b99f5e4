package com.brievio.proxy.upstream.openai;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ContentPart;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.openai.RequestField.Fate;
import com.brievio.proxy.openai.ThinkingWish;
import com.brievio.proxy.openai.ToolChoice;
import com.brievio.proxy.openai.ToolDefinition;
import com.brievio.proxy.upstream.FieldFates;
import com.brievio.proxy.upstream.Notes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the body of {@code POST /chat/completions} for a server (openai-chat.md section 2). */
final class ChatEncoder {
    /** Models that are known to take {@code reasoning_effort}. */
    private static final Pattern REASONERS =
            Pattern.compile("(.*/)?(o\\d|gpt-5|gpt-oss|deepseek-r|qwq|magistral).*");

    /** Sent as they are, where they are sent; the others have a form of their own here. */
    private static final Set<RequestField> COPIED =
            EnumSet.complementOf(
                    EnumSet.of(
                            RequestField.MODEL,
                            RequestField.MESSAGES,
                            RequestField.FUNCTIONS,
                            RequestField.FUNCTION_CALL,
                            RequestField.TOOLS,
                            RequestField.TOOL_CHOICE,
                            RequestField.PARALLEL_TOOL_CALLS,
                            RequestField.MAX_TOKENS,
                            RequestField.MAX_COMPLETION_TOKENS,
                            RequestField.STOP,
                            RequestField.STREAM,
                            RequestField.STREAM_OPTIONS));

    private final ChatRequest request;
    private final String model;
    private final boolean openAi;
    private final boolean signs;
    private final Notes notes;
    private final ObjectNode body = Json.object();

    /**
     * Encodes one request.
     *
     * @param openAi whether the server is OpenAI itself, which takes fields that others refuse
     * @param signs whether it is Google's, which wants its thought signatures back
     */
    ChatEncoder(ChatRequest request, String model, boolean openAi, boolean signs, Notes notes) {
        this.request = request;
        this.model = model;
        this.openAi = openAi;
        this.signs = signs;
        this.notes = notes;
    }

    ObjectNode encode() {
        FieldFates.apply(request, this::fate, "the server", notes);
        body.put("model", model);
        thinking();
        messages();
        tools();
        if (request.maxTokens() != null) {
            body.put(openAi ? "max_completion_tokens" : "max_tokens", request.maxTokens());
        }
        if (request.topK() != null) {
            notes.ignored("top_k");
        }
        for (RequestField field : COPIED) {
            JsonNode value = request.field(field);
            if (!value.isMissingNode() && fate(field) == Fate.CARRIED) {
                body.set(field.key(), value);
            }
        }
        if (request.stream()) {
            body.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        return body;
    }

    private Fate fate(RequestField field) {
        return switch (field) {
            case MODEL,
                    MESSAGES,
                    FREQUENCY_PENALTY,
                    PRESENCE_PENALTY,
                    FUNCTION_CALL,
                    FUNCTIONS,
                    LOGIT_BIAS,
                    LOGPROBS,
                    TOP_LOGPROBS,
                    MAX_COMPLETION_TOKENS,
                    MAX_TOKENS,
                    N,
                    PARALLEL_TOOL_CALLS,
                    RESPONSE_FORMAT,
                    SEED,
                    STOP,
                    STREAM,
                    STREAM_OPTIONS,
                    TEMPERATURE,
                    TOOL_CHOICE,
                    TOOLS,
                    TOP_P,
                    USER ->
                    Fate.CARRIED;
            case REASONING_EFFORT -> takesEffort() ? Fate.CARRIED : Fate.IGNORED;
            case METADATA,
                    PROMPT_CACHE_KEY,
                    PROMPT_CACHE_OPTIONS,
                    PROMPT_CACHE_RETENTION,
                    SAFETY_IDENTIFIER,
                    SERVICE_TIER,
                    STORE,
                    VERBOSITY ->
                    openAi ? Fate.CARRIED : Fate.IGNORED;
            case AUDIO, MODALITIES, MODERATION, PREDICTION, WEB_SEARCH_OPTIONS -> Fate.IGNORED;
        };
    }

    /**
     * What the client asks for itself is sent; what only follows from its API where it is known.
     */
    private boolean takesEffort() {
        return openAi
                || request.thinking().equals(ThinkingWish.NONE)
                || REASONERS.matcher(model).matches();
    }

    /** A budget of thinking has no place here: an effort is near it where the model takes one. */
    private void thinking() {
        Integer budget = request.thinking().budget();
        if (budget == null || request.effort() != null) {
            return;
        }
        notes.ignored(ThinkingWish.BUDGET);
        if (takesEffort()) {
            String near = request.thinking().effortNearBudget().name().toLowerCase(Locale.ROOT);
            body.put(RequestField.REASONING_EFFORT.key(), near);
        }
    }

    private void tools() {
        List<ToolDefinition> tools = request.tools();
        ToolChoice choice = request.toolChoice();
        if (choice instanceof ToolChoice.Allowed allowed) {
            tools = tools.stream().filter(tool -> allowed.names().contains(tool.name())).toList();
        }
        if (tools.isEmpty()) {
            undeclared();
            return;
        }
        ArrayNode array = body.putArray("tools");
        tools.forEach(tool -> tool(tool, array.addObject()));
        JsonNode parallel = request.field(RequestField.PARALLEL_TOOL_CALLS);
        if (!parallel.isMissingNode()) {
            body.set(RequestField.PARALLEL_TOOL_CALLS.key(), parallel);
        }
        switch (choice) {
            case ToolChoice.Unset _ -> {}
            case ToolChoice.Auto _ -> body.put("tool_choice", "auto");
            case ToolChoice.None _ -> body.put("tool_choice", "none");
            case ToolChoice.Required _ -> body.put("tool_choice", "required");
            case ToolChoice.Allowed allowed ->
                    body.put("tool_choice", allowed.required() ? "required" : "auto");
            case ToolChoice.Named named -> {
                ObjectNode form = body.putObject("tool_choice").put("type", "function");
                form.putObject("function").put("name", named.name());
            }
        }
    }

    /** Many servers refuse a history with calls of tools that are not declared. */
    private void undeclared() {
        List<String> called = request.calledTools();
        if (called.isEmpty()) {
            return;
        }
        notes.ignored("tools");
        ArrayNode array = body.putArray("tools");
        for (String name : called) {
            ObjectNode schema = Json.object().put("type", "object");
            schema.putObject("properties");
            tool(new ToolDefinition("tools", name, null, schema, false, null), array.addObject());
        }
        body.put("tool_choice", "none");
    }

    private static void tool(ToolDefinition tool, ObjectNode out) {
        ObjectNode function = out.put("type", "function").putObject("function");
        function.put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        if (tool.parameters() != null) {
            function.set("parameters", tool.parameters());
        }
        if (tool.strict()) {
            function.put("strict", true);
        }
    }

    private void messages() {
        ArrayNode array = body.putArray("messages");
        List<ContentPart> said = new ArrayList<>();
        List<ContentPart> seen = new ArrayList<>();
        for (Message message : request.messages()) {
            if (!(message instanceof Message.ToolResult)) {
                said.addAll(seen);
                seen.clear();
            }
            if (!(message instanceof Message.User)) {
                flush(said, array);
            }
            switch (message) {
                case Message.Instruction instruction -> instruction(instruction, array);
                case Message.User user -> said.addAll(user.parts());
                case Message.Assistant assistant -> assistant(assistant, array);
                case Message.ToolResult result -> result(result, array, seen);
            }
        }
        said.addAll(seen);
        flush(said, array);
    }

    /** Instructions that follow one another are one message: many templates take no more. */
    private static void instruction(Message.Instruction instruction, ArrayNode array) {
        String text = joined(instruction.parts(), "\n\n");
        JsonNode last = array.isEmpty() ? null : array.get(array.size() - 1);
        if (last instanceof ObjectNode before && "system".equals(Json.string(before, "role"))) {
            before.put("content", before.path("content").asString("") + "\n\n" + text);
        } else {
            array.addObject().put("role", "system").put("content", text);
        }
    }

    /** A result is text: what else is in it follows all results of the turn. */
    private void result(Message.ToolResult result, ArrayNode array, List<ContentPart> seen) {
        List<ContentPart> texts = new ArrayList<>();
        if (result.failed()) {
            notes.ignored(result.path() + ".is_error");
        }
        for (ContentPart part : result.parts()) {
            if (part instanceof ContentPart.Text) {
                texts.add(part);
            } else {
                notes.ignored(part.path());
                seen.add(part);
            }
        }
        String text = joined(texts, "\n");
        array.addObject()
                .put("role", "tool")
                .put("tool_call_id", result.callId())
                .put("content", result.failed() ? "Error: " + text : text);
    }

    /** What users say in a row is one message: many templates want roles to alternate. */
    private static void flush(List<ContentPart> said, ArrayNode array) {
        if (!said.isEmpty()) {
            user(said, array);
            said.clear();
        }
    }

    private void assistant(Message.Assistant turn, ArrayNode array) {
        String text = joined(turn.parts(), "\n");
        if (text.isEmpty() && turn.calls().isEmpty()) {
            return;
        }
        ObjectNode message = array.addObject().put("role", "assistant");
        message.put("content", text.isEmpty() ? null : text);
        for (Message.ToolCall call : turn.calls()) {
            ObjectNode out = message.withArray("tool_calls").addObject();
            out.put("id", call.id()).put("type", "function");
            out.putObject("function")
                    .put("name", call.name())
                    .put("arguments", Json.text(call.arguments()));
            if (signs && call.signature() != null) {
                out.putObject("extra_content")
                        .putObject("google")
                        .put("thought_signature", call.signature());
            }
        }
    }

    private static void user(List<ContentPart> parts, ArrayNode array) {
        ObjectNode message = array.addObject().put("role", "user");
        if (parts.stream().allMatch(ContentPart.Text.class::isInstance)) {
            message.put("content", joined(parts, "\n"));
            return;
        }
        ArrayNode content = message.putArray("content");
        parts.forEach(part -> part(part, content.addObject()));
    }

    private static void part(ContentPart part, ObjectNode out) {
        switch (part) {
            case ContentPart.Text text -> out.put("type", "text").put("text", text.text());
            case ContentPart.Image image -> {
                ObjectNode url =
                        out.put("type", "image_url").putObject("image_url").put("url", image.url());
                if (image.detail() != null) {
                    url.put("detail", image.detail());
                }
            }
            case ContentPart.Audio audio ->
                    out.put("type", "input_audio")
                            .putObject("input_audio")
                            .put("data", audio.data())
                            .put("format", audio.format());
            case ContentPart.File file -> {
                ObjectNode inner = out.put("type", "file").putObject("file");
                if (file.filename() != null) {
                    inner.put("filename", file.filename());
                }
                if (file.data() != null) {
                    inner.put("file_data", file.data());
                }
                if (file.fileId() != null) {
                    inner.put("file_id", file.fileId());
                }
            }
        }
    }

    private static String joined(List<ContentPart> parts, String between) {
        return parts.stream()
                .filter(ContentPart.Text.class::isInstance)
                .map(part -> ((ContentPart.Text) part).text())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(between));
    }
}
