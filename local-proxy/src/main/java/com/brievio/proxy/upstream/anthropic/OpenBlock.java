package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.upstream.WholeArguments;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A content block between its start and its stop (mapping.md section 8). */
sealed interface OpenBlock {
    /** Takes a delta of the block. */
    void delta(JsonNode delta, List<ModelEvent> out);

    /** Takes one of the usual deltas; null where it is for {@link #delta}. */
    default @Nullable ModelEvent usual(UsualDelta delta) {
        return null;
    }

    /** Takes the end of the block. */
    void stop(List<ModelEvent> out);

    /** Text; also stands in for a block that was never opened. */
    record Text() implements OpenBlock {
        @Override
        public void delta(JsonNode delta, List<ModelEvent> out) {
            switch (delta.path("type").asString("")) {
                case "text_delta" -> say(delta, out);
                case "citations_delta" -> {}
                default -> out.add(unrecognized(delta));
            }
        }

        @Override
        public @Nullable ModelEvent usual(UsualDelta delta) {
            return delta.type().equals("text_delta")
                    ? new ModelEvent.TextDelta(0, delta.text())
                    : null;
        }

        @Override
        public void stop(List<ModelEvent> out) {}

        /** Emits the text under {@code text}, if there is any. */
        static void say(JsonNode node, List<ModelEvent> out) {
            String text = node.path("text").asString("");
            if (!text.isEmpty()) {
                out.add(new ModelEvent.TextDelta(0, text));
            }
        }
    }

    /** Thinking, whole only with its signature at the end. */
    final class Thinking implements OpenBlock {
        private final ObjectNode block;
        private final int position;
        private final StringBuilder text = new StringBuilder();

        Thinking(ObjectNode start, int position, List<ModelEvent> out) {
            this.block = start.deepCopy();
            this.position = position;
            think(Json.string(start, "thinking"), out);
        }

        private void think(@Nullable String more, List<ModelEvent> out) {
            if (more != null && !more.isEmpty()) {
                text.append(more);
                out.add(new ModelEvent.ReasoningDelta(0, more));
            }
        }

        @Override
        public void delta(JsonNode delta, List<ModelEvent> out) {
            switch (delta.path("type").asString("")) {
                case "thinking_delta" -> think(Json.string(delta, "thinking"), out);
                case "signature_delta" ->
                        block.put("signature", delta.path("signature").asString(""));
                default -> out.add(unrecognized(delta));
            }
        }

        @Override
        public @Nullable ModelEvent usual(UsualDelta delta) {
            if (!delta.type().equals("thinking_delta")) {
                return null;
            }
            text.append(delta.text());
            return new ModelEvent.ReasoningDelta(0, delta.text());
        }

        @Override
        public void stop(List<ModelEvent> out) {
            boolean redacted = block.path("type").asString("").equals("redacted_thinking");
            if (!redacted) {
                block.put("thinking", text.toString());
            }
            // Without its signature Claude does not take it back.
            if (redacted || !block.path("signature").asString("").isEmpty()) {
                out.add(new ModelEvent.ThinkingSealed(0, block, position));
            }
        }
    }

    /** A tool call; {@code input} of its start counts only where no fragment follows. */
    final class Call implements OpenBlock {
        private final int index;
        private final JsonNode input;
        private boolean anyFragment;

        Call(int index, JsonNode start, List<ModelEvent> out) {
            this.index = index;
            this.input = start.path("input");
            String id = start.path("id").asString("");
            String name = start.path("name").asString("");
            String own = id.isEmpty() ? null : id;
            out.add(new ModelEvent.ToolCallStarted(0, index, id, name, "", null, own));
        }

        @Override
        public void delta(JsonNode delta, List<ModelEvent> out) {
            if (!delta.path("type").asString("").equals("input_json_delta")) {
                out.add(unrecognized(delta));
                return;
            }
            String fragment = delta.path("partial_json").asString("");
            if (!fragment.isEmpty()) {
                anyFragment = true;
                out.add(new ModelEvent.ToolCallDelta(0, index, fragment));
            }
        }

        @Override
        public @Nullable ModelEvent usual(UsualDelta delta) {
            if (!delta.type().equals("input_json_delta")) {
                return null;
            }
            anyFragment = true;
            return new ModelEvent.ToolCallDelta(0, index, delta.text());
        }

        @Override
        public void stop(List<ModelEvent> out) {
            if (!anyFragment) {
                out.add(new ModelEvent.ToolCallDelta(0, index, WholeArguments.text(input)));
            }
        }
    }

    /** A block that has no place in OpenAI's answer, such as a server tool's. */
    record Other() implements OpenBlock {
        @Override
        public void delta(JsonNode delta, List<ModelEvent> out) {}

        @Override
        public void stop(List<ModelEvent> out) {}
    }

    private static ModelEvent unrecognized(JsonNode delta) {
        return new ModelEvent.Unrecognized("delta " + delta.path("type").asString(""));
    }
}
