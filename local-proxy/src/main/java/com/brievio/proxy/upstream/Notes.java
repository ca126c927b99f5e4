package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.openai.ChatRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was not carried over as it stood. Ignored and approximated request fields reach the client
 * as {@code x-brievio-ignored}; defaults and repairs reach the log only (decisions.md, "Reported
 * fields").
 */
public final class Notes {
    private final Map<String, Integer> order = new HashMap<>();
    private final Set<String> ignored = new LinkedHashSet<>();
    private final List<String> remarks = new ArrayList<>();
    private final UnaryOperator<String> names;

    /** Starts empty; paths will be the client's, listed in the order of the request's keys. */
    public Notes(ChatRequest request) {
        this(request.client().tree(), request.client().names());
    }

    /** Starts empty; paths will be listed in the order of these keys. */
    public Notes(ObjectNode request) {
        this(request, UnaryOperator.identity());
    }

    private Notes(ObjectNode request, UnaryOperator<String> names) {
        this.names = names;
        request.propertyNames().forEach(key -> order.put(key, order.size()));
    }

    /**
     * Refuses the request where something was ignored or approximated ({@code --strict}).
     *
     * @throws com.brievio.proxy.error.ApiException with a 400 that names the paths
     */
    public void refuseIf(boolean strict) {
        if (strict && !ignored.isEmpty()) {
            throw ApiError.invalid(
                            ignored().getFirst(),
                            "unsupported_parameter",
                            "--strict: not carried over as they stand: "
                                    + String.join(", ", ignored()))
                    .exception();
        }
    }

    /** Records that the field at this JSON path was ignored or approximated. */
    public void ignored(String path) {
        ignored.add(names.apply(path));
    }

    /** Records a default, a cache mark or a repair, for the log. */
    public void remark(String text) {
        remarks.add(text);
    }

    /** Returns the JSON paths in request order. */
    public List<String> ignored() {
        return ignored.stream().sorted(Comparator.comparingInt(this::position)).toList();
    }

    /** Returns the remarks for the log. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    private int position(String path) {
        int end = path.length();
        for (char c : new char[] {'.', '['}) {
            int at = path.indexOf(c);
            if (at >= 0 && at < end) {
                end = at;
            }
        }
        return order.getOrDefault(path.substring(0, end), order.size());
    }
}
