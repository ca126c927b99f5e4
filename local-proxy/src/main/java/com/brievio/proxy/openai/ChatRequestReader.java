package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the body of {@code POST /v1/chat/completions} (openai-chat.md sections 2 to 6). Whatever no
 * upstream could make sense of is a 400 that names the path.
 */
public final class ChatRequestReader {
    private final ObjectNode tree;
    private final Fields fields;

    private ChatRequestReader(ObjectNode tree) {
        this.tree = tree;
        this.fields = new Fields(tree, "");
    }

    /**
     * Reads the body.
     *
     * @throws ApiException with a 400 where the body is no valid request
     */
    public static ChatRequest read(byte[] body) {
        return new ChatRequestReader(parse(body)).request();
    }

    private static ObjectNode parse(byte[] body) {
        if (body.length == 0) {
            throw ApiError.of(
                            400,
                            "The request has no body. Send a JSON object with 'model' and"
                                    + " 'messages'.",
                            ApiError.INVALID_REQUEST,
                            null,
                            null)
                    .exception();
        }
        JsonNode node;
        try {
            node = Json.read(body);
        } catch (JacksonException e) {
            throw ApiError.of(
                            400,
                            "We could not parse the JSON body of your request%s: %s"
                                    .formatted(where(e), e.getOriginalMessage()),
                            ApiError.INVALID_REQUEST,
                            null,
                            null)
                    .exception();
        }
        if (!(node instanceof ObjectNode object)) {
            throw ApiError.of(
                            400,
                            "The JSON body of the request is no object. Send one with 'model' and"
                                    + " 'messages'.",
                            ApiError.INVALID_REQUEST,
                            null,
                            null)
                    .exception();
        }
        return object;
    }

    private static String where(JacksonException e) {
        var at = e.getLocation();
        return at == null || at.getLineNr() < 1
                ? ""
                : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private ChatRequest request() {
        String model = fields.requiredString("model");
        boolean stream = fields.bool("stream");
        boolean includeUsage = includeUsage(stream);
        boolean legacy = fields.get("functions") != null || fields.get("function_call") != null;
        List<ToolDefinition> tools = tools();
        MessageReader messages = new MessageReader();
        List<Message> conversation = messages.read(tree.get("messages"));
        ConversationRules.check(conversation);
        Integer completionTokens = fields.integer("max_completion_tokens", 1);
        Integer maxTokens = fields.integer("max_tokens", 1);
        Integer n = fields.integer("n", 1);
        BigDecimal temperature = fields.number("temperature", 0, 2);
        BigDecimal topP = fields.number("top_p", 0, 1);
        checkModalities();
        return new ChatRequest(
                tree,
                model,
                conversation,
                tools,
                toolChoice(tools),
                fields.get("parallel_tool_calls") == null
                        ? null
                        : fields.bool("parallel_tool_calls"),
                responseFormat(),
                stop(),
                completionTokens == null ? maxTokens : completionTokens,
                temperature,
                topP,
                effort(),
                n == null ? 1 : n,
                stream,
                includeUsage,
                legacy,
                messages.unknown());
    }

    private boolean includeUsage(boolean stream) {
        ObjectNode options = fields.object("stream_options");
        if (options == null) {
            return false;
        }
        if (!stream) {
            throw Fields.invalidValue(
                    "stream_options",
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        }
        return new Fields(options, "stream_options").bool("include_usage");
    }

    private @Nullable ReasoningEffort effort() {
        String word = fields.string("reasoning_effort");
        if (word == null) {
            return null;
        }
        ReasoningEffort effort = ReasoningEffort.of(word);
        if (effort == null) {
            throw Fields.invalidValue(
                    "reasoning_effort",
                    "Invalid value: '%s'. Supported values are: 'none', 'minimal', 'low', 'medium',"
                                    .formatted(word)
                            + " 'high', 'xhigh' and 'max'.");
        }
        return effort;
    }

    private void checkModalities() {
        JsonNode modalities = fields.get("modalities");
        if (modalities == null) {
            return;
        }
        for (JsonNode modality : modalities) {
            if (!modality.asString("").equals("text")) {
                throw ApiError.invalid(
                                "modalities",
                                "unsupported_value",
                                "modalities: only \"text\" is supported")
                        .exception();
            }
        }
    }

    private List<String> stop() {
        JsonNode stop = fields.get("stop");
        if (stop == null) {
            return List.of();
        }
        List<String> stops = new ArrayList<>();
        if (stop.isString()) {
            stops.add(stop.stringValue());
        } else if (stop instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (!array.get(i).isString()) {
                    throw Fields.wrongType("stop[" + i + "]", "a string", array.get(i));
                }
                stops.add(array.get(i).stringValue());
            }
        } else {
            throw Fields.wrongType("stop", "a string or an array of strings", stop);
        }
        stops.removeIf(String::isEmpty);
        return stops;
    }

    private ResponseFormat responseFormat() {
        ObjectNode format = fields.object("response_format");
        if (format == null) {
            return new ResponseFormat.Text();
        }
        Fields inside = new Fields(format, "response_format");
        String type = inside.requiredString("type");
        return switch (type) {
            case "text" -> new ResponseFormat.Text();
            case "json_object" -> new ResponseFormat.JsonObject();
            case "json_schema" -> {
                ObjectNode wrapper = inside.object("json_schema");
                if (wrapper == null) {
                    throw Fields.missing("response_format.json_schema");
                }
                ObjectNode schema =
                        new Fields(wrapper, "response_format.json_schema").object("schema");
                yield schema == null
                        ? new ResponseFormat.JsonObject()
                        : new ResponseFormat.JsonSchema(schema);
            }
            default ->
                    throw Fields.invalidValue(
                            "response_format.type",
                            "Invalid value: '%s'. Supported values are: 'text', 'json_object' and"
                                            .formatted(type)
                                    + " 'json_schema'.");
        };
    }

    private List<ToolDefinition> tools() {
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

    private ToolChoice toolChoice(List<ToolDefinition> tools) {
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
        return new ToolChoice.Allowed(mode.equals("required"), names);
    }
}
