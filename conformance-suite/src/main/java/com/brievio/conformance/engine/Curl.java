package com.brievio.conformance.engine;

import com.brievio.conformance.probe.Recorder;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Header;
import java.util.Locale;
import java.util.Set;

/** A curl command that repeats a recorded request; the key is a variable. */
final class Curl {
    private static final Set<String> LEFT_OUT = Set.of("accept", "accept-encoding", "user-agent");

    private static final String KEY = "$OPENAI_API_KEY";

    private static final int LONGEST_BODY = 100_000;

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
            String whole = header.name() + ": " + header.value();
            curl.append(" -H ")
                    .append(
                            whole.contains(Recorder.MASKED_KEY)
                                    ? '"' + whole.replace(Recorder.MASKED_KEY, KEY) + '"'
                                    : quoted(whole));
        }
        if (!request.body().isEmpty()) {
            curl.append(" --data-raw ").append(quoted(body(request.body())));
        }
        return curl.toString();
    }

    private static String body(String body) {
        return body.length() <= LONGEST_BODY
                ? body
                : body.substring(0, 200)
                        + "… "
                        + body.length()
                        + " characters, whole in the report";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
