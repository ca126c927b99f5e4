package com.brievio.proxy.openai;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.json.Surrogates;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the arguments of a call in the history. A conversation must not get stuck on what a model
 * or a client once wrote (decisions.md, "Histories must not get stuck"): nothing, {@code null} and
 * {@code []} are an empty object, of a key twice the last counts.
 */
public final class CallArguments {
    private CallArguments() {}

    /**
     * Returns the arguments under this key.
     *
     * @param approximated takes the path where they are not what they look like
     * @throws com.brievio.proxy.error.ApiException with a 400 where they are no JSON object
     */
    public static ObjectNode read(Fields call, String key, Consumer<String> approximated) {
        JsonNode given = call.get(key);
        if (given == null) {
            return Json.object();
        }
        if (given instanceof ObjectNode object) {
            approximated.accept(call.path(key));
            return object;
        }
        String text = call.string(key);
        if (text == null || text.isBlank()) {
            return Json.object();
        }
        JsonNode exact = exact(text);
        JsonNode read = exact == null ? lastOfEachKey(Surrogates.mendedEscapes(text)) : exact;
        if (read != null && (read.isNull() || (read.isArray() && read.isEmpty()))) {
            approximated.accept(call.path(key));
            return Json.object();
        }
        if (!(read instanceof ObjectNode object)) {
            throw Fields.invalidValue(
                    call.path(key),
                    "Invalid '%s': the string must hold a JSON object. Mend or drop this call of the"
                                    .formatted(call.path(key))
                            + " history.");
        }
        if (exact == null) {
            approximated.accept(call.path(key));
        }
        return object;
    }

    private static @Nullable JsonNode exact(String text) {
        try {
            return Json.read(text);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static @Nullable JsonNode lastOfEachKey(String text) {
        try {
            return Json.readLastOfEachKey(text);
        } catch (JacksonException e) {
            return null;
        }
    }
}
