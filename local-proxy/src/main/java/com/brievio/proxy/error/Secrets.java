package com.brievio.proxy.error;

import java.util.regex.Pattern;

/** Masks what looks like a key in words of an upstream. */
public final class Secrets {
    private static final Pattern KEY =
            Pattern.compile(
                    "\\b(sk-[A-Za-z0-9_-]{6,}|AIza[A-Za-z0-9_-]{10,}|(?i:bearer )[A-Za-z0-9._-]{8,}|ya29\\.[\\w.-]+)");

    private Secrets() {}

    /** Returns the text with every key replaced by {@code ***}. */
    public static String masked(String text) {
        return KEY.matcher(text).replaceAll("***");
    }
}
