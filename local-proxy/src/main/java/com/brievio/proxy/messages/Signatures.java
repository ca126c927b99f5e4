package com.brievio.proxy.messages;

import com.brievio.proxy.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What thinking blocks of other models carry in {@code signature}: a prefix that names version and
 * vendor, and what that vendor wants back (docs/wire/messages.md, "Signatures"). Claude refuses
 * such a block, so none may reach it.
 */
public final class Signatures {
    /** How every signature of ours begins. */
    public static final String OURS = "brievio.";

    /** Thinking that nobody wants back. */
    static final String TEXT = OURS + "text.1.";

    private static final String GEMINI = OURS + "gemini.1.";

    private Signatures() {}

    /** Returns the signature of a block before this call of Gemini's. */
    static String of(String callId, String signature) {
        byte[] json = Json.bytes(Json.object().put(callId, signature));
        return GEMINI + Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    /** Returns the thought signatures by call id; none where the text is not of Gemini's. */
    static Map<String, String> opened(String text) {
        Map<String, String> signatures = new HashMap<>();
        if (!text.startsWith(GEMINI)) {
            return signatures;
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(text.substring(GEMINI.length()));
            if (Json.read(new String(json, StandardCharsets.UTF_8)) instanceof ObjectNode object) {
                object.properties()
                        .forEach(one -> signatures.put(one.getKey(), one.getValue().asString("")));
            }
        } catch (IllegalArgumentException | JacksonException e) {
            // Damaged: the block counts as one of nobody.
        }
        return signatures;
    }
}
