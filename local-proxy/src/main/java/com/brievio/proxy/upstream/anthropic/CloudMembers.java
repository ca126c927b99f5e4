package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.error.AnthropicForm;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.json.JsonMembers;
import com.brievio.proxy.upstream.ClaudeFacts;
import com.brievio.proxy.upstream.Notes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Members of a native Messages request that Bedrock and Vertex are known to refuse (decisions.md,
 * "Native /v1/messages on Bedrock and Vertex"): what only tunes is left out and reported, what
 * would change the answer is refused. A request that holds none of them keeps its bytes.
 */
final class CloudMembers {
    /** Members at the top whose loss would change the answer, unless they say nothing. */
    private static final List<String> REFUSED =
            List.of(
                    "thread",
                    "speed",
                    "inference_geo",
                    "container",
                    "mcp_servers",
                    "fallbacks",
                    "diagnostics",
                    "service_tier");

    /** What these hold is nobody's to look into. */
    private static final Set<String> USERS_OWN =
            Set.of("input", "input_schema", "input_examples", "schema");

    private static final Set<String> SAYS_NOTHING = Set.of("auto", "direct", "standard");

    private final ClaudeDoor door;
    private final ClaudeFacts facts;
    private final Map<String, String> own;
    private final List<String> betas;
    private final Notes notes;
    private boolean changed;

    private CloudMembers(
            ClaudeDoor door,
            ClaudeFacts facts,
            Map<String, String> own,
            List<String> betas,
            Notes notes) {
        this.door = door;
        this.facts = facts;
        this.own = own;
        this.betas = betas;
        this.notes = notes;
    }

    /**
     * Returns the request as the cloud takes it.
     *
     * @param own what the user knows better, by member
     * @param betas the flags that are sent with it
     * @throws com.brievio.proxy.error.ApiException with a 400 for a member that the cloud does not
     *     have and that would change the answer
     */
    static JsonMembers fitting(
            JsonMembers request,
            ClaudeDoor door,
            ClaudeFacts facts,
            Map<String, String> own,
            List<String> betas,
            Notes notes) {
        ObjectNode body;
        try {
            if (!(Json.read(request.bytes()) instanceof ObjectNode object)) {
                return request;
            }
            body = object;
        } catch (JacksonException e) {
            return request; // The cloud says what is wrong with it.
        }
        CloudMembers members = new CloudMembers(door, facts, own, betas, notes);
        members.top(body);
        members.tools(body);
        members.output(body);
        members.marks(body, "");
        JsonMembers edited = members.changed ? JsonMembers.read(Json.bytes(body)) : request;
        return edited == null ? request : edited;
    }

    private boolean isOwn(String key, String word) {
        return word.equals(own.get(key));
    }

    private void drop(ObjectNode object, String key, String path) {
        if (isOwn(key, "keep")) {
            return;
        }
        object.remove(key);
        notes.ignored(path);
        changed = true;
    }

    private void top(ObjectNode body) {
        own.forEach((key, word) -> {
            if (word.equals("drop") && body.has(key)) {
                drop(body, key, key);
            }
        });
        for (String key : REFUSED) {
            if (body.has(key)) {
                leaveOutOrRefuse(body, key, key);
            }
        }
        if (body.has("context_management") && !ClaudeBetas.has(betas, "context-management")) {
            drop(body, "context_management", "context_management");
        }
        if (body.has("cache_control") && door.isBedrock()) {
            drop(body, "cache_control", "cache_control");
        }
    }

    private void leaveOutOrRefuse(ObjectNode object, String key, String path) {
        if (isOwn(key, "keep")) {
            return;
        }
        JsonNode value = object.path(key);
        boolean nothing =
                value.isNull()
                        || (value.isContainer() && value.isEmpty())
                        || SAYS_NOTHING.contains(value.asString(""))
                        || (value.size() == 1 && SAYS_NOTHING.contains(value.path(0).asString("")));
        if (!nothing) {
            throw ApiError.invalid(
                            path,
                            path.equals("thread")
                                    ? AnthropicForm.NO_THREADS
                                    : "unsupported_parameter",
                            path
                                    + ": "
                                    + door.upstream()
                                    + " has no counterpart, and without it the answer would be"
                                    + " another; leave it out")
                    .exception();
        }
        object.remove(key);
        changed = true;
    }

    private void tools(ObjectNode body) {
        boolean searches = ClaudeBetas.has(betas, "tool-search-tool");
        boolean deferred = false;
        int i = 0;
        for (JsonNode node : body.path("tools")) {
            String path = "tools[" + i++ + "].";
            if (!(node instanceof ObjectNode tool)) {
                continue;
            }
            if (tool.has("defer_loading") && !searches) {
                drop(tool, "defer_loading", path + "defer_loading");
                deferred = true;
            }
            if (tool.has("input_examples") && !ClaudeBetas.has(betas, "tool-examples")) {
                drop(tool, "input_examples", path + "input_examples");
            }
            if (tool.has("eager_input_streaming") && isOld()) {
                drop(tool, "eager_input_streaming", path + "eager_input_streaming");
            }
            if (tool.has("allowed_callers")) {
                leaveOutOrRefuse(tool, "allowed_callers", path + "allowed_callers");
            }
        }
        if (deferred) {
            references(body.path("messages"));
        }
    }

    /** Without deferred tools nothing is left that a reference could mean. */
    private void references(JsonNode node) {
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode item = array.get(i);
                if (item.path("type").asString("").equals("tool_reference")) {
                    array.set(i, AnthropicParts.text(item.path("tool_name").asString("tool")));
                    changed = true;
                }
            }
        }
        node.forEach(this::references);
    }

    /** Tells whether the model is of 4.5 or older. */
    private boolean isOld() {
        return facts.thinking() == ClaudeFacts.Thinking.BUDGET;
    }

    private void output(ObjectNode body) {
        JsonNode format = body.path("output_format");
        JsonNode given = body.path("output_config");
        if (!given.isMissingNode() && !given.isNull() && !given.isObject()) {
            return; // The cloud says what is wrong with it.
        }
        if (given.isNull() && format.isObject()) {
            body.remove("output_config");
        }
        if (format.isObject()) {
            body.withObject("output_config").set("format", format);
        }
        if (body.has("output_format")) {
            body.remove("output_format");
            changed = true;
        }
        if (!(body.path("output_config") instanceof ObjectNode config) || !isOld()) {
            return;
        }
        String effort = config.path("effort").asString("");
        if (facts.efforts().isEmpty() && config.has("effort")) {
            drop(config, "effort", "output_config.effort");
        } else if (!effort.isEmpty() && !facts.efforts().contains(effort)) {
            config.put("effort", "high");
            notes.ignored("output_config.effort");
            changed = true;
        }
        if (config.isEmpty()) {
            body.remove("output_config");
        }
    }

    private void marks(JsonNode node, String path) {
        for (var entry : node.properties()) {
            String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            if (USERS_OWN.contains(entry.getKey())) {
                continue;
            }
            boolean mark = entry.getKey().equals("cache_control");
            if (mark && entry.getValue() instanceof ObjectNode object && object.has("scope")) {
                drop(object, "scope", at + ".scope");
            }
            marks(entry.getValue(), at);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            marks(node.get(i), path + "[" + i + "]");
        }
    }
}
