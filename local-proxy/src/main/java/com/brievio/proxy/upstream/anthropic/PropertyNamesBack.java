package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.EventStage;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.ModelEvent.ToolCallDelta;
import com.brievio.proxy.stream.ModelEvent.ToolCallStarted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Gives the properties of a call's arguments the client's own names again, as the arguments stream:
 * only the text of a name is held back, until its closing quote.
 */
final class PropertyNamesBack implements EventStage {
    private final PropertyNames names;
    private final Map<Integer, Arguments> calls = new HashMap<>();

    PropertyNamesBack(PropertyNames names) {
        this.names = names;
    }

    @Override
    public List<ModelEvent> apply(ModelEvent event) {
        if (event instanceof ToolCallStarted call) {
            Map<String, String> back = names.decoding(call.name());
            if (!back.isEmpty()) {
                Arguments arguments = new Arguments(back);
                calls.put(call.index(), arguments);
                String first = arguments.feed(call.arguments());
                return List.of(
                        new ToolCallStarted(
                                call.choice(),
                                call.index(),
                                call.id(),
                                call.name(),
                                first,
                                call.signature(),
                                call.upstreamId()));
            }
        } else if (event instanceof ToolCallDelta delta) {
            Arguments arguments = calls.get(delta.index());
            if (arguments != null) {
                String text = arguments.feed(delta.arguments());
                return text.isEmpty()
                        ? List.of()
                        : List.of(new ToolCallDelta(delta.choice(), delta.index(), text));
            }
        }
        return List.of(event);
    }

    /**
     * The arguments of one call: a machine that knows depth, strings, and which string is a name.
     */
    private static final class Arguments {
        private final Map<String, String> back;
        private final StringBuilder name = new StringBuilder();
        private int depth;
        private boolean inString;
        private boolean inName;
        private boolean escaped;
        private boolean nameExpected;

        Arguments(Map<String, String> back) {
            this.back = back;
        }

        String feed(String text) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (inString) {
                    string(c, out);
                } else {
                    outside(c, out);
                }
            }
            return out.toString();
        }

        private void outside(char c, StringBuilder out) {
            switch (c) {
                case '"' -> {
                    inString = true;
                    inName = depth == 1 && nameExpected;
                    nameExpected = false;
                    if (inName) {
                        name.setLength(0);
                        return;
                    }
                }
                case '{', '[' -> {
                    depth++;
                    nameExpected = depth == 1 && c == '{';
                }
                case '}', ']' -> depth--;
                case ',' -> nameExpected = depth == 1;
                default -> {}
            }
            out.append(c);
        }

        private void string(char c, StringBuilder out) {
            boolean ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            if (ends) {
                inString = false;
                out.append(inName ? own() : "\"");
            } else {
                (inName ? name : out).append(c);
            }
        }

        private String own() {
            String quoted = "\"" + name + "\"";
            try {
                JsonNode read = Json.read(quoted);
                String own = back.get(read.asString(""));
                return own == null ? quoted : Json.text(Json.of(own));
            } catch (JacksonException e) {
                return quoted;
            }
        }
    }
}
