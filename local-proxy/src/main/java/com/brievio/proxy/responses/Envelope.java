package com.brievio.proxy.responses;

import com.brievio.proxy.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a reasoning item carries in {@code encrypted_content}: what the upstream wants back in the
 * next turn, which the client keeps for it. Not secret, only opaque: base64 of {@code BRV 01}, a
 * CRC-32 and deflated JSON (docs/wire/responses.md, "The envelope").
 *
 * @param vendor whose signatures they are: {@code anthropic} or {@code gemini}
 * @param model the model that made them
 * @param blocks thinking blocks as Claude wants them back, in order
 * @param signatures Gemini's thought signatures by call id
 * @param boundTo digest of the conversation that the blocks hold after, or null
 */
public record Envelope(
        String vendor,
        String model,
        List<ObjectNode> blocks,
        Map<String, String> signatures,
        @Nullable String boundTo) {
    private static final byte[] MAGIC = {'B', 'R', 'V', 1};
    private static final int HEAD = MAGIC.length + 4;
    private static final int LARGEST = 4 * 1024 * 1024;

    /** Copies the collections. */
    public Envelope {
        blocks = List.copyOf(blocks);
        signatures = Map.copyOf(signatures);
    }

    /** Returns the text of the envelope. */
    public String sealed() {
        ObjectNode json = Json.object().put("v", 1).put("k", vendor).put("m", model);
        json.putArray("b").addAll(blocks);
        ObjectNode named = json.putObject("s");
        signatures.forEach(named::put);
        if (boundTo != null) {
            json.put("p", boundTo);
        }
        byte[] packed = deflated(Json.bytes(json));
        ByteBuffer out = ByteBuffer.allocate(HEAD + packed.length);
        out.put(MAGIC).putInt((int) crc(packed)).put(packed);
        return Base64.getEncoder().encodeToString(out.array());
    }

    /** Returns the envelope of this text, or null where it is none of ours or is damaged. */
    public static @Nullable Envelope opened(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (bytes.length < HEAD || !ByteBuffer.wrap(bytes, 0, 4).equals(ByteBuffer.wrap(MAGIC))) {
            return null;
        }
        byte[] packed = new byte[bytes.length - HEAD];
        System.arraycopy(bytes, HEAD, packed, 0, packed.length);
        boolean whole = ByteBuffer.wrap(bytes).getInt(MAGIC.length) == (int) crc(packed);
        byte[] json = whole ? inflated(packed) : null;
        return json == null ? null : read(json);
    }

    private static @Nullable Envelope read(byte[] bytes) {
        JsonNode json;
        try {
            json = Json.read(bytes);
        } catch (JacksonException e) {
            return null;
        }
        if (json.path("v").asInt(0) != 1 || !json.path("k").isString()) {
            return null;
        }
        List<ObjectNode> blocks = new ArrayList<>();
        for (JsonNode block : json.path("b")) {
            if (!(block instanceof ObjectNode object)) {
                return null;
            }
            blocks.add(object);
        }
        Map<String, String> signatures = new LinkedHashMap<>();
        json.path("s")
                .properties()
                .forEach(one -> signatures.put(one.getKey(), one.getValue().asString("")));
        return new Envelope(
                json.path("k").stringValue(),
                json.path("m").asString(""),
                blocks,
                signatures,
                Json.string(json, "p"));
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 16);
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte @Nullable [] inflated(byte[] bytes) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                out.write(buffer, 0, count);
                if (out.size() > LARGEST || (count == 0 && !inflater.finished())) {
                    return null;
                }
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            return null;
        } finally {
            inflater.end();
        }
    }
}
