package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ContentPart;
import com.brievio.proxy.openai.Message;
import com.brievio.proxy.openai.ToolDefinition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Digests of everything that stands before each message: model, tools, instructions (they are
 * hoisted to the front) and the messages, as they are meant and not as they are written. Some
 * models bind their thinking to it (anthropic.md section 5, "Preserved-thinking models").
 */
public final class ConversationDigests {
    private final MessageDigest digest = sha256();
    private final List<String> before = new ArrayList<>();

    /** Digests the request as it is sent to this model. */
    public ConversationDigests(ChatRequest request, String model) {
        add("model", model);
        for (ToolDefinition tool : request.tools()) {
            add("tool", tool.name());
            add("description", tool.description());
            add("parameters", tool.parameters() == null ? null : Json.text(tool.parameters()));
        }
        for (Message message : request.messages()) {
            if (message instanceof Message.Instruction instruction) {
                add("instruction", "");
                instruction.parts().forEach(this::part);
            }
        }
        before.add(value());
        for (Message message : request.messages()) {
            message(message);
            before.add(value());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void message(Message message) {
        switch (message) {
            case Message.Instruction _ -> {}
            case Message.User user -> {
                add("user", "");
                user.parts().forEach(this::part);
            }
            case Message.Assistant assistant -> {
                add("assistant", "");
                assistant.parts().forEach(this::part);
                for (Message.ToolCall call : assistant.calls()) {
                    add("call", call.id());
                    add("name", call.name());
                    add("arguments", Json.text(call.arguments()));
                }
            }
            case Message.ToolResult result -> {
                add("result", result.callId());
                result.parts().forEach(this::part);
            }
        }
    }

    private void part(ContentPart part) {
        switch (part) {
            case ContentPart.Text text -> {
                if (!text.text().isBlank()) {
                    add("text", text.text());
                }
            }
            case ContentPart.Image image -> add("image", image.url());
            case ContentPart.Audio audio -> add("audio", audio.data());
            case ContentPart.File file -> add("file", file.data());
        }
    }

    private void add(String label, @Nullable String value) {
        digest.update(label.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update((value == null ? "" : value).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private String value() {
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
