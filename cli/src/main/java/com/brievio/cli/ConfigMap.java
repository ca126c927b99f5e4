package com.brievio.cli;

import com.brievio.conformance.Nearest;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

    private final String file;
    private final String path;
    private final UnaryOperator<@Nullable String> environment;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

    /**
     * Reads the node.
     *
     * @param path path of the mapping inside the file, "" for the whole
     * @param environment looks a variable up, null where it is not set
     * @throws UsageProblem where the node is no mapping, or has a key twice
     */
    ConfigMap(String file, String path, Node node, UnaryOperator<@Nullable String> environment) {
        this.file = file;
        this.path = path;
        this.environment = environment;
        if (!(node instanceof MappingNode mapping)) {
            throw problem(node, path.isEmpty() ? "the file" : path, "must be a mapping");
        }
        for (NodeTuple entry : mapping.getValue()) {
            String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (entries.put(key, entry) != null) {
                throw problem(entry.getKeyNode(), at(key), "stands twice");
            }
        }
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private UsageProblem problem(Node node, String where, String what) {
        int line = node.getStartMark().map(Mark::getLine).orElse(0) + 1;
        return new UsageProblem(file + ":" + line + ": " + where + ": " + what);
    }

    /** Returns the keys, in order. */
    Set<String> keys() {
        return entries.keySet();
    }

    /**
     * Checks the keys.
     *
     * @throws UsageProblem that names the first unknown key and the nearest known one
     */
    void allow(List<String> known) {
        for (var entry : entries.entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw problem(
                        entry.getValue().getKeyNode(),
                        at(entry.getKey()),
                        "unknown key, did you mean " + Nearest.to(entry.getKey(), known) + "?");
            }
        }
    }

    /** Returns the mapping under the key, or null where there is none. */
    @Nullable ConfigMap map(String key) {
        NodeTuple entry = entries.get(key);
        return entry == null
                ? null
                : new ConfigMap(file, at(key), entry.getValueNode(), environment);
    }

    /**
     * Returns the text under the key with {@code ${VARIABLE}} expanded, or null where there is
     * none.
     *
     * @throws UsageProblem where it is no scalar or a variable is not set
     */
    @Nullable String text(String key) {
        NodeTuple entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (!(entry.getValueNode() instanceof ScalarNode scalar)) {
            throw problem(entry.getValueNode(), at(key), "must be a single value");
        }
        StringBuilder text = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(scalar.getValue());
        while (matcher.find()) {
            String value = environment.apply(matcher.group(1));
            if (value == null) {
                throw problem(scalar, at(key), "the variable " + matcher.group(1) + " is not set");
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(text).toString();
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
                        throw problem(item, at(key), "must be a list of single values");
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

    /** Returns the problem with the value under the key. */
    UsageProblem wrong(String key, String what) {
        NodeTuple entry = entries.get(key);
        if (entry == null) {
            return new UsageProblem(file + ": " + at(key) + ": " + what);
        }
        return problem(entry.getValueNode(), at(key), what);
    }
}
