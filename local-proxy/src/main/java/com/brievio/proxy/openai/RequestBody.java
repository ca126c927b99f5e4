package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.json.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the bytes of a request; what is no JSON object of whole characters is a 400. */
final class RequestBody {
    private RequestBody() {}

    /**
     * Reads the body as one JSON object.
     *
     * @throws com.brievio.proxy.error.ApiException with a 400 where it is none
     */
    static ObjectNode parse(byte[] body) {
        if (!(read(body, Json::read) instanceof ObjectNode object)) {
            throw noObject();
        }
        if (new String(body, StandardCharsets.UTF_8).contains("\\u")) {
            refuseHalfCharacters(object, "");
        }
        return object;
    }

    /**
     * Finds the members of the body, which is passed on as it is.
     *
     * @throws com.brievio.proxy.error.ApiException with a 400 where it is no JSON object
     */
    static JsonMembers members(byte[] body) {
        JsonMembers members = read(body, JsonMembers::read);
        if (members == null) {
            throw noObject();
        }
        return members;
    }

    private static <T extends @Nullable Object> T read(byte[] body, Function<byte[], T> reader) {
        if (body.length == 0) {
            throw refused(
                    "The request has no body. Send a JSON object with 'model' and 'messages'.");
        }
        try {
            return reader.apply(body);
        } catch (JacksonException e) {
            throw refused(
                    "We could not parse the JSON body of your request%s: %s"
                            .formatted(where(e), reason(e)));
        }
    }

    private static ApiException noObject() {
        return refused(
                "The JSON body of the request is no object. Send one with 'model' and"
                        + " 'messages'.");
    }

    private static ApiException refused(String message) {
        return ApiError.of(400, message, ApiError.INVALID_REQUEST, null, null).exception();
    }

    /** An escaped half of a surrogate pair is no character: it could not be sent on as it came. */
    private static void refuseHalfCharacters(JsonNode node, String path) {
        if (node.isString()) {
            boolean half =
                    node.stringValue()
                            .codePoints()
                            .anyMatch(c ->
                                    c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
            if (half) {
                throw Fields.invalidValue(
                        path, "Invalid '%s': the string holds half a character.".formatted(path));
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            refuseHalfCharacters(node.get(i), path + "[" + i + "]");
        }
        for (var entry : node.properties()) {
            refuseHalfCharacters(
                    entry.getValue(),
                    path.isEmpty() ? entry.getKey() : path + "." + entry.getKey());
        }
    }

    /** The parser's words without its notes on itself. */
    private static String reason(JacksonException e) {
        return String.valueOf(e.getOriginalMessage())
                .replaceAll("\\s*\\([^()]*\\[Source:.*$", "")
                .strip();
    }

    private static String where(JacksonException e) {
        var at = e.getLocation();
        return at == null || at.getLineNr() < 1
                ? ""
                : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
