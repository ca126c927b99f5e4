package com.brievio.conformance;

import java.util.regex.Pattern;

/** What went wrong, in words that a report may hold: never the name of a Java class. */
public final class PlainWords {
    private static final Pattern CLASS_NAME =
            Pattern.compile("\\b[a-z]\\w*(\\.[a-z]\\w*)+\\.[A-Z]\\w*");

    private PlainWords() {}

    /** Returns the words for the failure. */
    public static String of(Throwable failure) {
        return of(failure, "an internal error");
    }

    /** Returns the failure's own words where they are plain, else these. */
    public static String of(Throwable failure, String otherwise) {
        String message = failure.getMessage();
        boolean plain =
                message != null && !message.isBlank() && !CLASS_NAME.matcher(message).find();
        return switch (failure) {
            case StackOverflowError _ -> "something is nested too deep";
            case OutOfMemoryError _ -> "there is not enough memory";
            default -> plain ? String.valueOf(message) : otherwise;
        };
    }
}
