package com.brievio.proxy.messages;

import com.brievio.proxy.error.AnthropicForm;
import com.brievio.proxy.error.ApiError;
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
import com.brievio.proxy.openai.ToolDefinition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the body of {@code POST /v1/messages} for an upstream that is not Claude
 * (docs/wire/messages.md, "Request fields"). What nobody could carry out is a 400 in Anthropic's
 * words.
 */
public final class MessagesRequestReader {
    /** What is read here, or says nothing that another upstream could use. */
    private static final Set<String> READ =
            Set.of(
                    "model",
                    "max_tokens",
                    "system",
                    "messages",
                    "stop_sequences",
                    "temperature",
                    "top_p",
                    "top_k",
                    "stream",
                    "metadata",
                    "service_tier",
                    "thinking",
                    "output_config",
                    "output_format",
                    "cache_control",
                    "tools",
                    "tool_choice",
                    "betas",
                    "anthropic_beta",
                    "anthropic_version");

    private static final List<String> AT_ANTHROPIC =
            List.of("container", "mcp_servers", "fallbacks", "billing_policy");

    private static final Map<String, String> NAMES =
            Map.of(
                    "max_completion_tokens",
                    "max_tokens",
                    "reasoning_effort",
                    "output_config.effort",
                    "response_format",
                    "output_config.format",
                    "response_format.json_schema",
                    "output_config.format",
                    "parallel_tool_calls",
                    "tool_choice.disable_parallel_tool_use",
                    "stop",
                    "stop_sequences",
                    ThinkingWish.BUDGET,
                    "thinking.budget_tokens");

    private final ObjectNode tree;
    private final Fields fields;
    private final ObjectNode chat = Json.object();
    private final List<String> ignored;

    private MessagesRequestReader(RequestBody.Parsed body) {
        this.tree = body.tree();
        this.fields = new Fields(tree, "");
        this.ignored = new ArrayList<>(body.mended());
    }

    /**
     * Reads the body.
     *
     * @param counts whether its tokens are only counted, so that it may go without {@code
     *     max_tokens}
     * @throws com.brievio.proxy.error.ApiException with a 400 where the body is no valid request
     */
    public static MessagesRequest read(byte[] body, boolean counts) {
        return new MessagesRequestReader(RequestBody.parse(body)).request(counts);
    }

    private MessagesRequest request(boolean counts) {
        String model = fields.requiredString("model");
        chat.put("model", model);
        refuseWhatIsAtAnthropic();
        Integer maxTokens = maxTokens(counts);
        ConversationReader conversation = new ConversationReader(ignored::add);
        List<Message> messages = conversation.read(fields);
        List<ToolDefinition> tools =
                new ToolsReader(ignored::add, conversation.found()).tools(fields);
        ToolChoice choice = ToolsReader.choice(fields, tools);
        BigDecimal temperature = number("temperature");
        BigDecimal topP = number("top_p");
        Boolean parallel = parallel();
        ResponseFormat format = format();
        ThinkingWish thinking = thinking();
        ReasoningEffort effort = effort();
        reportUnknown();
        ChatRequest request =
                new ChatRequest(
                        chat,
                        model,
                        messages,
                        tools,
                        choice,
                        parallel,
                        format,
                        stops(),
                        true,
                        maxTokens,
                        temperature,
                        topP,
                        fields.integer("top_k", 1),
                        effort,
                        1,
                        !counts && fields.bool("stream"),
                        true,
                        false,
                        ignored,
                        List.of(),
                        thinking,
                        new ClientFields(tree, path -> NAMES.getOrDefault(path, path)));
        return new MessagesRequest(request, TokenEstimate.of(tree));
    }

    private void refuseWhatIsAtAnthropic() {
        if (fields.get("thread") != null) {
            throw ApiError.invalid(
                            "thread",
                            AnthropicForm.NO_THREADS,
                            "thread: conversations are not held on this route")
                    .exception();
        }
        for (String key : AT_ANTHROPIC) {
            JsonNode value = fields.get(key);
            if (value != null && !(value.isContainer() && value.isEmpty())) {
                throw Refused.at(key, "not available on this route");
            }
        }
    }

    private @Nullable Integer maxTokens(boolean counts) {
        if (fields.get("max_tokens") == null) {
            if (counts) {
                return null;
            }
            throw Refused.missing("max_tokens");
        }
        Integer most = Json.integer(tree.path("max_tokens"));
        if (most == null) {
            throw Refused.at("max_tokens", "Input should be a valid integer");
        }
        if (most < 1) {
            throw Refused.at("max_tokens", "Input should be greater than or equal to 1");
        }
        chat.put("max_completion_tokens", most);
        return most;
    }

