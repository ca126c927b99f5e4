package com.brievio.proxy.upstream;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Ids of the tool calls of one request as an upstream takes them: letters, digits, underscore and
 * dash, and none twice, though clients reuse theirs over several turns (decisions.md).
 */
public final class UpstreamCallIds {
    private final Set<String> used = new HashSet<>();
    private final Map<String, Integer> nextSuffix = new HashMap<>();

    /** Returns the id for the next call, which the client calls {@code id}. */
    public String next(String id) {
        String fitting = id.replaceAll("[^a-zA-Z0-9_-]", "_");
        String unique = fitting;
        while (!used.add(unique)) {
            unique = fitting + "_" + nextSuffix.merge(fitting, 2, (n, _) -> n + 1);
        }
        return unique;
    }
}
