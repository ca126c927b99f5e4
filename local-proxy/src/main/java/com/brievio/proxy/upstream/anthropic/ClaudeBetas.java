package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.Notes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which of Anthropic's beta flags a platform takes, read from {@code claude-platforms.json}: the
 * clouds refuse a whole request for one flag that they do not know. Anthropic itself takes all.
 */
final class ClaudeBetas {
    private static final String FILE = "claude-platforms.json";

    private ClaudeBetas() {}

    /** The table, read where a client sends a flag to a cloud for the first time. */
    private static final class Table {
        static final JsonNode ROWS = read();

        private static JsonNode read() {
            try (InputStream in = ClaudeBetas.class.getResourceAsStream(FILE)) {
                if (in == null) {
                    throw new IllegalStateException(FILE + " is missing from the jar");
                }
                return Json.read(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(FILE + " cannot be read", e);
            }
        }
    }

    /**
     * Returns the flags that are sent, in their order; reports each that is left out or sent under
     * another name as {@code anthropic-beta.FLAG}.
     *
     * @param model the model as the platform names it
     * @param own what the user knows better, by flag
     */
    static List<String> taken(
            List<String> flags,
            ClaudeDoor door,
            String model,
            Map<String, String> own,
            Notes notes) {
        if (door == ClaudeDoor.DIRECT) {
            return flags;
        }
        Set<String> taken = new LinkedHashSet<>();
        for (String flag : flags) {
            String sent =
                    own.containsKey(flag) ? word(own.get(flag), flag) : sent(flag, door, model);
            if (sent != null) {
                taken.add(sent);
            }
            if (!flag.equals(sent)) {
                notes.ignored("anthropic-beta." + flag);
            }
        }
        return new ArrayList<>(taken);
    }

    private static @Nullable String sent(String flag, ClaudeDoor door, String model) {
        for (var row : Table.ROWS.path("models").properties()) {
            JsonNode only = row.getValue().path(door.upstream());
            if (model.contains(row.getKey()) && only.isArray()) {
                return only.valueStream().anyMatch(f -> f.asString("").equals(flag)) ? flag : null;
            }
        }
        return word(row(flag).path(door.upstream()).asString("drop"), flag);
    }

    private static @Nullable String word(@Nullable String word, String flag) {
        return switch (word) {
            case null -> null;
            case "drop" -> null;
            case "keep" -> flag;
            default -> word;
        };
    }

    private static JsonNode row(String flag) {
        JsonNode rows = Table.ROWS.path("betas");
        if (rows.has(flag)) {
            return rows.path(flag);
        }
        for (var row : rows.properties()) {
            String name = row.getKey();
            if (name.endsWith("*") && flag.startsWith(name.substring(0, name.length() - 1))) {
                return row.getValue();
            }
        }
        return rows.path(flag);
    }

    /** Tells whether a flag of this family is among those that are sent. */
    static boolean has(List<String> sent, String family) {
        return sent.stream().anyMatch(flag -> flag.startsWith(family));
    }
}
