package com.brievio.proxy.responses;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.Fields;
import com.brievio.proxy.openai.ToolChoice;
import com.brievio.proxy.openai.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads tools and the choice among them (docs/wire/responses.md, "Tools"). */
final class ToolsReader {
    private final Consumer<String> ignored;
    private final ToolTable table = new ToolTable();
    private final List<ToolDefinition> tools = new ArrayList<>();

    /** Tells this of the path of every tool that only OpenAI could run. */
    ToolsReader(Consumer<String> ignored) {
        this.ignored = ignored;
    }

    ToolTable table() {
        return table;
    }

    List<ToolDefinition> tools() {
        return List.copyOf(tools);
    }

    /** Reads a list of tools under this path; absent is empty. */
    void read(@Nullable JsonNode listed, String path) {
        if (listed == null || listed.isNull()) {
            return;
        }
        if (!(listed instanceof ArrayNode array)) {
            throw Fields.wrongType(path, "an array", listed);
        }
        for (int i = 0; i < array.size(); i++) {
            String at = path + "[" + i + "]";
            if (!(array.get(i) instanceof ObjectNode tool)) {
                throw Fields.wrongType(at, "an object", array.get(i));
            }
            tool(new Fields(tool, at), at, null, "");
        }
    }

    /**
     * Reads one tool.
     *
     * @param namespace what it is grouped under, or null
     * @param about what stands before its description
     */
    private void tool(Fields tool, String path, @Nullable String namespace, String about) {
        switch (tool.requiredString("type")) {
            case "function" -> function(tool, path, namespace, about);
            case "custom" -> custom(tool, path, namespace, about);
            case "namespace" -> namespace(tool, path);
            case "tool_search" -> search(tool, path);
            case "local_shell" -> shell(path);
            default -> ignored.accept(path);
        }
    }

    private void function(Fields tool, String path, @Nullable String namespace, String about) {
        String name = tool.requiredString("name");
        if (table.has(namespace, name)) {
            // A tool that a search has found may have been declared before.
            return;
        }
        ObjectNode parameters = tool.object("parameters");
        add(
                path,
                new ToolTable.Entry(ToolTable.Kind.FUNCTION, name, namespace),
                described(about, tool.string("description")),
                parameters == null || parameters.isEmpty() ? null : parameters,
                tool.bool("strict"));
    }

    private void custom(Fields tool, String path, @Nullable String namespace, String about) {
        String name = tool.requiredString("name");
        if (table.has(namespace, name)) {
            return;
        }
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties").putObject("input").put("type", "string");
        schema.putArray("required").add("input");
        schema.put("additionalProperties", false);
        String described = described(about, tool.string("description"));
        add(
                path,
                new ToolTable.Entry(ToolTable.Kind.CUSTOM, name, namespace),
                grammar(described, tool.object("format"), path),
                schema,
                false);
    }

    private static @Nullable String grammar(
            @Nullable String description, @Nullable ObjectNode format, String path) {
        if (format == null || !"grammar".equals(Json.string(format, "type"))) {
            return description;
        }
        Fields inside = new Fields(format, path + ".format");
        String syntax = inside.requiredString("syntax");
        String rule =
                "The input must match this "
                        + syntax
                        + " grammar:\n"
                        + inside.requiredString("definition");
        return description == null ? rule : description + "\n\n" + rule;
    }

    private void namespace(Fields tool, String path) {
        String name = tool.requiredString("name");
        String about = tool.string("description");
        JsonNode inner = tool.get("tools");
        if (!(inner instanceof ArrayNode array)) {
            throw inner == null
                    ? Fields.missing(path + ".tools")
                    : Fields.wrongType(path + ".tools", "an array", inner);
        }
        for (int i = 0; i < array.size(); i++) {
            String at = path + ".tools[" + i + "]";
            if (!(array.get(i) instanceof ObjectNode one)) {
                throw Fields.wrongType(at, "an object", array.get(i));
            }
            tool(new Fields(one, at), at, name, about == null ? "" : about);
        }
    }

