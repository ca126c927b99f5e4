package com.brievio.cli;

import com.brievio.proxy.RequestSummary;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** One readable line a request; never a body, never a key. */
final class RequestLog {
    private final PrintWriter err;

    RequestLog(PrintWriter err) {
        this.err = err;
    }

    void write(RequestSummary request) {
        StringBuilder line = new StringBuilder();
        line.append(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS));
        line.append(' ').append(request.status() == 0 ? "-" : request.status());
        line.append(' ').append(request.method()).append(' ').append(clean(request.path()));
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
        line.append("  ").append(request.id());
        synchronized (err) {
            err.println(line);
            err.flush();
        }
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3fs", duration.toNanos() / 1e9);
    }

    /** Keeps control characters of a client from the terminal. */
    private static String clean(String text) {
        String plain = Terminal.printable(text);
        return plain.length() <= 200 ? plain : plain.substring(0, 200) + "…";
    }
}
