package com.brievio.proxy.upstream.bedrock;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ByteStage;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Renames the one member of CountTokens' answer to Anthropic's; anything else stays as it is. */
final class CountedTokens implements ByteStage {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Override
    public byte[] feed(byte[] bytes) {
        body.writeBytes(bytes);
        return new byte[0];
    }

    @Override
    public byte[] end(boolean cut) {
        byte[] whole = body.toByteArray();
        try {
            JsonNode tokens = Json.read(whole).path("inputTokens");
            return tokens.isNumber()
                    ? Json.bytes(Json.object().set("input_tokens", tokens))
                    : whole;
        } catch (JacksonException e) {
            return whole;
        }
    }
}
