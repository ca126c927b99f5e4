package com.brievio.conformance.report;

import com.brievio.conformance.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds, in the quoted evidence, the place that the verdict speaks of. */
public final class Marks {
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)+\"");
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z_]{2,}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");
    private static final int LONGEST = 80;

    private Marks() {}

    /**
     * A part of an excerpt.
     *
     * @param start first character, from 0
     * @param end character after the last
     */
    public record Span(int start, int end) {}

    /** Returns the offending part of the excerpt, or null where the verdict names none. */
    public static @Nullable Span find(Outcome outcome, String excerpt) {
        int damaged = excerpt.indexOf('\ufffd');
        if (damaged >= 0) {
            return new Span(damaged, damaged + 1);
        }
        for (Pattern place : places(outcome)) {
            Matcher matcher = place.matcher(excerpt);
            if (matcher.find()) {
                return new Span(
                        matcher.start(), Math.min(matcher.end(), matcher.start() + LONGEST));
            }
        }
        return null;
    }

    /** From the surest to the weakest: what was seen, then the keys that are spoken of. */
    private static List<Pattern> places(Outcome outcome) {
        String actual = outcome.actual() == null ? "" : outcome.actual();
        String expected = outcome.expected() == null ? "" : outcome.expected();
        List<Pattern> places = new ArrayList<>();
        if (!actual.isBlank() && actual.length() <= LONGEST && actual.contains("\"")) {
            places.add(literal(actual));
        }
        List<String> values = all(QUOTED, actual);
        List<String> keys = new ArrayList<>(all(WORD, actual));
        keys.addAll(all(WORD, expected));
        keys.addAll(all(WORD, outcome.id().replace('-', '_')));
        keys.addAll(all(WORD, outcome.id().replace('-', ' ')));
        for (String key : keys) {
            for (String value : values) {
                places.add(Pattern.compile(key(key) + Pattern.quote(value)));
            }
        }
        for (String key : keys) {
            for (String number : all(NUMBER, actual)) {
                places.add(Pattern.compile(key(key) + Pattern.quote(number) + "\\b"));
            }
        }
        values.forEach(value -> places.add(literal(value)));
        keys.forEach(key ->
                places.add(Pattern.compile(key(key) + "(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^,}\\]]*)")));
        return places;
    }

    private static Pattern literal(String text) {
        return Pattern.compile(Pattern.quote(text));
    }

    private static String key(String name) {
        return "\"" + Pattern.quote(name) + "\"\\s*:\\s*";
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(r -> r.group()).toList();
    }
}
