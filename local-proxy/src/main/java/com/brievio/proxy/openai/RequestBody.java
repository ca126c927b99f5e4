package com.brievio.proxy.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.json.JsonMembers;
import com.brievio.proxy.json.Surrogates;
import com.brievio.proxy.json.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Reads the bytes of a request; what is no JSON object of whole characters is a 400. */
public final class RequestBody {
    private RequestBody() {}

    /**
     * A body that was read.
     *
     * @param mended JSON paths of strings in which half a character became U+FFFD
     */
    public record Parsed(ObjectNode tree, List<String> mended) {}

    /**
     * Reads the body as one JSON object. An escaped half of a surrogate pair is no character and
     * could not be sent on: it becomes U+FFFD, so that a conversation which holds one can go on.
     *
     * @throws com.brievio.proxy.error.ApiException with a 400 where it is none
     */
    public static Parsed parse(byte[] body) {
        List<String> mended = new ArrayList<>();
        if (!(read(body, bytes -> tree(bytes, mended)) instanceof ObjectNode object)) {
            throw noObject();
        }
        if (hasHalves(body)) {
            mendHalves(object, "", mended);
        }
        return new Parsed(object, mended);
    }

    /** Tells whether the text escapes what may be half a character; pictures are large. */
    private static boolean hasHalves(byte[] body) {
        for (int i = 0; i + 2 < body.length; i++) {
            if (body[i] == '\\' && body[i + 1] == 'u' && (body[i + 2] | 0x20) == 'd') {
                return true;
            }
        }
        return false;
    }

    private static JsonNode tree(byte[] body, List<String> mended) {
        try {
            return Json.read(body);
        } catch (JacksonException e) {
            JsonNode tree = Json.read(halvesMended(body, e));
            mended.add("messages");
            return tree;
        }
    }

    private static @Nullable JsonMembers head(byte[] body) {
        try {
            return JsonMembers.read(body);
        } catch (JacksonException e) {
            return JsonMembers.read(halvesMended(body, e));
        }
    }

    /** The parser takes an escaped half of a character in a string, but not in a name. */
    private static byte[] halvesMended(byte[] body, JacksonException failure) {
        String text = new String(body, StandardCharsets.UTF_8);
        String whole = Surrogates.mendedEscapes(text);
        if (whole.equals(text)) {
            throw failure;
        }
        return whole.getBytes(StandardCharsets.UTF_8);
    }

    private static void mendHalves(ObjectNode object, String path, List<String> mended) {
        for (String key : List.copyOf(object.propertyNames())) {
            String at = path.isEmpty() ? key : path + "." + key;
            JsonNode value = whole(object.path(key), at, mended);
            if (Surrogates.isWhole(key)) {
                object.set(key, value);
            } else {
                object.remove(key);
                object.set(Surrogates.mended(key), value);
                mended.add(at);
            }
        }
    }

    private static JsonNode whole(JsonNode node, String path, List<String> mended) {
        switch (node) {
            case StringNode text when !Surrogates.isWhole(text.stringValue()) -> {
                mended.add(path);
                return StringNode.valueOf(Surrogates.mended(text.stringValue()));
            }
            case ObjectNode object -> mendHalves(object, path, mended);
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, whole(array.get(i), path + "[" + i + "]", mended));
                }
            }
            default -> {}
        }
        return node;
    }

    /**
     * Finds the members of the body, which is passed on as it is.
     *
     * @throws com.brievio.proxy.error.ApiException with a 400 where it is no JSON object
     */
    static JsonMembers members(byte[] body) {
        JsonMembers members = read(body, RequestBody::head);
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
        requireUtf8(body);
        try {
            return reader.apply(body);
        } catch (JacksonException e) {
            throw refused(
                    "We could not parse the JSON body of your request%s: %s"
                            .formatted(where(e), reason(e)));
        }
    }

    /** The parser does not look at what it skips. */
    private static void requireUtf8(byte[] body) {
        if (Utf8.isValid(body, 0, body.length)) {
            return;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw refused(
                    "We could not parse the JSON body of your request: it is not valid UTF-8.");
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
