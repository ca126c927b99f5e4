package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads tools and the choice among them (openai-chat.md sections 4 and 5). */
final class ToolReader {
    private final ObjectNode tree;
    private final Fields fields;
    private final Consumer<String> approximated;

    /**
     * Reads the tools of this request.
     *
     * @param approximated takes the path of what stands in another API's form
     */
    ToolReader(ObjectNode tree, Fields fields, Consumer<String> approximated) {
        this.tree = tree;
        this.fields = fields;
        this.approximated = approximated;
    }

    /** Returns the declared tools, those of the deprecated {@code functions} last. */
    List<ToolDefinition> tools() {
        List<ToolDefinition> tools = new ArrayList<>();
        ArrayNode listed = array("tools");
        for (int i = 0; i < listed.size(); i++) {
            String path = "tools[" + i + "]";
            tools.add(listed(new Fields(objectAt(listed, i, path), path), path));
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

    private ToolDefinition listed(Fields tool, String path) {
        ObjectNode mark = tool.object("cache_control");
        if (isFlat(tool)) {
            approximated.accept(path);
            return tool(path, tool, mark);
        }
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
        return tool(path, new Fields(function, path + ".function"), mark);
    }

    /** Tells whether it is a tool in Anthropic's form, or in that of the Responses API. */
    private static boolean isFlat(Fields tool) {
        JsonNode type = tool.get("type");
        String word = type == null ? "custom" : type.asString("");
        return tool.get("function") == null
                && tool.get("name") != null
                && (word.equals("function")
                        || (word.equals("custom") && tool.get("input_schema") != null));
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
        if (parameters == null) {
            parameters = function.object("input_schema");
        }
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

    /** Returns whether calls may come together, or null where the request does not say. */
    @Nullable Boolean parallel() {
        if (fields.get("parallel_tool_calls") != null) {
            return fields.bool("parallel_tool_calls");
        }
        JsonNode choice = fields.get("tool_choice");
        boolean single =
                choice != null && choice.path("disable_parallel_tool_use").asBoolean(false);
        return single ? Boolean.FALSE : null;
    }

    private ToolChoice form(String path, JsonNode choice) {
        if (!(choice instanceof ObjectNode object)) {
            throw Fields.wrongType(path, "a string or an object", choice);
        }
        if (path.equals("function_call")) {
            return new ToolChoice.Named(new Fields(object, path).requiredString("name"));
        }
        Fields form = new Fields(object, path);
        String type = form.requiredString("type");
        return switch (type) {
            case "function" -> named(form, object, path);
            case "allowed_tools" -> allowed(form.object("allowed_tools"), path);
            case "auto", "any", "tool", "none" -> {
                approximated.accept(path);
                yield anthropics(type, form);
            }
            default ->
                    throw ApiError.invalid(
                                    path,
                                    "unsupported_value",
                                    path + ": type \"" + type + "\" is not supported")
                            .exception();
        };
    }

    /** Anthropic's choice (anthropic.md section 4). */
    private static ToolChoice anthropics(String type, Fields choice) {
        return switch (type) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "any" -> new ToolChoice.Required();
            default -> new ToolChoice.Named(choice.requiredString("name"));
        };
    }

    private ToolChoice named(Fields form, ObjectNode object, String path) {
        if (form.get("function") == null && form.get("name") != null) {
            approximated.accept(path);
            return new ToolChoice.Named(form.requiredString("name"));
        }
        return new ToolChoice.Named(functionName(object, path));
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
