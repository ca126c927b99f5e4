package com.brievio.proxy.responses;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ClientFields;
import com.brievio.proxy.openai.Fields;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.openai.ReasoningEffort;
import com.brievio.proxy.openai.RequestBody;
import com.brievio.proxy.openai.ResponseFormat;
import com.brievio.proxy.openai.ThinkingWish;
import com.brievio.proxy.openai.ToolChoice;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the body of {@code POST /v1/responses} (docs/wire/responses.md). Whatever no upstream could
 * make sense of is a 400 that names the path.
 */
public final class ResponsesRequestReader {
    /** What is read here, or says nothing that an upstream could use. */
    private static final Set<String> READ =
            Set.of(
                    "model",
                    "input",
                    "instructions",
                    "max_output_tokens",
                    "temperature",
                    "top_p",
                    "presence_penalty",
                    "frequency_penalty",
                    "top_logprobs",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "text",
                    "reasoning",
                    "include",
                    "stream",
                    "stream_options",
                    "store",
                    "previous_response_id",
                    "background",
                    "truncation");

    /** Fields that chat has too, under the same name. */
    private static final List<String> SAME =
            List.of(
                    "presence_penalty",
                    "frequency_penalty",
                    "parallel_tool_calls",
                    "metadata",
                    "safety_identifier",
                    "user",
                    "service_tier",
                    "prompt_cache_key",
                    "prompt_cache_options",
                    "prompt_cache_retention");

    /** Fields of chat and what they are called here; of two that fit the first counts. */
    private static final List<Map.Entry<String, String>> NAMES =
            List.of(
                    Map.entry("max_completion_tokens", "max_output_tokens"),
                    Map.entry("max_tokens", "max_output_tokens"),
                    Map.entry("reasoning_effort", "reasoning.effort"),
                    Map.entry("response_format.json_schema", "text.format"),
                    Map.entry("response_format", "text.format"),
                    Map.entry("verbosity", "text.verbosity"),
                    Map.entry("logprobs", "top_logprobs"),
                    Map.entry("messages", "input"));

    private final ObjectNode tree;
    private final Fields fields;
    private final ResponseStore store;
    private final String owner;
    private final ObjectNode chat = Json.object();
    private final List<String> ignored;
    private final List<ObjectNode> ownItems = new ArrayList<>();
    private final List<ObjectNode> expanded = new ArrayList<>();

    private ResponsesRequestReader(RequestBody.Parsed body, ResponseStore store, String owner) {
        this.tree = body.tree();
        this.fields = new Fields(tree, "");
        this.store = store;
        this.owner = owner;
        this.ignored = new ArrayList<>(body.mended());
    }

    /**
     * Reads the body.
     *
     * @param store where earlier responses and items are looked up
     * @param owner whose they must be
     * @throws ApiException with a 400 where the body is no valid request, with a 404 for an item
     *     that is not kept
     */
    public static ResponsesRequest read(byte[] body, ResponseStore store, String owner) {
        return new ResponsesRequestReader(RequestBody.parse(body), store, owner).request();
    }

    private ResponsesRequest request() {
        String model = fields.requiredString("model");
        refuseWhatIsHeldAtOpenAi();
        boolean stream = fields.bool("stream");
        streamOptions(stream);
        chat.put("model", model);
        ToolsReader tools = new ToolsReader(ignored::add);
        tools.read(fields.get("tools"), "tools");
        List<Message> messages = messages(tools);
        ToolChoice choice = tools.choice(fields.get("tool_choice"));
        Integer maxTokens = fields.integer("max_output_tokens", 1);
        if (maxTokens != null) {
            chat.put("max_completion_tokens", maxTokens);
        }
        BigDecimal temperature = number("temperature", 2);
        BigDecimal topP = number("top_p", 1);
        SAME.forEach(this::copy);
        logprobs();
        ResponseFormat format = text();
        ReasoningEffort effort = reasoning();
        if ("auto".equals(fields.string("truncation"))) {
            ignored.add("truncation");
        }
        reportUnknown();
        ChatRequest request =
                new ChatRequest(
                        chat,
                        model,
                        messages,
                        tools.tools(),
                        choice,
                        fields.get("parallel_tool_calls") == null
                                ? null
                                : fields.bool("parallel_tool_calls"),
                        format,
                        List.of(),
                        false,
                        maxTokens,
                        temperature,
                        topP,
                        null,
                        effort,
                        1,
                        stream,
                        true,
                        false,
                        ignored,
                        List.of(),
                        ThinkingWish.NONE,
                        new ClientFields(tree, ResponsesRequestReader::named));
        boolean keeps = fields.get("store") == null || fields.bool("store");
        return new ResponsesRequest(request, tree, tools.table(), ownItems, expanded, keeps);
    }

