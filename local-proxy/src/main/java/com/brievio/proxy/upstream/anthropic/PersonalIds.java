package com.brievio.proxy.upstream.anthropic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names of end users that Anthropic refuses in {@code metadata.user_id}: they tell who it is. */
final class PersonalIds {
    private static final Pattern ADDRESS =
            Pattern.compile("[^\\s@<>]+@[^\\s@<>]+\\.[^\\s@<>.]{2,}");

    /** Digits with what people put between them; a plus sign in front, or nothing else around. */
    private static final Pattern NUMBER =
            Pattern.compile(
                    "\\+\\d[\\d ().\\-/]{5,}\\d|^(tel:|phone:)?[(]?\\d[\\d ().\\-/]{5,}\\d$",
                    Pattern.CASE_INSENSITIVE);

    private PersonalIds() {}

    /** Tells whether the id holds an e-mail address or a telephone number. */
    static boolean isPersonal(String id) {
        String plain = id.strip();
        return ADDRESS.matcher(plain).find()
                || (NUMBER.matcher(plain).find() && digits(plain) >= 7 && digits(plain) <= 15);
    }

    private static long digits(String text) {
        return text.chars().filter(Character::isDigit).count();
    }

    /** Returns an id that is the same for the same user and tells nothing else. */
    static String hashed(String id) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(id.strip().getBytes(StandardCharsets.UTF_8));
            return "user_" + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
