package com.brievio.proxy.upstream.bedrock;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.WireFrame;
import com.brievio.proxy.upstream.EventDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Unwraps InvokeModel's stream: each {@code chunk} holds one event of Anthropic's in base64
 * (anthropic.md section 10, "Binary frames").
 */
final class InvokeDecoder implements EventDecoder {
    private final EventDecoder messages;
    private boolean failed;

    /** Hands the events on to this decoder. */
    InvokeDecoder(EventDecoder messages) {
        this.messages = messages;
    }

    @Override
    public List<ModelEvent> frame(WireFrame frame) {
        if (complete()) {
            return List.of();
        }
        if (frame.kind() == WireFrame.Kind.EXCEPTION) {
            return fail(BedrockErrors.ofException(frame.name(), frame.data()));
        }
        if (!frame.name().equals("chunk")) {
            return List.of(new ModelEvent.Unrecognized("event " + frame.name()));
        }
        String event = unwrapped(frame.data());
        return event == null
                ? fail(ErrorCode.MALFORMED.error("bedrock: a chunk of the stream holds no event"))
                : messages.frame(WireFrame.event("", event));
    }

    private List<ModelEvent> fail(ApiError error) {
        failed = true;
        return List.of(new ModelEvent.Failed(error));
    }

    /** Returns the event inside a chunk, or null where it holds none. */
    static @Nullable String unwrapped(String payload) {
        try {
            String base64 = Json.string(Json.read(payload), "bytes");
            return base64 == null
                    ? null
                    : new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (JacksonException | IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public List<ModelEvent> body(JsonNode body) {
        boolean anthropics = body.path("error").isObject();
        return !anthropics && BedrockErrors.isError(body)
                ? fail(BedrockErrors.ofBody(body))
                : messages.body(body);
    }

    @Override
    public List<ModelEvent> end(String stray) {
        return failed ? List.of() : messages.end(stray);
    }

    @Override
    public boolean complete() {
        return failed || messages.complete();
    }
}
