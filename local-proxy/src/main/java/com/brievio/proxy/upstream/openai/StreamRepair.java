package com.brievio.proxy.upstream.openai;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.stream.SseBlocks;
import com.brievio.proxy.upstream.Notes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Mends a chat stream on its way (openai-chat.md section 8): a missing {@code [DONE]}, usage on a
 * chunk that has a choice, tool deltas without index or id, arguments as an object. An event that
 * needs nothing keeps its bytes, one that is mended the line ends of its stream.
 */
final class StreamRepair implements ByteStage {
    private static final String SENTINEL = "[DONE]";

    private final boolean includeUsage;
    private final Notes notes;
    private final SseBlocks blocks = new SseBlocks();
    private final Map<Integer, CallRepair> calls = new HashMap<>();
    private String lineEnd = "\n";
    private @Nullable ObjectNode usageChunk;
    private boolean usageSent;
    private boolean finished;
    private boolean done;

    /**
     * Mends one answer.
     *
     * @param includeUsage whether the client asked for a usage chunk
     * @param notes takes what was repaired
     */
    StreamRepair(boolean includeUsage, Notes notes) {
        this.includeUsage = includeUsage;
        this.notes = notes;
    }

    @Override
    public byte[] feed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (SseBlocks.Block block : blocks.feed(bytes)) {
            take(block, out);
        }
        return out.toByteArray();
    }

    private void take(SseBlocks.Block block, ByteArrayOutputStream out) {
        lineEnd = block.lineEnd();
        String data = block.data();
        if (data == null) {
            out.writeBytes(block.bytes());
            return;
        }
        if (data.strip().equals(SENTINEL)) {
            flushUsage(out);
            done = true;
            out.writeBytes(block.bytes());
            return;
        }
        JsonNode read;
        try {
            read = Json.read(data);
        } catch (JacksonException e) {
            out.writeBytes(block.bytes());
            return;
        }
        if (read instanceof ObjectNode chunk && mended(chunk)) {
            write(chunk, out);
        } else {
            out.writeBytes(block.bytes());
        }
    }

    private boolean mended(ObjectNode chunk) {
        boolean mended = false;
        for (JsonNode choice : chunk.path("choices")) {
            finished |= choice.path("finish_reason").isString();
            mended |= ToolCalls.argumentsAsText(choice.path("delta"), notes);
            int index = choice.path("index").asInt(0);
            mended |=
                    calls.computeIfAbsent(index, _ -> new CallRepair(notes))
                            .mend(choice.path("delta").path("tool_calls"));
        }
        return usage(chunk) || mended;
    }

    /** Usage belongs on a chunk of its own, and only where it was asked for. */
    private boolean usage(ObjectNode chunk) {
        JsonNode usage = chunk.path("usage");
        boolean alone = chunk.path("choices").isEmpty();
        if (!usage.isObject()) {
            return false;
        }
        if (alone && includeUsage) {
            usageSent = true;
            return false;
        }
        notes.remark("repaired: usage on the wrong chunk");
        if (includeUsage) {
            usageChunk = chunk.deepCopy();
            usageChunk.putArray("choices");
            chunk.putNull("usage");
        } else {
            chunk.remove("usage");
        }
        return true;
    }

    private void flushUsage(ByteArrayOutputStream out) {
        if (usageChunk != null && !usageSent && !done) {
            write(usageChunk, out);
            usageSent = true;
        }
    }

    @Override
    public byte[] end(boolean cut) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] rest = blocks.rest();
        if (cut || new String(rest, StandardCharsets.UTF_8).isBlank()) {
            out.writeBytes(rest);
        } else {
            // The answer has ended: its last event is complete without the blank line.
            for (SseBlocks.Block block : blocks.end()) {
                take(block, out);
            }
        }
        if (!done && finished && !cut) {
            flushUsage(out);
            notes.remark("repaired: missing [DONE]");
            write(SENTINEL, out);
            done = true;
        }
        return out.toByteArray();
    }

    private void write(ObjectNode chunk, ByteArrayOutputStream out) {
        write(Json.ascii(chunk), out);
    }

    private void write(String data, ByteArrayOutputStream out) {
        String event = "data: " + data + lineEnd + lineEnd;
        out.writeBytes(event.getBytes(StandardCharsets.UTF_8));
    }
}
