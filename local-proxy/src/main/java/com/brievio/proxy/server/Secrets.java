package com.brievio.proxy.server;

import java.util.regex.Pattern;

/** Masks what looks like a key in words of an upstream. */
final class Secrets {
    private static final Pattern KEY =
            Pattern.compile("\\b(sk-[A-Za-z0-9_-]{6,}|AIza[A-Za-z0-9_-]{10,}|ya29\\.[\\w.-]+)");

    private Secrets() {}

    static String masked(String text) {
        return KEY.matcher(text).replaceAll("***");
    }
}
