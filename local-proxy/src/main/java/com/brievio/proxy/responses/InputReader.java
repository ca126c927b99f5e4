package com.brievio.proxy.responses;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.CallArguments;
import com.brievio.proxy.openai.ContentPart;
import com.brievio.proxy.openai.Fields;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.openai.Message.ToolCall;
import com.brievio.proxy.openai.ThinkingBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads input items as messages (docs/wire/responses.md, "Input items"): what the assistant said
 * and called in one turn becomes one message.
 */
final class InputReader {
    private final ToolsReader tools;
    private final Consumer<String> ignored;
    private final PartReader parts = new PartReader();
    private final List<Message> messages = new ArrayList<>();
    private final Map<String, ToolCall> open = new LinkedHashMap<>();
    private final Map<String, Integer> answered = new HashMap<>();
    private @Nullable Turn turn;

    /** The assistant's turn that is being read. */
    private static final class Turn {
        final String path;
        final List<ContentPart> parts = new ArrayList<>();
        final List<ToolCall> calls = new ArrayList<>();
        final List<ThinkingBlock> thinking = new ArrayList<>();
        final Map<String, String> signatures = new HashMap<>();

        Turn(String path) {
            this.path = path;
        }

        int length() {
            return parts.size() + calls.size() + thinking.size();
        }
    }

    /**
     * Reads into messages.
     *
     * @param tools knows what tools are called, and takes those that a search has found
     * @param ignored takes the path of what is left out
     */
    InputReader(ToolsReader tools, Consumer<String> ignored) {
        this.tools = tools;
        this.ignored = ignored;
    }

    /** Adds an instruction of the request itself. */
    void instruct(String text) {
        if (!text.isEmpty()) {
            messages.add(
                    new Message.Instruction(
                            "instructions",
                            List.of(new ContentPart.Text("instructions", text, null))));
        }
    }

    /** Reads one item. */
    void read(ObjectNode item, String path) {
        Fields fields = new Fields(item, path);
        String type = fields.string("type");
        if (type == null && item.has("role")) {
            type = "message";
        }
        switch (type == null ? fields.requiredString("type") : type) {
            case "message" -> message(fields, path);
            case "reasoning" -> reasoning(fields, path);
            case "function_call" ->
                    call(
                            fields,
                            path,
                            fields.requiredString("name"),
                            CallArguments.read(fields, "arguments", ignored));
            case "custom_tool_call" -> {
                String input = fields.string("input");
                call(
                        fields,
                        path,
                        fields.requiredString("name"),
                        Json.object().put("input", input == null ? "" : input));
            }
            case "tool_search_call" -> {
                if ("client".equals(fields.string("execution"))) {
                    call(fields, path, "tool_search", objectOf(fields, "arguments"));
                }
            }
            case "local_shell_call" ->
                    call(fields, path, "local_shell", objectOf(fields, "action"));
            case "function_call_output", "custom_tool_call_output", "local_shell_call_output" ->
                    output(fields, path);
            case "tool_search_output" -> found(fields, path);
            case "additional_tools" -> tools.read(fields.get("tools"), path + ".tools");
            case "compaction",
                    "web_search_call",
                    "file_search_call",
                    "code_interpreter_call",
                    "image_generation_call",
                    "computer_call",
                    "computer_call_output",
                    "mcp_call",
                    "mcp_list_tools",
                    "mcp_approval_request",
                    "mcp_approval_response",
                    "shell_call",
                    "shell_call_output",
                    "apply_patch_call",
                    "apply_patch_call_output",
                    "program",
                    "program_output" ->
                    ignored.accept(path);
            default ->
                    throw Fields.invalidValue(
                            path + ".type", "Invalid value: '%s'.".formatted(type));
        }
    }

    private static ObjectNode objectOf(Fields fields, String key) {
        ObjectNode object = fields.object(key);
        return object == null ? Json.object() : object;
    }

