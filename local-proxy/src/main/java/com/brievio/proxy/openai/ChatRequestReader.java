package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    private final List<String> approximated;

    private ChatRequestReader(RequestBody.Parsed body) {
        this.tree = body.tree();
        this.fields = new Fields(tree, "");
        this.approximated = new ArrayList<>(body.mended());
    }

    /**
     * Reads the body.
     *
     * @throws ApiException with a 400 where the body is no valid request
     */
    public static ChatRequest read(byte[] body) {
        return new ChatRequestReader(RequestBody.parse(body)).request();
    }

    private ChatRequest request() {
        String model = fields.requiredString("model");
        boolean stream = fields.bool("stream");
        boolean includeUsage = includeUsage(stream);
        boolean legacy = fields.get("functions") != null || fields.get("function_call") != null;
        ToolReader toolReader = new ToolReader(tree, fields, approximated::add);
        List<ToolDefinition> tools = toolReader.tools();
        MessageReader messages = new MessageReader();
        List<Message> conversation = messages.read(tree.get("messages"));
        Integer completionTokens = fields.integer("max_completion_tokens", 1);
        Integer maxTokens = fields.integer("max_tokens", 1);
        Integer n = fields.integer("n", 1);
        BigDecimal temperature = fields.number("temperature", 0, 2);
        BigDecimal topP = fields.number("top_p", 0, 1);
        ToolChoice choice = toolReader.choice(tools);
        approximated.addAll(messages.unknown());
        checkModalities();
        fields.string("user");
        fields.string("safety_identifier");
        return new ChatRequest(
                tree,
                model,
                conversation,
                tools,
                choice,
                toolReader.parallel(),
                responseFormat(),
                stop(),
                false,
                completionTokens == null ? maxTokens : completionTokens,
                temperature,
                topP,
                null,
                effort(),
                n == null ? 1 : n,
                stream,
                includeUsage,
                legacy,
                approximated,
                List.of(),
                ThinkingWish.NONE,
                ClientFields.ofChat(tree));
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
        if (!modalities.isArray()) {
            throw Fields.wrongType("modalities", "an array of strings", modalities);
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
}
