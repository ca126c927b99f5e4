package com.brievio.proxy.upstream;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files that are text, whatever their type is called: HTML, CSV, JSON, source code. */
public final class TextFiles {
    private static final Set<String> TEXTUAL =
            Set.of(
                    "application/json",
                    "application/ld+json",
                    "application/jsonlines",
                    "application/x-ndjson",
                    "application/xml",
                    "application/yaml",
                    "application/x-yaml",
                    "application/toml",
                    "application/javascript",
                    "application/ecmascript",
                    "application/x-javascript",
                    "application/typescript",
                    "application/x-typescript",
                    "application/x-sh",
                    "application/x-shellscript",
                    "application/x-httpd-php",
                    "application/x-php",
                    "application/x-python",
                    "application/x-python-code",
                    "application/x-ruby",
                    "application/x-perl",
                    "application/sql",
                    "application/graphql",
                    "application/rtf",
                    "application/x-tex",
                    "application/x-latex",
                    "application/csv",
                    "image/svg+xml");

    /** Types that say nothing; the bytes decide. */
    private static final Set<String> ANY =
            Set.of("", "application/octet-stream", "binary/octet-stream", "application/unknown");

    private TextFiles() {}

    /**
     * Returns the file's text, or null where it is none. Text that is not UTF-8 is read as Latin-1,
     * in which every byte is a character.
     */
    public static @Nullable String text(DataUri file, @Nullable String filename) {
        String type = file.mediaType();
        byte[] bytes = file.bytes();
        String utf8 = isUtf16(bytes) ? new String(bytes, StandardCharsets.UTF_16) : utf8(bytes);
        if (isTextual(type)) {
            return utf8 == null ? new String(bytes, StandardCharsets.ISO_8859_1) : utf8;
        }
        boolean unknown = ANY.contains(type) || isSourceName(filename);
        return unknown && utf8 != null && utf8.indexOf('\0') < 0 ? utf8 : null;
    }

    /** Tells by the mark at the beginning, which Windows writes. */
    private static boolean isUtf16(byte[] bytes) {
        return bytes.length >= 2
                && bytes.length % 2 == 0
                && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
                        || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
    }

    private static boolean isTextual(String type) {
        return type.startsWith("text/")
                || type.endsWith("+json")
                || type.endsWith("+xml")
                || type.endsWith("+yaml")
                || TEXTUAL.contains(type);
    }

    /** Browsers call a TypeScript file {@code video/mp2t}. */
    private static boolean isSourceName(@Nullable String filename) {
        return filename != null && filename.toLowerCase(Locale.ROOT).matches(".+\\.(ts|mts|cts)");
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
