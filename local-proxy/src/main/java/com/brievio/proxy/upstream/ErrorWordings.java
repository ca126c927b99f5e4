package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What providers write where a context is too long or a credit is used up, in every wording of
 * every platform and in any letter case; read from {@code error-wordings.json}.
 */
public final class ErrorWordings {
    private static final String FILE = "error-wordings.json";

    private ErrorWordings() {}

    /** The patterns, read where a provider refuses something for the first time. */
    private static final class Table {
        static final List<Pattern> TOO_LONG;
        static final List<Pattern> NOT_TOO_LONG;
        static final List<Pattern> NO_CREDIT;

        static {
            JsonNode file = file();
            TOO_LONG = patterns(file.path("tooLong"));
            NOT_TOO_LONG = patterns(file.path("notTooLong"));
            NO_CREDIT = patterns(file.path("noCredit"));
        }

        private static JsonNode file() {
            try (InputStream in = ErrorWordings.class.getResourceAsStream(FILE)) {
                if (in == null) {
                    throw new IllegalStateException(FILE + " is missing from the jar");
                }
                return Json.read(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(FILE + " cannot be read", e);
            }
        }

        private static List<Pattern> patterns(JsonNode texts) {
            List<Pattern> patterns = new ArrayList<>();
            texts.forEach(text ->
                    patterns.add(Pattern.compile(text.asString(), Pattern.CASE_INSENSITIVE)));
            return patterns;
        }
    }

    /** Tells whether the message says that the request does not fit into the model's context. */
    public static boolean tooLong(String message) {
        return any(Table.TOO_LONG, message) && !any(Table.NOT_TOO_LONG, message);
    }

    /** Tells whether the message says that credit or a limit of spending is used up. */
    public static boolean noCredit(String message) {
        return any(Table.NO_CREDIT, message);
    }

    private static boolean any(List<Pattern> patterns, String message) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(message).find());
    }
}