    private void search(Fields tool, String path) {
        if (!"client".equals(tool.string("execution"))) {
            ignored.accept(path);
            return;
        }
        add(
                path,
                new ToolTable.Entry(ToolTable.Kind.TOOL_SEARCH, "tool_search", null),
                tool.string("description"),
                tool.object("parameters"),
                false);
    }

    private void shell(String path) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties
                .putObject("command")
                .put("type", "array")
                .putObject("items")
                .put("type", "string");
        properties.putObject("timeout_ms").put("type", "integer");
        properties.putObject("working_directory").put("type", "string");
        schema.putArray("required").add("command");
        add(
                path,
                new ToolTable.Entry(ToolTable.Kind.LOCAL_SHELL, "local_shell", null),
                "Runs a command on the user's machine and returns what it prints.",
                schema,
                false);
    }

    private static @Nullable String described(String about, @Nullable String description) {
        if (about.isEmpty()) {
            return description;
        }
        return description == null ? about : about + "\n\n" + description;
    }

    private void add(
            String path,
            ToolTable.Entry entry,
            @Nullable String description,
            @Nullable ObjectNode parameters,
            boolean strict) {
        String name = table.add(entry);
        tools.add(new ToolDefinition(path, name, description, parameters, strict, null));
    }

    /** Returns the choice; one among tools that only OpenAI runs is dropped and reported. */
    ToolChoice choice(@Nullable JsonNode choice) {
        if (choice == null || choice.isNull()) {
            return new ToolChoice.Unset();
        }
        if (choice.isString()) {
            return word(choice.stringValue());
        }
        if (!(choice instanceof ObjectNode object)) {
            throw Fields.wrongType("tool_choice", "a string or an object", choice);
        }
        Fields form = new Fields(object, "tool_choice");
        return switch (form.requiredString("type")) {
            case "function", "custom" ->
                    new ToolChoice.Named(
                            declared(form.string("namespace"), form.requiredString("name")));
            case "local_shell" -> new ToolChoice.Named(declared(null, "local_shell"));
            case "tool_search" -> new ToolChoice.Named(declared(null, "tool_search"));
            case "allowed_tools" -> allowed(form);
            default -> {
                ignored.accept("tool_choice");
                yield new ToolChoice.Unset();
            }
        };
    }

    private ToolChoice word(String word) {
        return switch (word) {
            case "auto" -> tools.isEmpty() ? new ToolChoice.Unset() : new ToolChoice.Auto();
            case "none" -> tools.isEmpty() ? new ToolChoice.Unset() : new ToolChoice.None();
            case "required" -> tools.isEmpty() ? new ToolChoice.Unset() : new ToolChoice.Required();
            default ->
                    throw Fields.invalidValue(
                            "tool_choice",
                            "Invalid value: '%s'. Supported values are: 'none', 'auto' and"
                                            .formatted(word)
                                    + " 'required'.");
        };
    }

    private ToolChoice allowed(Fields form) {
        String mode = form.requiredString("mode");
        if (!mode.equals("auto") && !mode.equals("required")) {
            throw Fields.invalidValue(
                    "tool_choice.mode",
                    "Invalid value: '%s'. Supported values are: 'auto' and 'required'."
                            .formatted(mode));
        }
        JsonNode listed = form.get("tools");
        List<String> names = new ArrayList<>();
        for (JsonNode tool : listed == null ? Json.object() : listed) {
            String name = Json.string(tool, "name");
            String type = tool.path("type").asString("");
            if (name != null && (type.equals("function") || type.equals("custom"))) {
                names.add(declared(Json.string(tool, "namespace"), name));
            } else if (type.equals("local_shell") || type.equals("tool_search")) {
                names.add(declared(null, type));
            }
        }
        return names.isEmpty()
                ? new ToolChoice.Unset()
                : new ToolChoice.Allowed(mode.equals("required"), names);
    }

    private String declared(@Nullable String namespace, String name) {
        if (!table.has(namespace, name)) {
            throw ApiError.invalid(
                            "tool_choice",
                            "invalid_value",
                            "Tool choice '%s' not found in 'tools' parameter.".formatted(name))
                    .exception();
        }
        return table.upstream(namespace, name);
    }
}
