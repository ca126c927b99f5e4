package com.brievio.conformance.engine;

import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Header;
import java.util.Locale;
import java.util.Set;

/** A curl command that repeats a recorded request; the key is a variable. */
final class Curl {
    private static final Set<String> LEFT_OUT = Set.of("accept", "accept-encoding", "user-agent");

    private Curl() {}

    static String of(Exchange exchange) {
        Exchange.Request request = exchange.request();
        StringBuilder curl = new StringBuilder("curl -sSN -X ").append(request.method());
        curl.append(' ').append(quoted(request.uri().toString()));
        for (Header header : request.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (LEFT_OUT.contains(name)) {
                continue;
            }
            boolean key = name.equals("authorization") && !header.value().contains("brv-invalid");
            curl.append(" -H ")
                    .append(
                            key
                                    ? "\"Authorization: Bearer $OPENAI_API_KEY\""
                                    : quoted(header.name() + ": " + header.value()));
        }
        if (!request.body().isEmpty()) {
            curl.append(" --data-raw ").append(quoted(request.body()));
        }
        return curl.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
