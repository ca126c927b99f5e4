package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The content of a base64 {@code data:} URI.
 *
 * @param mediaType sniffed from the bytes where they are a known picture or PDF, else as declared,
 *     lower case
 * @param base64 the data, padded, without white space
 */
public record DataUri(String mediaType, String base64) {

    /** Tells whether the URL is a data URI. */
    public static boolean is(String url) {
        return url.regionMatches(true, 0, "data:", 0, 5);
    }

    /**
     * Reads the data URI of a picture; parameters such as {@code ;charset=} are tolerated.
     *
     * @param path JSON path of the URI, for the error
     * @throws com.brievio.proxy.error.ApiException with a 400 where it is no base64 data URI, or
     *     empty
     */
    public static DataUri read(String url, String path) {
        DataUri read = read(url, path, "invalid_image_url");
        if (read.base64().isEmpty()) {
            throw invalid(path, "invalid_image_url", "the data URI is empty");
        }
        return read;
    }

    /** The same for what may be empty; {@code code} is that of the error. */
    static DataUri read(String url, String path, String code) {
        int comma = url.indexOf(',');
        String head = comma < 0 ? "" : url.substring(5, comma).toLowerCase(Locale.ROOT);
        if (comma < 0 || !head.endsWith(";base64")) {
            throw invalid(path, code, "a data URI must have the form data:image/png;base64,…");
        }
        int semicolon = head.indexOf(';');
        String declared = head.substring(0, semicolon).strip();
        String text = url.substring(comma + 1);
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            bytes = decodeLoosely(text, path, code);
            text = Base64.getEncoder().encodeToString(bytes);
        }
        if (text.length() % 4 != 0) {
            text = Base64.getEncoder().encodeToString(bytes);
        }
        String sniffed = sniff(bytes);
        String type = declared.equals("image/jpg") ? "image/jpeg" : declared;
        return new DataUri(sniffed == null ? type : sniffed, text);
    }

    /** Returns the decoded bytes. */
    public byte[] bytes() {
        return Base64.getDecoder().decode(base64);
    }

    private static byte[] decodeLoosely(String text, String path, String code) {
        try {
            return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw invalid(path, code, "the data URI holds no valid base64");
        }
    }

    private static ApiException invalid(String path, String code, String message) {
        return ApiError.invalid(path, code, path + ": " + message).exception();
    }

    /** Returns the media type that the first bytes tell, or null where they are not known. */
    public static @Nullable String sniff(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(12, bytes.length), StandardCharsets.ISO_8859_1);
        if (head.startsWith("\u0089PNG\r\n")) {
            return "image/png";
        }
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        if (head.startsWith("GIF8")) {
            return "image/gif";
        }
        if (head.startsWith("%PDF-")) {
            return "application/pdf";
        }
        if (head.startsWith("ftyp", 4)) {
            return switch (head.substring(8)) {
                case "heic", "heix" -> "image/heic";
                case "mif1", "msf1" -> "image/heif";
                default -> null;
            };
        }
        return head.startsWith("RIFF") && head.endsWith("WEBP") ? "image/webp" : null;
    }
}
