package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Names one call in a memory: by model, id, tool and arguments (decisions.md, "Memory of thinking
 * and signatures"). Clients and upstreams use short ids again, so an id alone would lend one
 * conversation the thinking of another.
 */
public final class CallKey {
    private CallKey() {}

    /**
     * Returns the key.
     *
     * @param model what the upstream calls the model
     * @param id the id that the client was told
     * @param arguments as the client was told, whatever their order and spaces
     */
    public static String of(String model, String id, String tool, JsonNode arguments) {
        MessageDigest digest = sha256();
        for (String part : new String[] {model, id, tool, canonical(arguments)}) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The same for arguments that were put together from a stream; they may be cut. */
    public static String ofText(String model, String id, String tool, String arguments) {
        JsonNode read;
        try {
            read = arguments.isBlank() ? Json.object() : Json.readLastOfEachKey(arguments);
        } catch (JacksonException e) {
            read = Json.of(arguments);
        }
        return of(model, id, tool, read);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Writes equal values alike: keys sorted, 1.0 as 1. */
    private static String canonical(JsonNode node) {
        StringBuilder out = new StringBuilder();
        write(node, out);
        return out.toString();
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
            out.append('{');
            sorted.forEach((key, value) -> {
                out.append(Json.text(Json.of(key))).append(':');
                write(value, out);
                out.append(',');
            });
            out.append('}');
        } else if (node.isArray()) {
            out.append('[');
            node.forEach(item -> {
                write(item, out);
                out.append(',');
            });
            out.append(']');
        } else if (node.isNumber()) {
            out.append(node.decimalValue().stripTrailingZeros());
        } else {
            out.append(Json.text(node));
        }
    }
}
