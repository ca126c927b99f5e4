package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The arguments of a call that came whole, as the text that OpenAI's clients read. */
public final class WholeArguments {
    private WholeArguments() {}

    /**
     * Returns the object; one that came as a JSON string of it is that object; else an empty one.
     */
    public static String text(JsonNode arguments) {
        if (arguments.isObject()) {
            return Json.text(arguments);
        }
        if (arguments.isString()) {
            try {
                JsonNode read = Json.readLastOfEachKey(arguments.stringValue());
                return read.isObject() ? Json.text(read) : "{}";
            } catch (JacksonException e) {
                // What stands there is no JSON: the client sees it as it is.
                return arguments.stringValue().isBlank() ? "{}" : arguments.stringValue();
            }
        }
        return "{}";
    }
}
