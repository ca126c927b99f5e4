package com.brievio.proxy.error;

import java.util.regex.Pattern;

/** Masks what looks like a key in words of an upstream. */
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

    private Secrets() {}

    /** Returns the text with every key replaced by {@code ***}. */
    public static String masked(String text) {
        return KEY.matcher(text).replaceAll("***");
    }
}