    /** Returns what a field of chat is called here. */
    static String named(String path) {
        for (Map.Entry<String, String> name : NAMES) {
            String chat = name.getKey();
            boolean fits =
                    path.startsWith(chat)
                            && (path.length() == chat.length()
                                    || ".[".indexOf(path.charAt(chat.length())) >= 0);
            if (fits) {
                return name.getValue() + path.substring(chat.length());
            }
        }
        return path;
    }

    private void refuseWhatIsHeldAtOpenAi() {
        if (fields.get("conversation") != null) {
            throw unsupported(
                    "conversation",
                    "conversation: conversations live at OpenAI; use previous_response_id");
        }
        if (fields.get("prompt") != null) {
            throw unsupported(
                    "prompt", "prompt: stored prompts live at OpenAI; send instructions and input");
        }
        if (fields.bool("background")) {
            throw ApiError.invalid(
                            "background",
                            "unsupported_value",
                            "background: responses are made while the client waits; leave it out")
                    .exception();
        }
    }

    private static ApiException unsupported(String param, String message) {
        return ApiError.invalid(param, "unsupported_parameter", message).exception();
    }

    private void streamOptions(boolean stream) {
        ObjectNode options = fields.object("stream_options");
        if (options == null) {
            return;
        }
        if (!stream) {
            throw Fields.invalidValue(
                    "stream_options",
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        }
        if (new Fields(options, "stream_options").bool("include_obfuscation")) {
            ignored.add("stream_options.include_obfuscation");
        }
    }

    private List<Message> messages(ToolsReader tools) {
        InputReader reader = new InputReader(tools, ignored::add);
        String instructions = fields.string("instructions");
        if (instructions != null) {
            reader.instruct(instructions);
        }
        String previous = fields.string("previous_response_id");
        if (previous != null) {
            earlier(previous, reader);
        }
        JsonNode input = fields.get("input");
        if (input == null) {
            if (previous == null) {
                throw Fields.missing("input");
            }
        } else if (input.isString()) {
            ObjectNode item =
                    Json.object().put("type", "message").put("role", "user").set("content", input);
            own(item, "input", reader);
        } else if (input instanceof ArrayNode array) {
            if (array.isEmpty() && previous == null) {
                throw ApiError.invalid(
                                "input",
                                "empty_array",
                                "Invalid 'input': empty array. Expected an array with minimum"
                                        + " length 1, but got an empty array instead.")
                        .exception();
            }
            for (int i = 0; i < array.size(); i++) {
                String path = "input[" + i + "]";
                if (!(array.get(i) instanceof ObjectNode item)) {
                    throw Fields.wrongType(path, "an object", array.get(i));
                }
                own(item, path, reader);
            }
        } else {
            throw Fields.wrongType("input", "a string or an array of items", input);
        }
        return reader.messages();
    }

    private void earlier(String id, InputReader reader) {
        ResponseStore.Stored stored = store.response(id, owner);
        if (stored == null) {
            throw ApiError.invalid(
                            "previous_response_id",
                            "previous_response_not_found",
                            "Previous response with id '%s' not found.".formatted(id))
                    .exception();
        }
        List<ObjectNode> items = new ArrayList<>(stored.expanded());
        for (JsonNode item : stored.response().path("output")) {
            items.add((ObjectNode) item);
        }
        for (int i = 0; i < items.size(); i++) {
            expanded.add(items.get(i));
            reader.read(items.get(i), "previous_response_id[" + i + "]");
        }
    }

    private void own(ObjectNode item, String path, InputReader reader) {
        ObjectNode meant = item;
        if ("item_reference".equals(Json.string(item, "type"))) {
            String id = new Fields(item, path).requiredString("id");
            meant = store.item(id, owner);
            if (meant == null) {
                throw ApiError.of(
                                404,
                                "Item with id '%s' not found. Items are not persisted when `store`"
                                                .formatted(id)
                                        + " is set to false. Try again with `store` set to true, or"
                                        + " remove this item from your input.",
                                ApiError.INVALID_REQUEST,
                                "input",
                                null)
                        .exception();
            }
        }
        ObjectNode named = StoredItems.named(meant);
        ownItems.add(named);
        expanded.add(named);
        reader.read(meant, path);
    }

    private @Nullable BigDecimal number(String key, int most) {
        BigDecimal number = fields.number(key, 0, most);
        if (number != null) {
            chat.put(key, number);
        }
        return number;
    }

    private void copy(String key) {
        JsonNode value = fields.get(key);
        if (value != null) {
            chat.set(key, value);
        }
    }

    private void logprobs() {
        Integer top = fields.integer("top_logprobs", 0);
        boolean wanted = top != null && top > 0;
        JsonNode include = fields.get("include");
        if (include != null && !include.isArray()) {
            throw Fields.wrongType("include", "an array of strings", include);
        }
        for (int i = 0; include != null && i < include.size(); i++) {
            switch (include.get(i).asString("")) {
                case "message.output_text.logprobs" -> wanted = true;
                case "reasoning.encrypted_content" -> {}
                default -> ignored.add("include[" + i + "]");
            }
        }
        if (wanted) {
            chat.put("logprobs", true);
            chat.put("top_logprobs", top == null ? 0 : top);
        }
    }

    private ResponseFormat text() {
        ObjectNode text = fields.object("text");
        if (text == null) {
            return new ResponseFormat.Text();
        }
        Fields inside = new Fields(text, "text");
        String verbosity = inside.string("verbosity");
        if (verbosity != null) {
            chat.put("verbosity", verbosity);
        }
        ObjectNode format = inside.object("format");
        if (format == null) {
            return new ResponseFormat.Text();
        }
        Fields form = new Fields(format, "text.format");
        String type = form.requiredString("type");
        return switch (type) {
            case "text" -> new ResponseFormat.Text();
            case "json_object" -> {
                chat.putObject("response_format").put("type", type);
                yield new ResponseFormat.JsonObject();
            }
            case "json_schema" -> {
                ObjectNode schema = form.object("schema");
                if (schema == null) {
                    throw Fields.missing("text.format.schema");
                }
                ObjectNode wrapped = format.deepCopy();
                wrapped.remove("type");
                if (!wrapped.has("name")) {
                    wrapped.put("name", "answer");
                }
                chat.putObject("response_format").put("type", type).set("json_schema", wrapped);
                yield new ResponseFormat.JsonSchema(schema);
            }
            default ->
                    throw Fields.invalidValue(
                            "text.format.type",
                            "Invalid value: '%s'. Supported values are: 'text', 'json_object' and"
                                            .formatted(type)
                                    + " 'json_schema'.");
        };
    }

    private @Nullable ReasoningEffort reasoning() {
        ObjectNode reasoning = fields.object("reasoning");
        if (reasoning == null) {
            return null;
        }
        Fields inside = new Fields(reasoning, "reasoning");
        for (String key : reasoning.propertyNames()) {
            JsonNode value = inside.get(key);
            boolean said =
                    value != null && !Set.of("auto", "standard").contains(value.asString(""));
            if (said && !Set.of("effort", "summary", "generate_summary").contains(key)) {
                ignored.add("reasoning." + key);
            }
        }
        String word = inside.string("effort");
        if (word == null) {
            return null;
        }
        ReasoningEffort effort = ReasoningEffort.of(word);
        if (effort == null) {
            throw Fields.invalidValue(
                    "reasoning.effort",
                    "Invalid value: '%s'. Supported values are: 'none', 'minimal', 'low', 'medium',"
                                    .formatted(word)
                            + " 'high', 'xhigh' and 'max'.");
        }
        chat.put("reasoning_effort", word);
        return effort;
    }

    private void reportUnknown() {
        for (var entry : tree.properties()) {
            JsonNode value = entry.getValue();
            boolean empty = value.isNull() || (value.isContainer() && value.isEmpty());
            String key = entry.getKey();
            if (!empty && !READ.contains(key) && !SAME.contains(key) && !isRefused(key)) {
                ignored.add(key);
            }
        }
    }

    private static boolean isRefused(String key) {
        return key.equals("conversation") || key.equals("prompt");
    }
}
