package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ToolDefinition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The names of one request's tools as Gemini takes them (mapping.md section 5): it knows letters,
 * digits, {@code _ . : -} and no digit or dash in front. A renamed tool has its own name again in
 * the answer, and no two tools ever share one.
 */
final class ToolNames {
    private final Map<String, String> encoded = new HashMap<>();
    private final Map<String, String> decoded = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    private ToolNames() {}

    static ToolNames of(ChatRequest request) {
        ToolNames names = new ToolNames();
        // Those that need no other name keep theirs, wherever they stand.
        for (ToolDefinition tool : request.tools()) {
            if (fitting(tool.name()).equals(tool.name())) {
                names.put(tool.name(), tool.name());
            }
        }
        request.tools().forEach(tool -> names.encode(tool.name()));
        return names;
    }

    private static String fitting(String name) {
        String fitting = name.replaceAll("[^A-Za-z0-9_.:-]", "_");
        boolean starts = fitting.matches("[A-Za-z_].*");
        return starts ? fitting : "f_" + fitting;
    }

    private void put(String name, String taken) {
        encoded.put(name, taken);
        decoded.put(taken, name);
        used.add(taken);
    }

    /** Returns the name for the upstream; also for calls of a history whose tool is gone. */
    String encode(String name) {
        String known = encoded.get(name);
        if (known != null) {
            return known;
        }
        String taken = fitting(name);
        while (used.contains(taken)) {
            taken = "f_" + taken;
        }
        put(name, taken);
        return taken;
    }

    /** Returns the client's own name. */
    String decode(String name) {
        return decoded.getOrDefault(name, name);
    }
}
