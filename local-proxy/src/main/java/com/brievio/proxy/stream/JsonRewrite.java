package com.brievio.proxy.stream;

import com.brievio.proxy.json.Json;
import java.io.ByteArrayOutputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Rewrites a whole JSON answer; one that needs nothing, or is no JSON, keeps its bytes. */
public final class JsonRewrite implements ByteStage {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Function<JsonNode, @Nullable JsonNode> rewriting;

    /**
     * Rewrites by this.
     *
     * @param rewriting returns what takes the answer's place, or null where it may stay
     */
    public JsonRewrite(Function<JsonNode, @Nullable JsonNode> rewriting) {
        this.rewriting = rewriting;
    }

    @Override
    public byte[] feed(byte[] bytes) {
        body.writeBytes(bytes);
        return new byte[0];
    }

    @Override
    public byte[] end(boolean cut) {
        byte[] whole = body.toByteArray();
        try {
            JsonNode rewritten = rewriting.apply(Json.read(whole));
            return rewritten == null ? whole : Json.bytes(rewritten);
        } catch (JacksonException e) {
            return whole;
        }
    }
}
