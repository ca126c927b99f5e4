package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Header;
import java.util.ArrayList;
import java.util.List;

/**
 * What a probe sends.
 *
 * @param path path below the base URL, such as {@code /chat/completions}
 * @param headers headers beside the usual ones; one of the same name replaces a usual one
 * @param auth which key is presented
 */
record RequestSpec(String method, String path, String body, List<Header> headers, Auth auth) {

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
        return new RequestSpec("POST", "/chat/completions", body, List.of(), Auth.OWN);
    }

    static RequestSpec get(String path) {
        return new RequestSpec("GET", path, "", List.of(), Auth.OWN);
    }

    RequestSpec as(Auth other) {
        return new RequestSpec(method, path, body, headers, other);
    }

    RequestSpec to(String otherMethod, String otherPath) {
        return new RequestSpec(otherMethod, otherPath, body, headers, auth);
    }

    RequestSpec with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new RequestSpec(method, path, body, more, auth);
    }
}
