package com.brievio.proxy.error;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Masks keys in every text that leaves the process: by value those that the process holds, by shape
 * what an upstream may have put into its words.
 */
public final class Secrets {
    private static final Pattern KEY =
            Pattern.compile(
                    "\\bsk-[A-Za-z0-9_-]{6,}"
                            + "|\\bAIza[A-Za-z0-9_-]{10,}"
                            + "|(?i:bearer )[A-Za-z0-9._~+/=-]{8,}"
                            + "|\\bya29\\.[\\w.-]+"
                            + "|\\bABSK[A-Za-z0-9+/=_-]{6,}"
                            + "|\\b(AKIA|ASIA)[A-Z0-9]{12,}"
                            + "|(?i:x-amz-security-token)\\s*[:=]\\s*\\S+"
                            + "|\\b(IQoJ|FwoG)[A-Za-z0-9+/=_-]{10,}");

    /** A shorter value is a word that may stand anywhere. */
    private static final int SHORTEST = 6;

    private static final String MASK = "***";

    /** The keys of this process, by value; the longest first, since one may hold another. */
    private static volatile List<String> known = List.of();

    private Secrets() {}

    /** Masks this value from now on, as it is and as it stands in a URL. */
    public static void know(@Nullable String value) {
        if (value != null && value.strip().length() >= SHORTEST) {
            add(value.strip());
            add(URLEncoder.encode(value.strip(), StandardCharsets.UTF_8));
        }
    }

    /** Masks what is secret in this address from now on: the user's part and the query's values. */
    public static void know(@Nullable URI address) {
        if (address == null) {
            return;
        }
        for (String part : new String[] {address.getUserInfo(), address.getRawUserInfo()}) {
            know(part);
            know(part == null ? null : part.substring(part.indexOf(':') + 1));
        }
        for (String query : new String[] {address.getQuery(), address.getRawQuery()}) {
            for (String pair : query == null ? new String[0] : query.split("&", -1)) {
                know(pair.substring(pair.indexOf('=') + 1));
            }
        }
    }

    private static synchronized void add(String value) {
        if (!known.contains(value)) {
            known = longestFirst(Stream.concat(known.stream(), Stream.of(value)));
        }
    }

    /** Returns the text with every key replaced by {@code ***}: those known, and what looks so. */
    public static String masked(String text) {
        return masked(text, List.of());
    }

    /** The same with more values that are secret here. */
    public static String masked(String text, Collection<String> more) {
        String masked = text;
        List<String> all =
                more.isEmpty() ? known : longestFirst(Stream.concat(known.stream(), more.stream()));
        for (String value : all) {
            masked = masked.replace(value, MASK);
        }
        return KEY.matcher(masked).replaceAll(MASK);
    }

    private static List<String> longestFirst(Stream<String> values) {
        return values.filter(value -> value.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }
}
