package com.brievio.proxy.messages;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;

/** Errors of a request in Anthropic's words: the path in front, parts of it joined by dots. */
final class Refused {
    private Refused() {}

    /** Returns the 400 for the field at this path, such as {@code messages[0].content[1]}. */
    static ApiException at(String path, String message) {
        return ApiError.invalid(path, "invalid_value", dotted(path) + ": " + message).exception();
    }

    /** Returns the 400 for a field that must not be missing. */
    static ApiException missing(String path) {
        return at(path, "Field required");
    }

    /** Returns the path as Anthropic writes it: {@code messages.0.content.1}. */
    static String dotted(String path) {
        return path.replaceAll("\\[(\\d+)\\]", ".$1");
    }
}