    private void message(Fields fields, String path) {
        switch (fields.requiredString("role")) {
            case "system", "developer" -> {
                closeTurn();
                messages.add(new Message.Instruction(path, texts(fields, path)));
            }
            case "user" -> {
                closeTurn();
                requireNoneOpen();
                messages.add(new Message.User(path, parts.read(fields.get("content"), path)));
            }
            case "assistant" -> {
                List<ContentPart> said = new ArrayList<>(texts(fields, path));
                said.removeIf(p -> p instanceof ContentPart.Text t && t.text().isBlank());
                if (!said.isEmpty()) {
                    turn(path).parts.addAll(said);
                }
            }
            default ->
                    throw Fields.invalidValue(
                            path + ".role",
                            ("Invalid value: '%s'. Supported values are: 'assistant', 'system',"
                                            + " 'developer' and 'user'.")
                                    .formatted(fields.string("role")));
        }
    }

    private List<ContentPart> texts(Fields fields, String path) {
        List<ContentPart> said = parts.read(fields.get("content"), path);
        for (ContentPart part : said) {
            if (!(part instanceof ContentPart.Text)) {
                throw Fields.invalidValue(
                        part.path() + ".type",
                        "A message of role '%s' takes text parts only."
                                .formatted(fields.string("role")));
            }
        }
        return said;
    }

    private Turn turn(String path) {
        Turn current = turn;
        if (current == null) {
            requireNoneOpen();
            current = new Turn(path);
            turn = current;
        }
        return current;
    }

    private void closeTurn() {
        Turn closed = turn;
        turn = null;
        if (closed == null || (closed.parts.isEmpty() && closed.calls.isEmpty())) {
            return;
        }
        answered.clear();
        messages.add(
                new Message.Assistant(closed.path, closed.parts, closed.calls, closed.thinking));
    }

    private void reasoning(Fields fields, String path) {
        String sealed = fields.string("encrypted_content");
        if (sealed == null || sealed.isEmpty()) {
            return;
        }
        Envelope envelope = Envelope.opened(sealed);
        if (envelope == null) {
            ignored.accept(path + ".encrypted_content");
            return;
        }
        Turn current = turn(path);
        for (ObjectNode block : envelope.blocks()) {
            current.thinking.add(new ThinkingBlock(block, current.length(), envelope.boundTo()));
        }
        current.signatures.putAll(envelope.signatures());
    }

    private void call(Fields fields, String path, String name, ObjectNode arguments) {
        String id = fields.requiredString("call_id");
        Turn current = turn(path);
        ToolCall call =
                new ToolCall(
                        path,
                        id,
                        tools.table().upstream(fields.string("namespace"), name),
                        arguments,
                        current.signatures.get(id));
        if (open.put(id, call) != null) {
            throw Fields.invalidValue(
                    path + ".call_id", "Call ids must be unique within a turn: " + id);
        }
        current.calls.add(call);
    }

    private void output(Fields fields, String path) {
        JsonNode output = fields.get("output");
        if (output == null) {
            throw Fields.missing(path + ".output");
        }
        result(fields, path, parts.readOutput(output, path + ".output"));
    }

    private void found(Fields fields, String path) {
        JsonNode listed = fields.get("tools");
        tools.read(listed, path + ".tools");
        List<String> names = new ArrayList<>();
        for (JsonNode tool : listed == null ? Json.object() : listed) {
            String name = Json.string(tool, "name");
            if (name != null) {
                names.add(name);
            }
        }
        String text = "Found: " + (names.isEmpty() ? "nothing" : String.join(", ", names));
        result(fields, path, List.of(new ContentPart.Text(path, text, null)));
    }

    private void result(Fields fields, String path, List<ContentPart> said) {
        String id = fields.requiredString("call_id");
        closeTurn();
        Message.ToolResult result = new Message.ToolResult(path, id, said, false);
        Integer before = answered.get(id);
        if (before != null) {
            ignored.accept(messages.set(before, result).path());
            return;
        }
        if (open.remove(id) == null) {
            throw ApiError.invalid(
                            "input",
                            "invalid_value",
                            "No tool call found for function call output with call_id " + id + ".")
                    .exception();
        }
        answered.put(id, messages.size());
        messages.add(result);
    }

    private void requireNoneOpen() {
        if (!open.isEmpty()) {
            throw ApiError.invalid(
                            "input",
                            "invalid_value",
                            "No tool output found for function call "
                                    + open.keySet().iterator().next()
                                    + ".")
                    .exception();
        }
    }

    /** Returns the messages; every call has its output. */
    List<Message> messages() {
        closeTurn();
        requireNoneOpen();
        return messages;
    }
}
