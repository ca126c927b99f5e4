package com.brievio.proxy.upstream;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request to an upstream.
 *
 * @param uri the full address
 * @param headers headers beside content type and key, in order
 * @param body the JSON body of a POST; null for a GET
 * @param stream whether the answer is an event stream
 */
public record UpstreamCall(
        URI uri, Map<String, String> headers, @Nullable ObjectNode body, boolean stream) {

    /** Copies the headers. */
    public UpstreamCall {
        headers = Map.copyOf(headers);
    }

    /** Returns the same call with one more header. */
    public UpstreamCall withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new UpstreamCall(uri, more, body, stream);
    }
}
