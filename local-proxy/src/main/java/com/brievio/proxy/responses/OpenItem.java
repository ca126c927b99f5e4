package com.brievio.proxy.responses;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ByteSink;
import com.brievio.proxy.stream.ModelEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The item of a response that is being written; one is closed before the next begins. */
sealed interface OpenItem {
    /** Writes what closes the item; returns the item as it is in the response. */
    ObjectNode close(String status, ByteSink out);

    /** Where an item stands, and what writes its events. */
    record Place(EventWriter events, int index, String id) {
        ObjectNode members() {
            return Json.object().put("item_id", id).put("output_index", index);
        }

        void write(String type, ObjectNode members, ByteSink out) {
            events.write("response." + type, members, out);
        }

        void item(String type, ObjectNode item, ByteSink out) {
            ObjectNode members = Json.object().put("output_index", index);
            members.set("item", item);
            write("output_item." + type, members, out);
        }
    }

    /** Text, or a refusal. */
    final class Message implements OpenItem {
        private final Place place;
        private final boolean refuses;
        private final StringBuilder text = new StringBuilder();
        private final List<ObjectNode> tokens = new ArrayList<>();
        private final String head;

        Message(Place place, boolean refuses, ByteSink out) {
            this.place = place;
            this.refuses = refuses;
            this.head =
                    "\"item_id\":\"%s\",\"output_index\":%d,\"content_index\":0,\"delta\":"
                            .formatted(place.id(), place.index());
            ObjectNode item = item("in_progress");
            item.putArray("content");
            place.item("added", item, out);
            ObjectNode members = place.members().put("content_index", 0);
            members.set("part", part(""));
            place.write("content_part.added", members, out);
        }

        void say(String more, List<ObjectNode> weighed, ByteSink out) {
            text.append(more);
            tokens.addAll(weighed);
            if (refuses) {
                place.events().delta("response.refusal.delta", head, more, "", out);
                return;
            }
            String logprobs =
                    weighed.isEmpty()
                            ? ",\"logprobs\":[]"
                            : ",\"logprobs\":" + Json.text(array(weighed));
            place.events().delta("response.output_text.delta", head, more, logprobs, out);
        }

        private static JsonNode array(List<ObjectNode> nodes) {
            return Json.object().putArray("a").addAll(nodes);
        }

        @Override
        public ObjectNode close(String status, ByteSink out) {
            String whole = text.toString();
            ObjectNode done = place.members().put("content_index", 0);
            if (refuses) {
                place.write("refusal.done", done.put("refusal", whole), out);
            } else {
                done.put("text", whole).set("logprobs", array(tokens));
                place.write("output_text.done", done, out);
            }
            ObjectNode part = place.members().put("content_index", 0);
            part.set("part", part(whole));
            place.write("content_part.done", part, out);
            ObjectNode item = item(status);
            item.putArray("content").add(part(whole));
            place.item("done", item, out);
            return item;
        }

        private ObjectNode item(String status) {
            return Json.object()
                    .put("id", place.id())
                    .put("type", "message")
                    .put("status", status)
                    .put("role", "assistant");
        }

        private ObjectNode part(String whole) {
            if (refuses) {
                return Json.object().put("type", "refusal").put("refusal", whole);
            }
            ObjectNode part = Json.object().put("type", "output_text").put("text", whole);
            part.putArray("annotations");
            part.set("logprobs", array(tokens));
            return part;
        }
    }

    /** A run of thinking, with what the upstream wants back of it. */
    final class Reasoning implements OpenItem {
        private final Place place;
        private final String model;
        private final List<String> summary = new ArrayList<>();
        private final List<ObjectNode> blocks = new ArrayList<>();
        private final Map<String, String> signatures = new LinkedHashMap<>();
        private @Nullable StringBuilder part;
        private @Nullable String boundTo;
        private String head = "";

        Reasoning(Place place, String model, ByteSink out) {
            this.place = place;
            this.model = model;
            ObjectNode item = item();
            item.putArray("summary");
            place.item("added", item, out);
        }

        private ObjectNode item() {
            return Json.object().put("id", place.id()).put("type", "reasoning");
        }

        private ObjectNode members() {
            return place.members().put("summary_index", summary.size());
        }

        void think(String more, ByteSink out) {
            StringBuilder open = part;
            if (open == null) {
                open = new StringBuilder();
                part = open;
                head =
                        "\"item_id\":\"%s\",\"output_index\":%d,\"summary_index\":%d,\"delta\":"
                                .formatted(place.id(), place.index(), summary.size());
                ObjectNode members = members();
                members.set("part", summary(""));
                place.write("reasoning_summary_part.added", members, out);
            }
            open.append(more);
            place.events().delta("response.reasoning_summary_text.delta", head, more, "", out);
        }

