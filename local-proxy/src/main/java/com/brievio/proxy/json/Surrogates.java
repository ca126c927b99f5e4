package com.brievio.proxy.json;

/** Halves of characters: JSON can escape one half of a surrogate pair, UTF-8 cannot carry it. */
public final class Surrogates {
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

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
