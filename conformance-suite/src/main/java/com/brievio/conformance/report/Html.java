package com.brievio.conformance.report;

import java.util.Locale;

/** Builds HTML; whatever an endpoint said is escaped, so that it stays text. */
final class Html {
    private final StringBuilder out = new StringBuilder();

    /** Appends markup of our own. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Appends text. */
    Html text(String text) {
        out.append(escaped(text));
        return this;
    }

    /** Appends an element that holds text alone; {@code open} may carry attributes. */
    Html element(String open, String text) {
        String name = open.split(" ", 2)[0];
        return raw("<" + open + ">").text(text).raw("</" + name + ">");
    }

    /** Returns the text without markup, and without characters that are none. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '&' -> escaped.append("&amp;");
                        case '<' -> escaped.append("&lt;");
                        case '>' -> escaped.append("&gt;");
                        case '"' -> escaped.append("&quot;");
                        case '\'' -> escaped.append("&#39;");
                        case '\n', '\t' -> escaped.append((char) c);
                        default -> escaped.appendCodePoint(isShown(c) ? c : 0xfffd);
                    }
                });
        return escaped.toString();
    }

    private static boolean isShown(int c) {
        boolean bidi = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        boolean surrogate = c >= 0xd800 && c <= 0xdfff;
        return !Character.isISOControl(c) && !bidi && !surrogate;
    }

    /** Returns an attribute value that is safe as an id and in a fragment. */
    static String id(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
    }

    /** Returns the text, cut to so many characters. */
    static String cut(String text, int most) {
        return text.length() <= most
                ? text
                : text.substring(0, most) + "\n… " + (text.length() - most) + " more characters";
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
