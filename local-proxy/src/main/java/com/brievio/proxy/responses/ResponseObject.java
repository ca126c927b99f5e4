package com.brievio.proxy.responses;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the response object: every member, always, in the documented order
 * (docs/wire/responses.md, "The response object"). What it echoes is what was asked, not what was
 * approximated.
 */
final class ResponseObject {
    private final ObjectNode request;
    private final String id;
    private final long created;

    /** Writes the object of a response to this request. */
    ResponseObject(ObjectNode request, String id, long created) {
        this.request = request;
        this.id = id;
        this.created = created;
    }

    /**
     * What changes while a response is made.
     *
     * @param status {@code in_progress}, {@code completed}, {@code incomplete} or {@code failed}
     * @param completed unix seconds, or null
     * @param error why it failed, or null
     * @param incomplete why it is incomplete, or null
     */
    record State(
            String status,
            @Nullable Long completed,
            @Nullable ObjectNode error,
            @Nullable String incomplete,
            String model,
            List<ObjectNode> output,
            @Nullable Usage usage,
            @Nullable String serviceTier) {
        /** Copies the items. */
        State {
            output = List.copyOf(output);
        }
    }

    ObjectNode of(State state) {
        ObjectNode out = Json.object().put("id", id).put("object", "response");
        out.put("created_at", created);
        out.put("completed_at", state.completed());
        out.put("status", state.status());
        out.put("background", false);
        out.set("error", orNull(state.error()));
        if (state.incomplete() == null) {
            out.putNull("incomplete_details");
        } else {
            out.putObject("incomplete_details").put("reason", state.incomplete());
        }
        echo(out, "instructions");
        echo(out, "max_output_tokens");
        echo(out, "max_tool_calls");
        out.put("model", state.model());
        ArrayNode output = out.putArray("output");
        state.output().forEach(output::add);
        out.set("parallel_tool_calls", or("parallel_tool_calls", Json.of(true)));
        echo(out, "previous_response_id");
        echo(out, "prompt_cache_key");
        echo(out, "prompt_cache_retention");
        out.putObject("reasoning").setAll(members(request.path("reasoning"), "effort", "summary"));
        echo(out, "safety_identifier");
        String tier = state.serviceTier() == null ? "default" : state.serviceTier();
        out.put("service_tier", tier);
        out.set("store", or("store", Json.of(true)));
        out.set("temperature", or("temperature", Json.of(1)));
        out.set("top_p", or("top_p", Json.of(1)));
        text(out);
        out.set("tool_choice", or("tool_choice", Json.of("auto")));
        tools(out.putArray("tools"));
        out.set("top_logprobs", or("top_logprobs", Json.of(0)));
        out.set("presence_penalty", or("presence_penalty", Json.of(0)));
        out.set("frequency_penalty", or("frequency_penalty", Json.of(0)));
        out.set("truncation", or("truncation", Json.of("disabled")));
        out.set("usage", state.usage() == null ? NullNode.getInstance() : usage(state.usage()));
        echo(out, "user");
        out.set("metadata", or("metadata", Json.object()));
        return out;
    }

    private static JsonNode orNull(@Nullable ObjectNode node) {
        return node == null ? NullNode.getInstance() : node;
    }

    private void echo(ObjectNode out, String key) {
        out.set(key, or(key, NullNode.getInstance()));
    }

    private JsonNode or(String key, JsonNode otherwise) {
        JsonNode asked = request.get(key);
        return asked == null || asked.isNull() ? otherwise : asked;
    }

    private static ObjectNode members(JsonNode from, String... keys) {
        ObjectNode members = Json.object();
        for (String key : keys) {
            JsonNode value = from.get(key);
            members.set(key, value == null ? NullNode.getInstance() : value);
        }
        return members;
    }

    private void text(ObjectNode out) {
        ObjectNode text = out.putObject("text");
        JsonNode format = request.path("text").path("format");
        if (format.isObject()) {
            ObjectNode echoed = text.putObject("format").setAll((ObjectNode) format);
            if ("json_schema".equals(Json.string(format, "type"))) {
                members(format, "description", "name", "schema", "strict")
                        .properties()
                        .forEach(one -> {
                            if (!echoed.has(one.getKey())) {
                                echoed.set(one.getKey(), one.getValue());
                            }
                        });
            }
        } else {
            text.putObject("format").put("type", "text");
        }
        JsonNode verbosity = request.path("text").path("verbosity");
        text.put("verbosity", verbosity.isString() ? verbosity.stringValue() : "medium");
    }

    private void tools(ArrayNode out) {
        for (JsonNode tool : request.path("tools")) {
            ObjectNode echoed = out.addObject().setAll((ObjectNode) tool);
            if ("function".equals(Json.string(tool, "type"))) {
                for (String key : new String[] {"description", "parameters"}) {
                    if (!echoed.has(key)) {
                        echoed.putNull(key);
                    }
                }
                if (!echoed.path("strict").isBoolean()) {
                    echoed.put("strict", false);
                }
            }
        }
    }

    private static ObjectNode usage(Usage usage) {
        ObjectNode out = Json.object().put("input_tokens", usage.promptTokens());
        Integer written = usage.cacheWriteTokens();
        out.putObject("input_tokens_details")
                .put("cached_tokens", usage.cachedTokens())
                .put("cache_write_tokens", written == null ? 0 : written);
        out.put("output_tokens", usage.completionTokens());
        Integer reasoning = usage.reasoningTokens();
        out.putObject("output_tokens_details")
                .put("reasoning_tokens", reasoning == null ? 0 : reasoning);
        return out.put("total_tokens", usage.totalTokens());
    }
}