    private @Nullable BigDecimal number(String key) {
        BigDecimal number = fields.number(key, 0, 1);
        if (number != null) {
            chat.put(key, number);
        }
        return number;
    }

    private List<String> stops() {
        List<String> stops = new ArrayList<>();
        JsonNode listed = fields.get("stop_sequences");
        if (listed != null && !listed.isArray()) {
            throw Refused.at("stop_sequences", "Input should be a valid list");
        }
        for (JsonNode stop : listed == null ? Json.object() : listed) {
            String text = stop.asString("");
            if (!text.isEmpty()) {
                stops.add(text);
            }
        }
        return stops;
    }

    private @Nullable Boolean parallel() {
        JsonNode choice = fields.get("tool_choice");
        if (choice == null || !choice.path("disable_parallel_tool_use").asBoolean(false)) {
            return null;
        }
        chat.put("parallel_tool_calls", false);
        return Boolean.FALSE;
    }

    private ResponseFormat format() {
        ObjectNode config = fields.object("output_config");
        JsonNode format = config == null ? null : config.get("format");
        if (format == null || format.isNull()) {
            format = fields.get("output_format");
        }
        if (format == null || !"json_schema".equals(Json.string(format, "type"))) {
            return new ResponseFormat.Text();
        }
        if (!(format.path("schema") instanceof ObjectNode schema)) {
            throw Refused.missing("output_config.format.schema");
        }
        ObjectNode wrapped =
                chat.putObject("response_format")
                        .put("type", "json_schema")
                        .putObject("json_schema")
                        .put("name", "answer")
                        .put("strict", isClosed(schema));
        wrapped.set("schema", schema);
        return new ResponseFormat.JsonSchema(schema, true);
    }

    /** Returns whether every object of the schema says that nothing else is in it. */
    private static boolean isClosed(JsonNode schema) {
        boolean closed =
                !schema.path("type").asString("").equals("object")
                        || (schema.path("additionalProperties").isBoolean()
                                && !schema.path("additionalProperties").asBoolean());
        for (JsonNode inner : schema) {
            closed &= isClosed(inner);
        }
        return closed;
    }

    private ThinkingWish thinking() {
        ObjectNode thinking = fields.object("thinking");
        if (thinking == null) {
            return new ThinkingWish(false, false, null);
        }
        Fields inside = new Fields(thinking, "thinking");
        boolean shown = !"omitted".equals(inside.string("display"));
        String type = inside.string("type");
        return switch (type == null ? "" : type) {
            case "enabled" ->
                    new ThinkingWish(shown, true, Json.integer(thinking.path("budget_tokens")));
            case "adaptive" -> new ThinkingWish(shown, true, null);
            case "disabled" -> {
                chat.put("reasoning_effort", "none");
                yield new ThinkingWish(false, false, null);
            }
            default ->
                    throw Refused.at(
                            "thinking",
                            "Input tag '"
                                    + type
                                    + "' found using 'type' does not match any of the expected tags:"
                                    + " 'disabled', 'enabled', 'adaptive'");
        };
    }

    private @Nullable ReasoningEffort effort() {
        ObjectNode config = fields.object("output_config");
        String word = config == null ? null : Json.string(config, "effort");
        if (config != null && config.has("task_budget")) {
            ignored.add("output_config.task_budget");
        }
        if (chat.has("reasoning_effort")) {
            return ReasoningEffort.NONE;
        }
        if (word == null) {
            return null;
        }
        if (word.equals("xhigh") || word.equals("max")) {
            ignored.add("output_config.effort");
            word = "high";
        }
        ReasoningEffort effort = ReasoningEffort.of(word);
        if (effort == null) {
            throw Refused.at(
                    "output_config.effort",
                    "Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
        }
        chat.put("reasoning_effort", word);
        return effort;
    }

    private void reportUnknown() {
        for (var entry : tree.properties()) {
            JsonNode value = entry.getValue();
            boolean empty = value.isNull() || (value.isContainer() && value.isEmpty());
            String key = entry.getKey();
            if (!empty && !READ.contains(key) && !AT_ANTHROPIC.contains(key)) {
                ignored.add(key);
            }
        }
    }
}
