package com.brievio.proxy.messages;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.json.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes thinking blocks that brievio signed out of a request for Claude: a conversation that began
 * on another model would be refused for them (docs/wire/messages.md, "Signatures").
 */
public final class OurThinking {
    private static final byte[] MARK = ("\"" + Signatures.OURS).getBytes(StandardCharsets.UTF_8);

    private OurThinking() {}

    /** Returns the request without such blocks; the same where it has none. */
    public static JsonMembers removed(JsonMembers request) {
        byte[] messages = request.value("messages");
        if (messages == null || !holdsMark(messages)) {
            return request;
        }
        if (!(Json.read(messages) instanceof ArrayNode array) || !remove(array)) {
            return request;
        }
        JsonMembers without = JsonMembers.read(request.with("messages", array));
        return without == null ? request : without;
    }

    private static boolean holdsMark(byte[] bytes) {
        for (int i = 0; i + MARK.length <= bytes.length; i++) {
            int at = 0;
            while (at < MARK.length && bytes[i + at] == MARK[at]) {
                at++;
            }
            if (at == MARK.length) {
                return true;
            }
        }
        return false;
    }

    private static boolean remove(ArrayNode messages) {
        boolean removed = false;
        for (Iterator<JsonNode> each = messages.iterator(); each.hasNext(); ) {
            if (each.next().path("content") instanceof ArrayNode content && removeFrom(content)) {
                removed = true;
                if (content.isEmpty()) {
                    each.remove();
                }
            }
        }
        return removed;
    }

    private static boolean removeFrom(ArrayNode content) {
        boolean removed = false;
        for (Iterator<JsonNode> each = content.iterator(); each.hasNext(); ) {
            JsonNode block = each.next();
            String signature = Json.string(block, "signature");
            if (block instanceof ObjectNode
                    && signature != null
                    && signature.startsWith(Signatures.OURS)) {
                each.remove();
                removed = true;
            }
        }
        return removed;
    }
}
