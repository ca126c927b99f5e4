package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request to an upstream.
 *
 * @param uri the full address
 * @param headers headers beside content type and key
 * @param body the bytes of a POST, JSON; null for a GET. What is signed is what is sent
 * @param stream whether the answer is an event stream
 */
public record UpstreamCall(
        URI uri, Map<String, String> headers, byte @Nullable [] body, boolean stream) {

    /** Copies the headers. */
    public UpstreamCall {
        headers = Map.copyOf(headers);
    }

    /** Returns a GET. */
    public static UpstreamCall get(URI uri, Map<String, String> headers) {
        return new UpstreamCall(uri, headers, null, false);
    }

    /** Returns a POST of this object. */
    public static UpstreamCall post(
            URI uri, Map<String, String> headers, ObjectNode body, boolean stream) {
        return new UpstreamCall(uri, headers, Json.bytes(body), stream);
    }

    /** Returns the same call with one more header. */
    public UpstreamCall withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new UpstreamCall(uri, more, body, stream);
    }

    /** Returns the body as JSON; a missing node for a GET. */
    public JsonNode json() {
        return body == null ? Json.object().path("") : Json.read(body);
    }
}
