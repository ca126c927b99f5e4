package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ToolChoice;
import com.brievio.proxy.openai.ToolDefinition;
import com.brievio.proxy.upstream.ClaudeFacts;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.SchemaDrafts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes {@code tools} and {@code tool_choice} (mapping.md section 5). */
final class ToolsWriter {
    private static final int MOST_STRICT_TOOLS = 20;
    private static final int MOST_OPTIONAL = 24;

    private final ChatRequest request;
    private final String model;
    private final ClaudeFacts facts;
    private final CacheMarks marks;
    private final PropertyNames properties;
    private final Notes notes;
    private int strictTools;
    private int optional;

    ToolsWriter(
            ChatRequest request,
            String model,
            ClaudeFacts facts,
            CacheMarks marks,
            PropertyNames properties,
            Notes notes) {
        this.request = request;
        this.model = model;
        this.facts = facts;
        this.marks = marks;
        this.properties = properties;
        this.notes = notes;
    }

    /** Adds what the request says of tools to the body. */
    void write(ObjectNode body) {
        List<ToolDefinition> tools = new ArrayList<>(request.tools());
        ToolChoice choice = request.toolChoice();
        if (choice instanceof ToolChoice.Allowed allowed) {
            tools.removeIf(t -> !allowed.names().contains(t.name()));
            choice = allowed.required() ? new ToolChoice.Required() : new ToolChoice.Auto();
        }
        if (tools.isEmpty()) {
            toolsOfHistory(body);
            if (Boolean.FALSE.equals(request.parallelToolCalls())) {
                notes.ignored("parallel_tool_calls");
            }
            return;
        }
        ArrayNode array = body.putArray("tools");
        for (ToolDefinition tool : tools) {
            ObjectNode encoded = tool(tool);
            marks.set(encoded, tool.cacheControl(), tool.path());
            array.add(encoded);
        }
        ObjectNode encoded = choice(choice);
        if (Boolean.FALSE.equals(request.parallelToolCalls())
                && !(choice instanceof ToolChoice.None)) {
            encoded = encoded == null ? Json.object().put("type", "auto") : encoded;
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
        RootSchema.Rooted rooted =
                RootSchema.of(
                        tool.parameters() == null
                                ? Json.object()
                                : SchemaDrafts.rewritten(tool.parameters()),
                        tool.path() + ".function.parameters");
        ObjectNode schema = properties.schema(tool.name(), rooted.schema());
        if (tool.parameters() == null) {
            schema.putObject("properties");
        }
        if (rooted.merged()) {
            notes.ignored(tool.path() + ".function.parameters");
        }
        if (tool.strict() && fitsStrict(schema)) {
            SchemaReducer.Reduced reduced = SchemaReducer.reduce(schema);
            if (reduced.changed()) {
                notes.ignored(tool.path() + ".function.parameters");
            }
            encoded.set("input_schema", reduced.schema());
            encoded.put("strict", true);
        } else {
            if (tool.strict()) {
                notes.ignored(tool.path() + ".function.strict");
            }
            encoded.set("input_schema", schema);
        }
        return encoded;
    }

    /** Tells whether the schema can be compiled beside those before it; counts it where it can. */
    private boolean fitsStrict(ObjectNode schema) {
        int more = SchemaReducer.optionalProperties(schema);
        boolean fits =
                strictTools < MOST_STRICT_TOOLS
                        && optional + more <= MOST_OPTIONAL
                        && SchemaReducer.recursion(schema) == null;
        if (fits) {
            strictTools++;
            optional += more;
        }
        return fits;
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
            throw ApiError.invalid(
                            "tool_choice",
                            "unsupported_value",
                            "tool_choice: " + model + " accepts only \"auto\" and \"none\"")
                    .exception();
        }
        return choice;
    }

    /**
     * Claude refuses a history with calls and no tools: declares what was called, allows nothing.
     */
    private void toolsOfHistory(ObjectNode body) {
        List<String> names =
                request.calledTools().stream()
                        .map(AnthropicMessages::fittingName)
                        .distinct()
                        .toList();
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
