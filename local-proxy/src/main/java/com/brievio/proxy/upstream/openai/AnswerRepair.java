package com.brievio.proxy.upstream.openai;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.upstream.Notes;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Mends a whole chat answer: arguments as an object become text. Anything else stays as it is. */
final class AnswerRepair implements ByteStage {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Notes notes;

    AnswerRepair(Notes notes) {
        this.notes = notes;
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
            JsonNode answer = Json.read(whole);
            boolean mended = false;
            for (JsonNode choice : answer.path("choices")) {
                mended |= ToolCalls.argumentsAsText(choice.path("message"), notes);
            }
            return mended ? Json.bytes(answer) : whole;
        } catch (JacksonException e) {
            return whole;
        }
    }
}
