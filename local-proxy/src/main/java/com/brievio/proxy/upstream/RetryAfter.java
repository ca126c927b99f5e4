package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * When to come back, in every form in which upstreams say it, whatever the status and the body
 * (mapping.md section 9): a header, Google's {@code RetryInfo}, the words of the message.
 */
public final class RetryAfter {
    private static final String HEADER = "retry-after";
    private static final String MILLIS = "retry-after-ms";
    private static final String SHOULD = "x-should-retry";
    private static final int LONGEST_TEXT = 4096;
    private static final BigDecimal MINUTE = BigDecimal.valueOf(60);

    /** {@code 16h2m3.5s}, {@code 34.4s}, {@code 826.3ms}, {@code 20 seconds}. */
    private static final Pattern SPAN =
            Pattern.compile(
                    "(?:(\\d+) ?(?:h|hours?)(?![a-z]) ?)?"
                            + "(?:(\\d+) ?(?:m|min|minutes?)(?![a-z]) ?)?"
                            + "(?:(\\d+(?:\\.\\d+)?) ?(?:s|sec|seconds?)(?![a-z]))?"
                            + "(?:(\\d+(?:\\.\\d+)?) ?(?:ms|milliseconds?)(?![a-z]))?",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern TOLD =
            Pattern.compile(
                    "(?:retry|try again|again|available|reset|wait)[^.\\d]{0,30}?"
                            + "(?:in|after|for|another)? ?(?=(\\d.{0,60}))",
                    Pattern.CASE_INSENSITIVE);

    private RetryAfter() {}

    /**
     * Returns the error with the headers that tell when to come back; one that says already that
     * coming back is no use stays.
     */
    public static ApiError on(ApiError error, UpstreamReply reply) {
        return error.and(of(reply));
    }

    private static Map<String, String> of(UpstreamReply reply) {
        JsonNode json = reply.json();
        Map<String, String> told = json == null ? ofMessage(opening(reply.body())) : ofBody(json);
        return told.isEmpty()
                ? ofHeaders(reply.headers().apply(HEADER), reply.headers().apply(MILLIS))
                : told;
    }

    /** Above a minute the SDKs would come back at once or never: tells them not to. */
    private static Map<String, String> ofHeaders(@Nullable String header, @Nullable String millis) {
        Map<String, String> headers = new LinkedHashMap<>();
        BigDecimal seconds = header == null ? null : number(header.strip());
        if (header != null && (seconds != null || isDate(header))) {
            headers.put(HEADER, header.strip());
        }
        if (millis != null && number(millis.strip()) != null) {
            headers.put(MILLIS, millis.strip());
        }
        if (seconds != null && seconds.compareTo(MINUTE) > 0) {
            headers.put(SHOULD, "false");
        }
        return headers;
    }

    private static boolean isDate(String header) {
        return header.strip().matches("[A-Z][a-z]{2}, .{10,30} GMT");
    }

    private static @Nullable BigDecimal number(String text) {
        return text.matches("\\d{1,12}(\\.\\d{1,9})?") ? new BigDecimal(text) : null;
    }

    /** Returns what an error object says of it, also one inside a stream. */
    public static Map<String, String> ofBody(JsonNode body) {
        JsonNode object = body.isArray() && !body.isEmpty() ? body.get(0) : body;
        JsonNode error = object.path("error").isObject() ? object.path("error") : object;
        for (JsonNode detail : error.path("details")) {
            String delay = Json.string(detail, "retryDelay");
            BigDecimal seconds = delay == null ? null : span(delay.strip());
            if (seconds != null) {
                return ofSeconds(seconds);
            }
        }
        String message =
                object.path("error").isString()
                        ? object.path("error").stringValue()
                        : Json.string(error, "message");
        return message == null ? Map.of() : ofMessage(message);
    }

    /** What a server in between says, it says at the beginning. */
    private static String opening(byte[] body) {
        return new String(body, 0, Math.min(body.length, LONGEST_TEXT), StandardCharsets.UTF_8);
    }

    private static Map<String, String> ofMessage(String message) {
        Matcher told = TOLD.matcher(message);
        while (told.find()) {
            BigDecimal seconds = span(told.group(1));
            if (seconds != null) {
                return ofSeconds(seconds);
            }
        }
        return Map.of();
    }

    /** Returns the seconds that the text begins with, or null where it begins with no span. */
    private static @Nullable BigDecimal span(String text) {
        Matcher matcher = SPAN.matcher(text);
        if (!matcher.lookingAt() || matcher.end() == 0) {
            return null;
        }
        BigDecimal[] unit = {
            BigDecimal.valueOf(3600), MINUTE, BigDecimal.ONE, new BigDecimal("0.001")
        };
        BigDecimal seconds = BigDecimal.ZERO;
        for (int i = 0; i < unit.length; i++) {
            String amount = matcher.group(i + 1);
            if (amount != null && amount.length() < 15) {
                seconds = seconds.add(new BigDecimal(amount).multiply(unit[i]));
            }
        }
        return seconds;
    }

    private static Map<String, String> ofSeconds(BigDecimal seconds) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(HEADER, seconds.setScale(0, RoundingMode.CEILING).toPlainString());
        headers.put(
                MILLIS,
                seconds.movePointRight(3).setScale(0, RoundingMode.CEILING).toPlainString());
        if (seconds.compareTo(MINUTE) > 0) {
            headers.put(SHOULD, "false");
        }
        return headers;
    }
}
