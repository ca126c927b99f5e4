package com.brievio.cli;

import com.brievio.conformance.Nearest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of the configuration file. What is wrong in it is named with its file, line and path.
 */
final class ConfigMap {
    private static final Node EMPTY = new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

    private final Source source;
    private final String path;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

    /**
     * The file that is read.
     *
     * @param file its name, for the messages
     * @param environment looks a variable up, null where it is not set
     * @param problems takes everything that is wrong, to be told at once
     */
    record Source(
            String file, UnaryOperator<@Nullable String> environment, List<String> problems) {}

    /**
     * Reads the node; what is no mapping is a problem and reads as an empty one.
     *
     * @param path path of the mapping inside the file, "" for the whole
     */
    ConfigMap(Source source, String path, Node node) {
        this.source = source;
        this.path = path;
        if (!(node instanceof MappingNode mapping)) {
            problem(node, path.isEmpty() ? "the file" : path, "must be a mapping");
            return;
        }
        for (NodeTuple entry : mapping.getValue()) {
            String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (entries.put(key, entry) != null) {
                problem(entry.getKeyNode(), at(key), "stands twice");
            }
        }
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private void problem(Node node, String where, String what) {
        int line = node.getStartMark().map(Mark::getLine).orElse(0) + 1;
        source.problems.add(source.file + ":" + line + ": " + where + ": " + what);
    }

    /** Returns the keys, in order. */
    Set<String> keys() {
        return entries.keySet();
    }

    /** Finds unknown keys and suggests the nearest known one. */
    void allow(List<String> known) {
        for (var entry : entries.entrySet()) {
            if (!known.contains(entry.getKey())) {
                problem(
                        entry.getValue().getKeyNode(),
                        at(entry.getKey()),
                        "unknown key, did you mean " + Nearest.to(entry.getKey(), known) + "?");
            }
        }
    }

    /** Returns the mapping under the key, empty where there is none. */
    ConfigMap map(String key) {
        NodeTuple entry = entries.get(key);
        return entry == null
                ? new ConfigMap(source, at(key), EMPTY)
                : new ConfigMap(source, at(key), entry.getValueNode());
    }

    /** Returns the mappings of the list under the key, none where there is no list. */
    List<ConfigMap> maps(String key) {
        NodeTuple entry = entries.get(key);
        if (entry == null) {
            return List.of();
        }
        if (!(entry.getValueNode() instanceof SequenceNode list)) {
            problem(entry.getValueNode(), at(key), "must be a list");
            return List.of();
        }
        List<ConfigMap> maps = new ArrayList<>();
        for (Node item : list.getValue()) {
            maps.add(new ConfigMap(source, at(key) + "[" + maps.size() + "]", item));
        }
        return maps;
    }

    /** Returns the text under the key; a problem, and "", where there is none. */
    String required(String key) {
        if (!entries.containsKey(key)) {
            source.problems.add(source.file + ": " + at(key) + ": is missing");
            return "";
        }
        String text = text(key);
        return text == null ? "" : text;
    }

    /** Tells whether a mapping stands under the key. */
    boolean isMap(String key) {
        NodeTuple entry = entries.get(key);
        return entry != null && entry.getValueNode() instanceof MappingNode;
    }

    /**
     * Returns the text under the key with {@code ${VARIABLE}} expanded, or null where there is none
     * that can be read.
     */
    @Nullable String text(String key) {
        NodeTuple entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (!(entry.getValueNode() instanceof ScalarNode scalar)) {
            problem(entry.getValueNode(), at(key), "must be a single value");
            return null;
        }
        StringBuilder text = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(scalar.getValue());
        while (matcher.find()) {
            String value = source.environment.apply(matcher.group(1));
            if (value == null) {
                problem(scalar, at(key), "the variable " + matcher.group(1) + " is not set");
                return null;
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        String whole = matcher.appendTail(text).toString().strip();
        if (whole.isEmpty()) {
            problem(scalar, at(key), "is empty");
            return null;
        }
        return whole;
    }

    /** Returns the text as it is written, variables unexpanded; null where there is none. */
    @Nullable String written(String key) {
        NodeTuple entry = entries.get(key);
        return entry != null && entry.getValueNode() instanceof ScalarNode scalar
                ? scalar.getValue()
                : null;
    }

    /** Returns the text under the key where it is one of these, else null. */
    @Nullable String oneOf(String key, List<String> words) {
        String text = text(key);
        if (text != null && !words.contains(text)) {
            wrong(key, "'" + text + "' is not " + String.join(" or ", words));
            return null;
        }
        return text;
    }

    /** Returns whether true stands under the key; null where nothing does. */
    @Nullable Boolean bool(String key) {
        String text = oneOf(key, List.of("true", "false"));
        return text == null ? null : Boolean.valueOf(text);
    }

    /** Returns where the key stands: file and line. */
    String place(String key) {
        NodeTuple entry = entries.get(key);
        int line =
                entry == null
                        ? 0
                        : entry.getKeyNode().getStartMark().map(Mark::getLine).orElse(0) + 1;
        return source.file + ":" + line;
    }

    /** Returns the value under the key as a boolean, whole number, list or text. */
    Object value(String key) {
        NodeTuple entry = entries.get(key);
        if (entry != null && entry.getValueNode() instanceof SequenceNode list) {
            return list.getValue().stream()
                    .map(item -> {
                        if (item instanceof ScalarNode scalar) {
                            return scalar.getValue();
                        }
                        problem(item, at(key), "must be a list of single values");
                        return "";
                    })
                    .toList();
        }
        String text = text(key);
        if (entry == null || text == null) {
            return "";
        }
        Tag tag = entry.getValueNode().getTag();
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(text);
        }
        if (tag.equals(Tag.FLOAT) && text.matches("\\d{1,9}\\.\\d{1,9}")) {
            return new BigDecimal(text);
        }
        boolean number = tag.equals(Tag.INT) && text.matches("\\d{1,9}");
        return number ? (Object) Integer.valueOf(text) : text;
    }

    /** Adds a problem with the value under the key. */
    void wrong(String key, String what) {
        NodeTuple entry = entries.get(key);
        if (entry == null) {
            source.problems.add(source.file + ": " + at(key) + ": " + what);
        } else {
            problem(entry.getValueNode(), at(key), what);
        }
    }
}
