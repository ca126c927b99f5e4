package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.openai.RequestField;
import com.brievio.proxy.openai.ResponseFormat;
import com.brievio.proxy.openai.ToolChoice;
import com.brievio.proxy.openai.ToolDefinition;
import com.brievio.proxy.upstream.FieldFates;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Notes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the body of {@code POST /v1/messages} (mapping.md sections 2, 3, 5 and 6). */
final class AnthropicEncoder {
    /** Above this many output tokens Anthropic's own clients insist on a stream. */
    private static final int LONGEST_PLAIN = 21_333;

    private static final String JSON_OBJECT = "Answer with one JSON object and nothing else.";

    private final ChatRequest request;
    private final String model;
    private final ModelFacts.Claude facts;
    private final Notes notes;
    private final ObjectNode body = Json.object();

    AnthropicEncoder(ChatRequest request, String model, ModelFacts.Claude facts, Notes notes) {
        this.request = request;
        this.model = model;
        this.facts = facts;
        this.notes = notes;
    }

    /** Returns the body; {@code stream} in it tells how the upstream is called. */
    ObjectNode encode() {
        FieldFates.apply(request, AnthropicFates::of, "anthropic", notes);
        if (request.n() != 1) {
            throw refuse("n", "n: " + model + " supports only 1");
        }
        body.put("model", model);
        int maxTokens = maxTokens();
        body.put("max_tokens", maxTokens);
        system();
        ArrayNode messages = new AnthropicMessages(model, facts, notes).encode(request.messages());
        body.set("messages", messages);
        tools();
        sampling();
        stops();
        if (request.format() instanceof ResponseFormat.JsonSchema schema) {
            ObjectNode reduced =
                    SchemaReducer.reduce(
                            schema.schema(), "response_format.json_schema.schema", notes);
            body.putObject("output_config")
                    .putObject("format")
                    .put("type", "json_schema")
                    .set("schema", reduced);
        }
        user();
        serviceTier();
        if (request.stream() || maxTokens > LONGEST_PLAIN) {
            body.put("stream", true);
        }
        return body;
    }

    private static ApiException refuse(String param, String message) {
        return ApiError.invalid(param, "unsupported_value", message).exception();
    }

    private int maxTokens() {
        Integer asked = request.maxTokens();
        if (asked == null) {
            notes.remark("max_tokens defaulted to " + facts.maxOutput());
            return facts.maxOutput();
        }
        if (asked > facts.maxOutput()) {
            boolean modern = request.tree().path("max_completion_tokens").isNumber();
            notes.ignored(modern ? "max_completion_tokens" : "max_tokens");
            return facts.maxOutput();
        }
        return asked;
    }

    private void system() {
        ArrayNode system = body.arrayNode();
        for (Message message : request.messages()) {
            if (message instanceof Message.Instruction instruction) {
                AnthropicMessages.instruction(instruction, system);
            }
        }
        if (request.format() instanceof ResponseFormat.JsonObject) {
            system.addObject().put("type", "text").put("text", JSON_OBJECT);
        }
        if (!system.isEmpty()) {
            body.set("system", system);
        }
    }

    private void sampling() {
        BigDecimal temperature = request.temperature();
        BigDecimal topP = request.topP();
        if (!facts.sampling()) {
            reportUnlessOne("temperature", temperature);
            reportUnlessOne("top_p", topP);
            return;
        }
        boolean heat = temperature != null && temperature.compareTo(BigDecimal.ONE) != 0;
        if (heat && topP != null) {
            reportUnlessOne("top_p", topP);
        } else if (topP != null) {
            body.put("top_p", topP);
            return;
        }
        if (temperature == null) {
            return;
        }
        if (temperature.compareTo(BigDecimal.ONE) > 0) {
            notes.ignored("temperature");
            body.put("temperature", 1);
        } else {
            body.put("temperature", temperature);
        }
    }

    private void reportUnlessOne(String field, @Nullable BigDecimal value) {
        if (value != null && value.compareTo(BigDecimal.ONE) != 0) {
            notes.ignored(field);
        }
    }

    private void stops() {
        List<String> sent = request.stop().stream().filter(s -> !s.isBlank()).toList();
        if (!sent.isEmpty()) {
            ArrayNode array = body.putArray("stop_sequences");
            sent.forEach(array::add);
        }
        if (sent.size() < request.stop().size()) {
            notes.remark("white-space stop sequences are applied by the proxy");
        }
    }

