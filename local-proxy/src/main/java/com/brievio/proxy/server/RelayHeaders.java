package com.brievio.proxy.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which headers a relay passes on, and which belong to one hop or to the proxy itself. */
final class RelayHeaders {
    private static final Set<String> HOP_BY_HOP =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "http2-settings",
                    "content-length");

    /** Credentials, what a browser adds, and what the outbound client writes itself. */
    private static final Set<String> CLIENTS_OWN =
            Set.of(
                    "host",
                    "expect",
                    "authorization",
                    "x-api-key",
                    "x-goog-api-key",
                    "api-key",
                    "cookie",
                    "origin",
                    "referer",
                    "accept-encoding",
                    "content-encoding",
                    "content-type",
                    "user-agent");

    /** What the server in front writes itself, and what would open it to web pages. */
    private static final Set<String> UPSTREAMS_OWN =
            Set.of("date", "server", "set-cookie", "alt-svc", "strict-transport-security", "via");

    private static final List<String> REQUEST_IDS =
            List.of("x-request-id", "request-id", "x-amzn-requestid");

    private RelayHeaders() {}

    /** Returns the client's headers that go up, names in lower case. */
    static Map<String, String> up(Map<String, String> client) {
        Map<String, String> passed = new LinkedHashMap<>();
        List<String> named = named(client.get("connection"));
        client.forEach((name, value) -> {
            boolean own = CLIENTS_OWN.contains(name) || name.startsWith("sec-");
            if (!own && !HOP_BY_HOP.contains(name) && !named.contains(name)) {
                passed.put(name, value);
            }
        });
        return passed;
    }

    /** Returns the upstream's headers that go down, with the ids of the request set right. */
    static Map<String, String> down(Map<String, List<String>> upstream, String requestId) {
        Map<String, String> all = new LinkedHashMap<>();
        upstream.forEach((name, values) ->
                all.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        Map<String, String> passed = new LinkedHashMap<>();
        List<String> named = named(all.get("connection"));
        all.forEach((name, value) -> {
            boolean own =
                    UPSTREAMS_OWN.contains(name)
                            || name.startsWith(":")
                            || name.startsWith("access-control-");
            if (!own && !HOP_BY_HOP.contains(name) && !named.contains(name)) {
                passed.put(name, value);
            }
        });
        for (String name : REQUEST_IDS) {
            String id = all.get(name);
            if (id != null) {
                passed.putIfAbsent("x-brievio-upstream-request-id", id);
            }
        }
        passed.put("x-request-id", requestId);
        return passed;
    }

    private static List<String> named(@Nullable String connection) {
        return connection == null
                ? List.of()
                : List.of(connection.toLowerCase(Locale.ROOT).split("\\s*,\\s*", -1));
    }
}
