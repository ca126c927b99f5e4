package com.brievio.proxy.json;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Halves of characters: JSON can escape one half of a surrogate pair, UTF-8 cannot carry it. */
public final class Surrogates {
    /** A whole pair, any other escape of a code, or an escape of one letter. */
    private static final Pattern ESCAPE =
            Pattern.compile(
                    "\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}"
                            + "|\\\\u[0-9a-fA-F]{4}|\\\\[^u]");

    private Surrogates() {}

    /** Tells whether the text holds whole characters only. */
    public static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints().noneMatch(Surrogates::isHalf);
            }
        }
        return true;
    }

    /** Returns the text with U+FFFD in place of each half. */
    public static String mended(String text) {
        if (isWhole(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(isHalf(c) ? 0xFFFD : c));
        return out.toString();
    }

    /**
     * Returns JSON text with an escaped half of a character as the escaped U+FFFD: no parser takes
     * one in a name.
     */
    public static String mendedEscapes(String json) {
        Matcher escapes = ESCAPE.matcher(json);
        StringBuilder out = new StringBuilder(json.length());
        while (escapes.find()) {
            String escape = escapes.group();
            boolean half = escape.length() == 6 && isHalf(code(escape));
            escapes.appendReplacement(out, Matcher.quoteReplacement(half ? "\\ufffd" : escape));
        }
        return escapes.appendTail(out).toString();
    }

    private static int code(String escape) {
        return Integer.parseInt(escape.substring(2), 16);
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