    private void user() {
        String user = Json.string(request.tree(), "user");
        String identifier = Json.string(request.tree(), "safety_identifier");
        String id = identifier == null ? user : identifier;
        if (id == null || id.isEmpty()) {
            return;
        }
        if (id.length() > 256) {
            notes.ignored(identifier == null ? "user" : "safety_identifier");
            return;
        }
        body.putObject("metadata").put("user_id", id);
    }

    private void serviceTier() {
        String tier = request.field(RequestField.SERVICE_TIER).asString("");
        if (tier.equals("default")) {
            body.put("service_tier", "standard_only");
        } else if (!tier.isEmpty() && !tier.equals("auto")) {
            notes.ignored("service_tier");
        }
    }

    private void tools() {
        List<ToolDefinition> tools = new ArrayList<>(request.tools());
        ToolChoice choice = request.toolChoice();
        if (choice instanceof ToolChoice.Allowed allowed) {
            tools.removeIf(t -> !allowed.names().contains(t.name()));
            choice = allowed.required() ? new ToolChoice.Required() : new ToolChoice.Auto();
        }
        if (tools.isEmpty()) {
            toolsOfHistory();
            if (Boolean.FALSE.equals(request.parallelToolCalls())) {
                notes.ignored("parallel_tool_calls");
            }
            return;
        }
        ArrayNode array = body.putArray("tools");
        for (ToolDefinition tool : tools) {
            array.add(tool(tool));
        }
        ObjectNode encoded = choice(choice);
        if (Boolean.FALSE.equals(request.parallelToolCalls())
                && !(choice instanceof ToolChoice.None)) {
            if (encoded == null) {
                encoded = Json.object().put("type", "auto");
            }
            encoded.put("disable_parallel_tool_use", true);
        }
        if (encoded != null) {
            body.set("tool_choice", encoded);
        }
    }

    private ObjectNode tool(ToolDefinition tool) {
        ObjectNode encoded = Json.object().put("name", tool.name());
        if (tool.description() != null) {
            encoded.put("description", tool.description());
        }
        ObjectNode schema = tool.parameters() == null ? Json.object() : tool.parameters();
        if (!schema.has("type")) {
            ObjectNode typed = Json.object().put("type", "object");
            typed.setAll(schema);
            schema = typed;
        }
        if (tool.parameters() == null) {
            schema.putObject("properties");
        }
        if (tool.strict()) {
            String path = tool.path() + ".function.parameters";
            encoded.set("input_schema", SchemaReducer.reduce(schema, path, notes));
            encoded.put("strict", true);
        } else {
            encoded.set("input_schema", schema);
        }
        return encoded;
    }

    private @Nullable ObjectNode choice(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Unset _ -> null;
            case ToolChoice.Auto _ -> Json.object().put("type", "auto");
            case ToolChoice.None _ -> Json.object().put("type", "none");
            case ToolChoice.Required _ -> forced(Json.object().put("type", "any"));
            case ToolChoice.Named named ->
                    forced(Json.object().put("type", "tool").put("name", named.name()));
            case ToolChoice.Allowed _ ->
                    throw new IllegalStateException("allowed tools are resolved before");
        };
    }

    private ObjectNode forced(ObjectNode choice) {
        if (!facts.forcedTools()) {
            throw refuse(
                    "tool_choice", "tool_choice: " + model + " accepts only \"auto\" and \"none\"");
        }
        return choice;
    }

    /**
     * Claude refuses a history with calls and no tools: declares what was called, allows nothing.
     */
    private void toolsOfHistory() {
        Set<String> names = new LinkedHashSet<>();
        for (Message message : request.messages()) {
            if (message instanceof Message.Assistant assistant) {
                assistant.calls().forEach(call -> names.add(call.name()));
            }
        }
        if (names.isEmpty()) {
            return;
        }
        ArrayNode array = body.putArray("tools");
        for (String name : names) {
            array.addObject()
                    .put("name", name)
                    .putObject("input_schema")
                    .put("type", "object")
                    .putObject("properties");
        }
        body.putObject("tool_choice").put("type", "none");
        notes.ignored("tools");
    }
}
