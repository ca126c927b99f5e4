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
        if (holdsAny(text, known) || holdsAny(text, more)) {
            List<String> all = longestFirst(Stream.concat(known.stream(), more.stream()));
            for (String value : all) {
                masked = masked.replace(value, MASK);
            }
        }
        return mayLookLikeKey(masked) ? KEY.matcher(masked).replaceAll(MASK) : masked;
    }

    private static boolean holdsAny(String text, Collection<String> values) {
        for (String value : values) {
            if (value.length() <= text.length() && text.contains(value)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the text holds how a key begins: nearly all texts do not. */
    private static boolean mayLookLikeKey(String text) {
        for (int i = 0; i < text.length(); i++) {
            boolean begins =
                    switch (text.charAt(i)) {
                        case 's' -> text.startsWith("sk-", i);
                        case 'A' -> beginsLikeGoogleOrAws(text, i);
                        case 'b', 'B' -> text.regionMatches(true, i, "bearer ", 0, 7);
                        case 'y' -> text.startsWith("ya29.", i);
                        case 'x', 'X' -> text.regionMatches(true, i, "x-amz-security-token", 0, 20);
                        case 'I' -> text.startsWith("IQoJ", i);
                        case 'F' -> text.startsWith("FwoG", i);
                        default -> false;
                    };
            if (begins) {
                return true;
            }
        }
        return false;
    }

    private static boolean beginsLikeGoogleOrAws(String text, int at) {
        return text.startsWith("AIza", at)
                || text.startsWith("ABSK", at)
                || text.startsWith("AKIA", at)
                || text.startsWith("ASIA", at);
    }

    private static List<String> longestFirst(Stream<String> values) {
        return values.filter(value -> value.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }
}
