package com.brievio.proxy.messages;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.Fields;
import com.brievio.proxy.openai.ToolChoice;
import com.brievio.proxy.openai.ToolDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads tools and the choice among them (docs/wire/messages.md, "Tools"). */
final class ToolsReader {
    private static final Pattern AT_ANTHROPIC =
            Pattern.compile(
                    "(web_search|web_fetch|code_execution|mcp_toolset|advisor|tool_search_tool)"
                            + "(_.*)?");
    private static final Pattern AT_CLIENT =
            Pattern.compile("(bash|text_editor|memory|computer)_\\d.*");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

    private final Consumer<String> ignored;
    private final Set<String> found;

    /**
     * Reads tools.
     *
     * @param ignored takes the path of what is left out or approximated
     * @param found names of tools that the history has found: others that are deferred wait
     */
    ToolsReader(Consumer<String> ignored, Set<String> found) {
        this.ignored = ignored;
        this.found = found;
    }

    List<ToolDefinition> tools(Fields request) {
        JsonNode listed = request.get("tools");
        if (listed == null) {
            return List.of();
        }
        if (!(listed instanceof ArrayNode array)) {
            throw Refused.at("tools", "Input should be a valid list");
        }
        String forced = forced(request);
        boolean searches = false;
        for (JsonNode tool : array) {
            searches |= tool.path("type").asString("").startsWith("tool_search_tool");
        }
        List<ToolDefinition> tools = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < array.size(); i++) {
            String path = "tools[" + i + "]";
            if (!(array.get(i) instanceof ObjectNode object)) {
                throw Refused.at(path, "Input should be an object");
            }
            Fields tool = new Fields(object, path);
            String name = name(tool, path);
            if (!names.add(name)) {
                throw Refused.at("tools", "Tool names must be unique.");
            }
            boolean deferred = tool.bool("defer_loading") && !found.contains(name);
            if (deferred && searches) {
                ignored.accept(path + ".defer_loading");
            }
            if (!deferred || searches || name.equals(forced)) {
                add(tool, name, path, forced, array.size() == 1, tools);
            }
        }
        return tools;
    }

    private static @Nullable String forced(Fields request) {
        JsonNode choice = request.get("tool_choice");
        return choice == null ? null : Json.string(choice, "name");
    }

    private static String name(Fields tool, String path) {
        String name = tool.string("name");
        String type = tool.string("type");
        if (name == null && type != null && !type.equals("custom")) {
            return type;
        }
        if (name == null) {
            throw Refused.missing(path + ".name");
        }
        if (!NAME.matcher(name).matches()) {
            throw Refused.at(
                    path + ".name", "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
        }
        return name;
    }

    private void add(
            Fields tool,
            String name,
            String path,
            @Nullable String forced,
            boolean alone,
            List<ToolDefinition> tools) {
        String type = tool.string("type");
        if (type == null || type.equals("custom")) {
            custom(tool, name, path, tools);
        } else if (AT_CLIENT.matcher(type).matches()) {
            ignored.accept(path);
            tools.add(ClientTools.of(path, type, name, tool));
        } else if (AT_ANTHROPIC.matcher(type).matches()) {
            if (alone || name.equals(forced)) {
                throw Refused.at(
                        path, type + " runs at Anthropic and has no counterpart on this route");
            }
            ignored.accept(path);
        } else {
            throw Refused.at(
                    path,
                    "Input tag '"
                            + type
                            + "' found using 'type' does not match any of the expected tags");
        }
    }

    private void custom(Fields tool, String name, String path, List<ToolDefinition> tools) {
        ObjectNode schema = tool.object("input_schema");
        if (schema == null) {
            throw Refused.missing(path + ".custom.input_schema");
        }
        if (schema.path("type").isMissingNode()) {
            throw Refused.missing(path + ".custom.input_schema.type");
        }
        JsonNode callers = tool.get("allowed_callers");
        boolean direct = callers == null;
        for (JsonNode caller : callers == null ? Json.object() : callers) {
            direct |= caller.asString("").equals("direct");
        }
        if (!direct) {
            ignored.accept(path);
            return;
        }
        String description = tool.string("description");
        JsonNode examples = tool.get("input_examples");
        if (examples != null && !examples.isEmpty()) {
            ignored.accept(path + ".input_examples");
            StringBuilder with = new StringBuilder(description == null ? "" : description);
            with.append("\n\nExamples of its input:");
            examples.forEach(example -> with.append('\n').append(Json.text(example)));
            description = with.toString().strip();
        }
        boolean empty = schema.path("properties").isEmpty() && schema.size() <= 2;
        tools.add(
                new ToolDefinition(
                        path, name, description, empty ? null : schema, tool.bool("strict"), null));
    }

    /** Returns the choice, consistent with these tools. */
    static ToolChoice choice(Fields request, List<ToolDefinition> tools) {
        ObjectNode choice = request.object("tool_choice");
        if (choice == null) {
            return new ToolChoice.Unset();
        }
        Fields form = new Fields(choice, "tool_choice");
        String type = form.string("type");
        if (type == null) {
            throw Refused.missing("tool_choice.type");
        }
        if (tools.isEmpty() && !type.equals("tool")) {
            return new ToolChoice.Unset();
        }
        return switch (type) {
            case "auto" -> new ToolChoice.Auto();
            case "any" -> new ToolChoice.Required();
            case "none" -> new ToolChoice.None();
            case "tool" -> {
                String name = form.string("name");
                if (name == null) {
                    throw Refused.missing("tool_choice.tool.name");
                }
                if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
                    throw ApiError.invalid(
                                    "tool_choice",
                                    "invalid_value",
                                    "Tool '" + name + "' not found in provided tools")
                            .exception();
                }
                yield new ToolChoice.Named(name);
            }
            default ->
                    throw Refused.at(
                            "tool_choice",
                            "Input tag '"
                                    + type
                                    + "' found using 'type' does not match any of the expected"
                                    + " tags: 'auto', 'any', 'tool', 'none'");
        };
    }
}
