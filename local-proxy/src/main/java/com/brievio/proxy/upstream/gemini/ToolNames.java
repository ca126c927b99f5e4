package com.brievio.proxy.upstream.gemini;

/** Tool names that Gemini cannot take: the first character must be a letter or an underscore. */
final class ToolNames {
    private static final String PREFIX = "f_";

    private ToolNames() {}

    /** Returns a name that Gemini takes. */
    static String encode(String name) {
        char first = name.charAt(0);
        boolean odd = first == '-' || (first >= '0' && first <= '9');
        return odd ? PREFIX + name : name;
    }

    /** Returns the client's name for a name in an answer. */
    static String decode(String name) {
        boolean encoded =
                name.startsWith(PREFIX)
                        && name.length() > PREFIX.length()
                        && !encode(name.substring(PREFIX.length()))
                                .equals(name.substring(PREFIX.length()));
        return encoded ? name.substring(PREFIX.length()) : name;
    }
}
