package com.brievio.conformance.probe;

import com.brievio.conformance.Target;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Header;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What no report may show: the key, and the values of the user's own headers. */
final class Secrets {
    private static final int SHORTEST_KEY = 4;

    /** Shorter values of headers are words such as a team's name, which answers may hold. */
    private static final int SHORTEST_VALUE = 8;

    private static final Set<String> CARRIERS = Set.of("authorization", "x-api-key");

    /** A key that is too short to be looked for in texts; null where there is none. */
    private final @Nullable String shortKey;

    private final Set<String> keys = new LinkedHashSet<>();
    private final Set<String> values = new LinkedHashSet<>();
    private final List<String> ownHeaders;

    Secrets(Target target) {
        String key = target.apiKey();
        if (key != null && key.length() >= SHORTEST_KEY) {
            keys.addAll(forms(key));
        }
        shortKey = key != null && key.length() < SHORTEST_KEY ? key : null;
        for (var header : target.headers()) {
            String value = header.getValue();
            String bare = value.replaceFirst("(?i)^(bearer|basic|token) +", "");
            for (String secret : List.of(value, bare)) {
                if (secret.length() >= SHORTEST_VALUE) {
                    values.addAll(forms(secret));
                }
            }
        }
        ownHeaders =
                target.headers().stream().map(h -> h.getKey().toLowerCase(Locale.ROOT)).toList();
    }

    /** The text itself, and as writers of JSON escape it. */
    private static Set<String> forms(String text) {
        StringBuilder lower = new StringBuilder();
        StringBuilder upper = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = Character.isLetterOrDigit(c) || "-._~:, ".indexOf(c) >= 0;
            lower.append(plain ? String.valueOf(c) : "\\u%04x".formatted((int) c));
            upper.append(plain ? String.valueOf(c) : "\\u%04X".formatted((int) c));
        }
        Set<String> forms = new LinkedHashSet<>();
        forms.add(text);
        forms.add(text.replace("/", "\\/"));
        forms.add(text.replace("\"", "\\\""));
        forms.add(lower.toString());
        forms.add(upper.toString());
        return forms;
    }

    String masked(String text) {
        String masked = text;
        for (String key : keys) {
            masked = masked.replace(key, Recorder.MASKED_KEY);
        }
        for (String value : values) {
            masked = masked.replace(value, "***");
        }
        return masked;
    }

    /** The values of the user's own headers may be secrets, so none is kept. */
    Header masked(Header header) {
        boolean own = ownHeaders.contains(header.name().toLowerCase(Locale.ROOT));
        String value = own ? "***" : masked(header.value());
        boolean tooShort = shortKey != null && value.endsWith(shortKey);
        return new Header(
                header.name(),
                tooShort && CARRIERS.contains(header.name().toLowerCase(Locale.ROOT))
                        ? Recorder.MASKED_KEY
                        : value);
    }

    Exchange.Response masked(Exchange.Response response) {
        String text = response.text();
        String maskedText = masked(text);
        List<Header> headers = response.headers().stream().map(this::echoed).toList();
        if (maskedText.equals(text) && headers.equals(response.headers())) {
            return response;
        }
        return new Exchange.Response(
                response.status(),
                headers,
                maskedText.equals(text)
                        ? response.body()
                        : maskedText.getBytes(StandardCharsets.UTF_8),
                response.reads(),
                response.framing(),
                response.timing());
    }

    private Header echoed(Header header) {
        return new Header(header.name(), masked(header.value()));
    }
}
