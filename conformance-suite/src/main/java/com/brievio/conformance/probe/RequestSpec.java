package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Header;
import com.brievio.conformance.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a probe sends.
 *
 * @param path path below the base URL, such as {@code /chat/completions}
 * @param headers headers beside the usual ones; one of the same name replaces a usual one
 * @param auth which key is presented
 * @param chunked whether the body goes out in chunks, without a length
 * @param before a request to send first on the same connection, its answer read and dropped, or
 *     null
 * @param leave when to leave before the answer is complete
 */
record RequestSpec(
        String method,
        String path,
        String body,
        List<Header> headers,
        Auth auth,
        boolean chunked,
        @Nullable RequestSpec before,
        Delivery.Leave leave) {

    private static final List<String> LIMITS =
            List.of("max_tokens", "max_completion_tokens", "max_output_tokens");

    RequestSpec {
        headers = List.copyOf(headers);
    }

    /** Which key a request presents. */
    enum Auth {
        /** The target's own. */
        OWN,
        /** A wrong one. */
        WRONG,
        /** None at all. */
        NONE
    }

    static RequestSpec chat(String body) {
        return post("/chat/completions", body);
    }

    static RequestSpec post(String path, String body) {
        return new RequestSpec(
                "POST", path, body, List.of(), Auth.OWN, false, null, Delivery.Leave.NEVER);
    }

    static RequestSpec get(String path) {
        return post(path, "").to("GET", path);
    }

    /** About how many tokens the request holds: four characters each, 300 for a picture. */
    int inputTokens() {
        String text = body.replaceAll("data:image/[^\"]*", "");
        int pictures = body.split("data:image/", -1).length - 1;
        return text.length() / 4 + 300 * pictures;
    }

    /** Returns the limit of output tokens that the request names, 0 where it names none. */
    int outputLimit() {
        JsonNode json = Json.parse(body);
        int limit = 0;
        for (String field : LIMITS) {
            limit = Math.max(limit, json == null ? 0 : json.path(field).asInt(0));
        }
        return limit;
    }

    RequestSpec as(Auth other) {
        return new RequestSpec(method, path, body, headers, other, chunked, before, leave);
    }

    RequestSpec to(String otherMethod, String otherPath) {
        return new RequestSpec(otherMethod, otherPath, body, headers, auth, chunked, before, leave);
    }

    RequestSpec with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new RequestSpec(method, path, body, more, auth, chunked, before, leave);
    }

    RequestSpec inChunks() {
        return new RequestSpec(method, path, body, headers, auth, true, before, leave);
    }

    RequestSpec after(RequestSpec earlier) {
        return new RequestSpec(method, path, body, headers, auth, chunked, earlier, leave);
    }

    RequestSpec leaving(Delivery.Leave when) {
        return new RequestSpec(method, path, body, headers, auth, chunked, before, when);
    }
}
