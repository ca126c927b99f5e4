package com.brievio.proxy.responses;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the tools of a request are called upstream, where all are functions in one list, and what
 * their calls become for the client (docs/wire/responses.md, "Tools").
 */
public final class ToolTable {
    private static final int LONGEST = 64;

    private final Map<String, Entry> byUpstream = new LinkedHashMap<>();
    private final Map<String, String> byClient = new LinkedHashMap<>();

    /** What a call of a tool is for the client. */
    public enum Kind {
        FUNCTION("function_call", "fc"),
        CUSTOM("custom_tool_call", "ctc"),
        TOOL_SEARCH("tool_search_call", "tsc"),
        LOCAL_SHELL("local_shell_call", "lsh");

        private final String item;
        private final String prefix;

        Kind(String item, String prefix) {
            this.item = item;
            this.prefix = prefix;
        }

        /** Returns the type of the item that is a call. */
        public String item() {
            return item;
        }

        /** Returns the prefix of the item's id. */
        public String prefix() {
            return prefix;
        }
    }

    /**
     * A tool.
     *
     * @param name what the client calls it
     * @param namespace what the client groups it under, or null
     */
    public record Entry(Kind kind, String name, @Nullable String namespace) {}

    /** Adds a tool; returns its name upstream. */
    String add(Entry entry) {
        String wanted = clean(flat(entry.namespace(), entry.name()));
        String name = wanted;
        for (int n = 2; byUpstream.containsKey(name); n++) {
            String end = "_" + n;
            name = wanted.substring(0, Math.min(wanted.length(), LONGEST - end.length())) + end;
        }
        byUpstream.put(name, entry);
        byClient.putIfAbsent(key(entry.namespace(), entry.name()), name);
        return name;
    }

    /** Returns the tool of this name upstream; of one that is not listed a plain function. */
    public Entry of(String upstreamName) {
        Entry entry = byUpstream.get(upstreamName);
        return entry == null ? new Entry(Kind.FUNCTION, upstreamName, null) : entry;
    }

    /** Returns whether the client has declared this tool. */
    boolean has(@Nullable String namespace, String name) {
        return byClient.containsKey(key(namespace, name));
    }

    /** Returns the name upstream, also of a tool that is not declared any more. */
    String upstream(@Nullable String namespace, String name) {
        String known = byClient.get(key(namespace, name));
        return known == null ? clean(flat(namespace, name)) : known;
    }

    private static String key(@Nullable String namespace, String name) {
        return (namespace == null ? "" : namespace) + "\n" + name;
    }

    private static String flat(@Nullable String namespace, String name) {
        return namespace == null || namespace.isEmpty() ? name : namespace + "__" + name;
    }

    private static String clean(String name) {
        String clean = name.replaceAll("[^A-Za-z0-9_-]", "_");
        return clean.substring(0, Math.min(clean.length(), LONGEST));
    }
}
