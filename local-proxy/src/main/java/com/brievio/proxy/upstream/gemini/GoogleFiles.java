package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.upstream.ContentParts;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Files that Google fetches itself (gemini.md section 2, {@code fileData}): Cloud Storage on
 * Vertex, the Files API on AI Studio, YouTube on both.
 */
final class GoogleFiles {
    private static final Pattern YOUTUBE =
            Pattern.compile(
                    "https://((www\\.|m\\.|music\\.)?youtube\\.com/(watch\\?|shorts/|live/|embed/)"
                            + "|youtu\\.be/).+",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern FILES_API =
            Pattern.compile("https://generativelanguage\\.googleapis\\.com/v1[a-z]*/files/.+");
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("png", "image/png"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("jpeg", "image/jpeg"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("gif", "image/gif"),
                    Map.entry("heic", "image/heic"),
                    Map.entry("heif", "image/heif"),
                    Map.entry("pdf", "application/pdf"),
                    Map.entry("txt", "text/plain"),
                    Map.entry("md", "text/plain"),
                    Map.entry("csv", "text/csv"),
                    Map.entry("html", "text/html"),
                    Map.entry("json", "text/plain"),
                    Map.entry("mp3", "audio/mp3"),
                    Map.entry("wav", "audio/wav"),
                    Map.entry("flac", "audio/flac"),
                    Map.entry("ogg", "audio/ogg"),
                    Map.entry("mp4", "video/mp4"),
                    Map.entry("mov", "video/mov"),
                    Map.entry("webm", "video/webm"),
                    Map.entry("mpeg", "video/mpeg"),
                    Map.entry("mpg", "video/mpg"));

    private GoogleFiles() {}

    /** Tells whether Google takes the address as it is at this door. */
    static boolean takes(String address, GeminiDoor door) {
        return YOUTUBE.matcher(address).matches()
                || (door == GeminiDoor.VERTEX
                        ? address.startsWith("gs://")
                        : FILES_API.matcher(address).matches());
    }

    /**
     * Returns the part for the address, or null where it is none that Google fetches.
     *
     * @param filename what the client calls the file, where the address does not tell its type
     * @throws com.brievio.proxy.error.ApiException with a 400 for Cloud Storage on AI Studio
     */
    static @Nullable ObjectNode part(String address, @Nullable String filename, GeminiDoor door) {
        if (address.startsWith("gs://") && door == GeminiDoor.STUDIO) {
            throw ContentParts.unsupported(
                    "messages", "gs:// addresses are taken on Vertex only; use vertex/MODEL");
        }
        if (!takes(address, door)) {
            return null;
        }
        ObjectNode part = Json.object();
        ObjectNode file = part.putObject("fileData");
        String type = YOUTUBE.matcher(address).matches() ? "video/mp4" : typeOf(address);
        type = type == null && filename != null ? typeOf(filename) : type;
        if (type != null) {
            file.put("mimeType", type);
        }
        file.put("fileUri", address);
        return part;
    }

    private static @Nullable String typeOf(String address) {
        String path = address.replaceFirst("[?#].*$", "");
        String end = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.get(end);
    }
}
