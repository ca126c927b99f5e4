package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Writes arguments that arrive leaf by leaf, each with its JSON path, as fragments of one JSON text
 * (gemini.md section 7, {@code partialArgs}). Leaves come in document order.
 */
final class PartialArguments {
    private static final Pattern STEP =
            Pattern.compile(
                    "\\G\\$?(?:\\.([^.\\[\\]]+)|\\[(\\d+)\\]"
                            + "|\\['((?:[^'\\\\]|\\\\.)*)'\\]|\\[\"((?:[^\"\\\\]|\\\\.)*)\"\\])");

    private static final List<String> VALUES =
            List.of("stringValue", "numberValue", "boolValue", "nullValue");

    /** A container that is open, with the step that leads on from it. */
    private static final class Open {
        final boolean array;
        String step = "";
        boolean any;

        Open(boolean array) {
            this.array = array;
        }
    }

    /** One step of a path: a key, or an index of an array. */
    private record Step(String name, boolean index) {}

    private final Deque<Open> open = new ArrayDeque<>();
    private String stringPath = "";
    private boolean closed;

    /** Returns the text for one leaf; its start, its middle or its end where it is a string. */
    String leaf(JsonNode partial) {
        StringBuilder out = new StringBuilder();
        String path = partial.path("jsonPath").asString("$");
        boolean goesOn = path.equals(stringPath);
        boolean valued = VALUES.stream().anyMatch(partial::has);
        if (!valued || path.equals("$")) {
            // No value of its own: at most it ends the string before it.
            if (!partial.path("willContinue").asBoolean(false)) {
                endString(out);
            }
            return out.toString();
        }
        if (!goesOn) {
            endString(out);
            reach(steps(path), out);
        }
        if (partial.has("stringValue")) {
            if (!goesOn) {
                out.append('"');
            }
            String piece = Json.text(JsonNodeFactory.instance.stringNode(text(partial)));
            out.append(piece, 1, piece.length() - 1);
            stringPath = path;
            if (!partial.path("willContinue").asBoolean(false)) {
                endString(out);
            }
        } else if (partial.has("numberValue")) {
            out.append(Json.text(partial.path("numberValue")));
        } else if (partial.has("boolValue")) {
            out.append(partial.path("boolValue").asBoolean());
        } else {
            out.append("null");
        }
        return out.toString();
    }

    private static String text(JsonNode partial) {
        return partial.path("stringValue").asString("");
    }

    /** Returns the text that closes what is open: an empty object where no leaf came. */
    String end() {
        if (closed) {
            return "";
        }
        closed = true;
        StringBuilder out = new StringBuilder();
        endString(out);
        if (open.isEmpty()) {
            return "{}";
        }
        while (!open.isEmpty()) {
            out.append(open.pop().array ? ']' : '}');
        }
        return out.toString();
    }

    private void endString(StringBuilder out) {
        if (!stringPath.isEmpty()) {
            out.append('"');
            stringPath = "";
        }
    }

    private static List<Step> steps(String path) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(path);
        int end = 0;
        while (matcher.find()) {
            String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            String quoted = matcher.group(3) == null ? matcher.group(4) : matcher.group(3);
            if (quoted != null) {
                name = quoted.replaceAll("\\\\(.)", "$1");
            }
            steps.add(new Step(name == null ? "" : name, matcher.group(2) != null));
            end = matcher.end();
        }
        if (end < path.length()) {
            // A form that is not known: a name, so that the arguments stay JSON.
            steps.add(new Step(path.substring(end).replaceFirst("^\\$", ""), false));
        }
        return steps;
    }

    /** Tells whether no leaf has come. */
    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Closes the containers that the path leaves and opens those that it enters. */
    private void reach(List<Step> steps, StringBuilder out) {
        List<Open> path = new ArrayList<>();
        open.descendingIterator().forEachRemaining(path::add);
        int shared = 0;
        while (shared < path.size() - 1
                && shared < steps.size() - 1
                && path.get(shared).step.equals(steps.get(shared).name())) {
            shared++;
        }
        while (open.size() > shared + 1) {
            out.append(open.pop().array ? ']' : '}');
        }
        for (int i = shared; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (open.size() <= i) {
                open.push(new Open(step.index()));
                out.append(step.index() ? '[' : '{');
            }
            enter(step, out);
        }
    }

    private void enter(Step step, StringBuilder out) {
        Open container = open.peek();
        if (container == null) {
            return;
        }
        if (container.any) {
            out.append(',');
        }
        container.any = true;
        container.step = step.name();
        if (!container.array) {
            out.append(Json.text(JsonNodeFactory.instance.stringNode(step.name()))).append(':');
        }
    }
}
