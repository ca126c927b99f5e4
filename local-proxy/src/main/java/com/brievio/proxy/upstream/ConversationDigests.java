package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Digests of everything that stands before each message: model, tools, instructions (they are
 * hoisted to the front) and the messages. Some models bind their thinking to it (anthropic.md
 * section 5, "Preserved-thinking models").
 */
public final class ConversationDigests {
    private final List<String> before = new ArrayList<>();

    /** Digests the request as it is sent to this model. */
    public ConversationDigests(ChatRequest request, String model) {
        MessageDigest digest = sha256();
        add(digest, model, request.tree().path("tools"));
        JsonNode messages = request.tree().path("messages");
        for (JsonNode message : messages) {
            String role = message.path("role").asString("");
            if (role.equals("system") || role.equals("developer")) {
                add(digest, role, message);
            }
        }
        before.add(value(digest));
        for (JsonNode message : messages) {
            add(digest, "", message);
            before.add(value(digest));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, String label, JsonNode node) {
        digest.update(label.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(Json.bytes(node));
        digest.update((byte) 0);
    }

    private static String value(MessageDigest digest) {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of the JDK can be cloned", e);
        }
    }

    /** Returns the digest of what stands before the message at this index. */
    public String before(int index) {
        return before.get(index);
    }

    /** Returns the digest of the whole conversation: what stands before the answer. */
    public String whole() {
        return before.getLast();
    }
}
