package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A whole answer of an upstream.
 *
 * @param status HTTP status
 * @param headers looks a header up by its name in any case; null where absent
 * @param body the bytes
 */
public record UpstreamReply(int status, Function<String, @Nullable String> headers, byte[] body) {

    /** Returns the body as JSON, or null where it is none. */
    public @Nullable JsonNode json() {
        try {
            return body.length == 0 ? null : Json.read(body);
        } catch (JacksonException e) {
            return null;
        }
    }
}