        void seal(ModelEvent.ThinkingSealed sealed, ByteSink out) {
            closePart(out);
            blocks.add(sealed.block());
            boundTo = sealed.boundTo();
        }

        void sign(String callId, String signature) {
            signatures.put(callId, signature);
        }

        private void closePart(ByteSink out) {
            StringBuilder open = part;
            if (open == null) {
                return;
            }
            part = null;
            String whole = open.toString();
            place.write("reasoning_summary_text.done", members().put("text", whole), out);
            ObjectNode members = members();
            members.set("part", summary(whole));
            place.write("reasoning_summary_part.done", members, out);
            summary.add(whole);
        }

        private static ObjectNode summary(String text) {
            return Json.object().put("type", "summary_text").put("text", text);
        }

        @Override
        public ObjectNode close(String status, ByteSink out) {
            closePart(out);
            ObjectNode item = item();
            var parts = item.putArray("summary");
            summary.forEach(text -> parts.add(summary(text)));
            if (!blocks.isEmpty() || !signatures.isEmpty()) {
                String vendor = blocks.isEmpty() ? "gemini" : "anthropic";
                item.put(
                        "encrypted_content",
                        new Envelope(vendor, model, blocks, signatures, boundTo).sealed());
            }
            place.item("done", item, out);
            return item;
        }
    }

    /** A call. */
    final class Call implements OpenItem {
        private final Place place;
        private final ModelEvent.ToolCallStarted start;
        private final ToolTable.Entry tool;
        private final StringBuilder arguments = new StringBuilder();
        private final String head;

        Call(Place place, ModelEvent.ToolCallStarted start, ToolTable.Entry tool, ByteSink out) {
            this.place = place;
            this.start = start;
            this.tool = tool;
            this.head =
                    "\"item_id\":\"%s\",\"output_index\":%d,\"delta\":"
                            .formatted(place.id(), place.index());
            place.item("added", item("in_progress", ""), out);
            add(start.arguments(), out);
        }

        void add(String more, ByteSink out) {
            if (more.isEmpty()) {
                return;
            }
            arguments.append(more);
            if (tool.kind() == ToolTable.Kind.FUNCTION) {
                place.events().delta("response.function_call_arguments.delta", head, more, "", out);
            }
        }

        @Override
        public ObjectNode close(String status, ByteSink out) {
            switch (tool.kind()) {
                case FUNCTION -> {
                    if (arguments.isEmpty()) {
                        add("{}", out);
                    }
                    ObjectNode done = place.members().put("name", tool.name());
                    place.write(
                            "function_call_arguments.done",
                            done.put("arguments", arguments.toString()),
                            out);
                }
                case CUSTOM -> {
                    String input = input();
                    place.events()
                            .delta("response.custom_tool_call_input.delta", head, input, "", out);
                    place.write(
                            "custom_tool_call_input.done",
                            place.members().put("input", input),
                            out);
                }
                case TOOL_SEARCH, LOCAL_SHELL -> {}
            }
            ObjectNode item = item(status, arguments.toString());
            place.item("done", item, out);
            return item;
        }

        private String input() {
            String text = arguments.toString();
            JsonNode read = Json.objectOrNull(text);
            String input = read == null ? null : Json.string(read, "input");
            return input == null ? text : input;
        }

        private ObjectNode item(String status, String whole) {
            ObjectNode item =
                    Json.object()
                            .put("id", place.id())
                            .put("type", tool.kind().item())
                            .put("status", status)
                            .put("call_id", start.id());
            boolean begins = status.equals("in_progress");
            switch (tool.kind()) {
                case FUNCTION -> {
                    named(item);
                    item.put("arguments", whole);
                }
                case CUSTOM -> {
                    named(item);
                    item.put("input", begins ? "" : input());
                }
                case TOOL_SEARCH -> {
                    item.put("execution", "client");
                    item.set("arguments", object(whole));
                }
                case LOCAL_SHELL -> item.set("action", action(object(whole)));
            }
            return item;
        }

        private void named(ObjectNode item) {
            item.put("name", tool.name());
            if (tool.namespace() != null) {
                item.put("namespace", tool.namespace());
            }
        }

        private static JsonNode object(String whole) {
            JsonNode read = Json.objectOrNull(whole);
            return read == null ? Json.object() : read;
        }

        private static ObjectNode action(JsonNode arguments) {
            ObjectNode action = Json.object().put("type", "exec");
            JsonNode command = arguments.path("command");
            action.set("command", command.isArray() ? command : Json.object().putArray("c"));
            action.putObject("env");
            for (String key : new String[] {"timeout_ms", "working_directory", "user"}) {
                JsonNode value = arguments.get(key);
                if (value == null) {
                    action.putNull(key);
                } else {
                    action.set(key, value);
                }
            }
            return action;
        }
    }
}
