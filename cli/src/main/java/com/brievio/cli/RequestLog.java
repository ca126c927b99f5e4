package com.brievio.cli;

import com.brievio.proxy.RequestSummary;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One line a request, readable or as JSON; never a body, never a key. */
final class RequestLog {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int LONGEST_TEXT = 2000;

    private final PrintWriter err;
    private final boolean json;
    private final int lowestStatus;

    /**
     * Writes lines.
     *
     * @param json whether each is a JSON object
     * @param level {@code error} for answers of 500 and more, {@code warn} for those of 400 and
     *     more, else all
     */
    RequestLog(PrintWriter err, boolean json, String level) {
        this.err = err;
        this.json = json;
        this.lowestStatus =
                switch (level) {
                    case "error" -> 500;
                    case "warn" -> 400;
                    default -> 0;
                };
    }

    void write(RequestSummary request) {
        boolean failed = request.error() != null && request.status() < 400;
        if (request.status() < lowestStatus && !failed) {
            return;
        }
        String line = json ? jsonLine(request) : textLine(request);
        synchronized (err) {
            err.println(line);
            err.flush();
        }
    }

    /** Writes what brievio itself did wrong. */
    void failure(String text) {
        String line =
                json
                        ? JsonNodeFactory.instance
                                .objectNode()
                                .put("time", now())
                                .put("level", "error")
                                .put("message", text)
                                .toString()
                        : "brievio: error: " + text;
        synchronized (err) {
            err.println(line);
            err.flush();
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static String jsonLine(RequestSummary request) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("time", now())
                .put("requestId", request.id())
                .put("status", request.status())
                .put("method", bounded(request.method()))
                .put("path", bounded(request.path()))
                .put("model", bounded(request.model()))
                .put("upstream", bounded(request.upstream()))
                .put("firstTokenMs", millis(request.firstToken()))
                .put("totalMs", millis(request.total()))
                .put("promptTokens", request.promptTokens())
                .put("completionTokens", request.completionTokens())
                .put("cachedTokens", request.cachedTokens())
                .put("error", bounded(request.error()));
        list(line, "ignored", request.ignored());
        list(line, "remarks", request.remarks());
        return line.toString();
    }

    private static void list(ObjectNode line, String name, List<String> texts) {
        ArrayNode array = line.putArray(name);
        texts.forEach(text -> array.add(bounded(text)));
    }

    private static @Nullable String bounded(@Nullable String text) {
        return text == null || text.length() <= LONGEST_TEXT
                ? text
                : text.substring(0, LONGEST_TEXT) + "…";
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : Long.valueOf(duration.toMillis());
    }

    private static String textLine(RequestSummary request) {
        StringBuilder line = new StringBuilder();
        line.append(LocalTime.now(ZoneId.systemDefault()).format(TIME));
        line.append(' ').append(request.status() == 0 ? "-" : request.status());
        line.append(' ').append(clean(request.method()));
        line.append(' ').append(clean(request.path()));
        if (request.model() != null) {
            line.append("  ").append(clean(request.model()));
            if (request.upstream() != null) {
                line.append(" → ").append(clean(request.upstream()));
            }
        }
        if (request.firstToken() != null) {
            line.append("  ttft ").append(seconds(request.firstToken()));
        }
        line.append("  ").append(seconds(request.total()));
        if (request.promptTokens() != null) {
            line.append("  ")
                    .append(request.promptTokens())
                    .append('/')
                    .append(request.completionTokens())
                    .append(" tokens");
        }
        if (request.cachedTokens() != null && request.cachedTokens() > 0) {
            line.append(" (").append(request.cachedTokens()).append(" cached)");
        }
        if (!request.ignored().isEmpty()) {
            line.append("  ignored ").append(clean(String.join(", ", request.ignored())));
        }
        if (!request.remarks().isEmpty()) {
            line.append("  [").append(clean(String.join("; ", request.remarks()))).append(']');
        }
        if (request.error() != null) {
            line.append("  ").append(clean(request.error()));
        }
        return line.append("  ").append(request.id()).toString();
    }

    private static String seconds(Duration duration) {
        long millis = Math.round(duration.toNanos() / 1e6);
        String fraction = Long.toString(1000 + millis % 1000).substring(1);
        return millis / 1000 + "." + fraction + "s";
    }

    /** Keeps control characters of a client from the terminal. */
    private static String clean(String text) {
        String plain = Terminal.printable(text);
        return plain.length() <= 200 ? plain : plain.substring(0, 200) + "…";
    }
}
