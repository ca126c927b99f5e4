package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads tools and the choice among them (openai-chat.md sections 4 and 5). */
final class ToolReader {
    private final ObjectNode tree;
    private final Fields fields;

    ToolReader(ObjectNode tree, Fields fields) {
        this.tree = tree;
        this.fields = fields;
    }

    /** Returns the declared tools, those of the deprecated {@code functions} last. */
    List<ToolDefinition> tools() {
        List<ToolDefinition> tools = new ArrayList<>();
        ArrayNode listed = array("tools");
        for (int i = 0; i < listed.size(); i++) {
            String path = "tools[" + i + "]";
            Fields tool = new Fields(objectAt(listed, i, path), path);
            String type = tool.requiredString("type");
            if (!type.equals("function")) {
                throw ApiError.invalid(
                                path,
                                "unsupported_value",
                                path
                                        + ": only tools of type \"function\" are supported, not \""
                                        + type
                                        + "\"")
                        .exception();
            }
            ObjectNode function = tool.object("function");
            if (function == null) {
                throw Fields.missing(path + ".function");
            }
            tools.add(
                    tool(
                            path,
                            new Fields(function, path + ".function"),
                            tool.object("cache_control")));
        }
        ArrayNode functions = array("functions");
        for (int i = 0; i < functions.size(); i++) {
            String path = "functions[" + i + "]";
            tools.add(tool(path, new Fields(objectAt(functions, i, path), path), null));
        }
        Set<String> names = new HashSet<>();
        for (ToolDefinition tool : tools) {
            if (!names.add(tool.name())) {
                throw Fields.invalidValue(
                        tool.path(), "Tool names must be unique, '" + tool.name() + "' is not.");
            }
        }
        return tools;
    }

    private static ToolDefinition tool(
            String path, Fields function, @Nullable ObjectNode outerMark) {
        String name = function.requiredString("name");
        if (!name.matches("[a-zA-Z0-9_-]{1,64}")) {
            throw Fields.invalidValue(
                    function.path("name"),
                    "Invalid '%s': a name has 1 to 64 letters, digits, '_' and '-'."
                            .formatted(function.path("name")));
        }
        ObjectNode parameters = function.object("parameters");
        ObjectNode mark = outerMark == null ? function.object("cache_control") : outerMark;
        return new ToolDefinition(
                path,
                name,
                function.string("description"),
                parameters == null || parameters.isEmpty() ? null : parameters,
                function.bool("strict"),
                mark);
    }

    private ArrayNode array(String key) {
        JsonNode value = fields.get(key);
        if (value == null) {
            return tree.arrayNode();
        }
        if (!(value instanceof ArrayNode array)) {
            throw Fields.wrongType(key, "an array", value);
        }
        return array;
    }

    private static ObjectNode objectAt(ArrayNode array, int index, String path) {
        if (!(array.get(index) instanceof ObjectNode object)) {
            throw Fields.wrongType(path, "an object", array.get(index));
        }
        return object;
    }

    /** Returns the choice, consistent with these tools. */
    ToolChoice choice(List<ToolDefinition> tools) {
        boolean legacy = fields.get("tool_choice") == null;
        String path = legacy ? "function_call" : "tool_choice";
        JsonNode choice = fields.get(path);
        if (choice == null) {
            return new ToolChoice.Unset();
        }
        ToolChoice read = choice.isString() ? word(path, choice.stringValue()) : form(path, choice);
        boolean needsTools = !(read instanceof ToolChoice.Auto || read instanceof ToolChoice.None);
        if (needsTools && tools.isEmpty()) {
            throw Fields.invalidValue(
                    path, "'%s' is only allowed when 'tools' are specified.".formatted(path));
        }
        for (String name : names(read)) {
            if (tools.stream().noneMatch(t -> t.name().equals(name))) {
                throw Fields.invalidValue(
                        path, "Tool choice '%s' not found in 'tools' parameter.".formatted(name));
            }
        }
        return read;
    }

    private static List<String> names(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Named named -> List.of(named.name());
            case ToolChoice.Allowed allowed -> allowed.names();
            case ToolChoice.Unset _, ToolChoice.Auto _, ToolChoice.None _, ToolChoice.Required _ ->
                    List.of();
        };
    }

    private static ToolChoice word(String path, String word) {
        return switch (word) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Required();
            default ->
                    throw Fields.invalidValue(
                            path,
                            "Invalid value: '%s'. Supported values are: 'none', 'auto' and"
                                            .formatted(word)
                                    + " 'required'.");
        };
    }

    private static ToolChoice form(String path, JsonNode choice) {
        if (!(choice instanceof ObjectNode object)) {
            throw Fields.wrongType(path, "a string or an object", choice);
        }
        if (path.equals("function_call")) {
            return new ToolChoice.Named(new Fields(object, path).requiredString("name"));
        }
        Fields form = new Fields(object, path);
        String type = form.requiredString("type");
        return switch (type) {
            case "function" -> new ToolChoice.Named(functionName(object, path));
            case "allowed_tools" -> allowed(form.object("allowed_tools"), path);
            default ->
                    throw ApiError.invalid(
                                    path,
                                    "unsupported_value",
                                    path + ": type \"" + type + "\" is not supported")
                            .exception();
        };
    }

    private static String functionName(ObjectNode object, String path) {
        ObjectNode function = new Fields(object, path).object("function");
        if (function == null) {
            throw Fields.missing(path + ".function");
        }
        return new Fields(function, path + ".function").requiredString("name");
    }

    private static ToolChoice allowed(@Nullable ObjectNode allowed, String path) {
        if (allowed == null) {
            throw Fields.missing(path + ".allowed_tools");
        }
        String inside = path + ".allowed_tools";
        String mode = new Fields(allowed, inside).requiredString("mode");
        if (!mode.equals("auto") && !mode.equals("required")) {
            throw Fields.invalidValue(
                    inside + ".mode",
                    "Invalid value: '%s'. Supported values are: 'auto' and 'required'."
                            .formatted(mode));
        }
        List<String> names = new ArrayList<>();
        JsonNode tools = allowed.path("tools");
        if (!(tools instanceof ArrayNode)) {
            throw Fields.wrongType(inside + ".tools", "an array", tools);
        }
        for (int i = 0; i < tools.size(); i++) {
            String at = inside + ".tools[" + i + "]";
            if (!(tools.get(i) instanceof ObjectNode tool)) {
                throw Fields.wrongType(at, "an object", tools.get(i));
            }
            names.add(functionName(tool, at));
        }
        if (names.isEmpty()) {
            throw Fields.invalidValue(
                    inside + ".tools", "Invalid '%s.tools': it names no tool.".formatted(inside));
        }
        return new ToolChoice.Allowed(mode.equals("required"), names);
    }
}
