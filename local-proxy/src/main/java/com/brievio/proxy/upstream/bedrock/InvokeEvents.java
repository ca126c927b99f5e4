package com.brievio.proxy.upstream.bedrock;

import com.brievio.proxy.error.AnthropicForm;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.AwsEventStreamReader;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.stream.WireFrame;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;

/**
 * InvokeModel's binary stream as Anthropic's server-sent events: the events are Anthropic's own
 * bytes, an exception becomes an {@code error} event.
 */
final class InvokeEvents implements ByteStage {
    private final AwsEventStreamReader reader = new AwsEventStreamReader();

    @Override
    public byte[] feed(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (WireFrame frame : reader.feed(bytes, 0, bytes.length)) {
            out.append(event(frame));
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String event(WireFrame frame) {
        return switch (frame.kind()) {
            case EXCEPTION ->
                    AnthropicForm.event(BedrockErrors.ofException(frame.name(), frame.data()));
            case MALFORMED -> AnthropicForm.event(broken(frame.data()));
            case EVENT -> {
                String event =
                        frame.name().equals("chunk") ? InvokeDecoder.unwrapped(frame.data()) : "";
                if (event == null) {
                    yield AnthropicForm.event(broken("a chunk of the stream holds no event"));
                }
                yield event.isEmpty() ? "" : "event: " + type(event) + "\ndata: " + event + "\n\n";
            }
        };
    }

    private static ApiError broken(String why) {
        return ErrorCode.MALFORMED.error("bedrock: " + why);
    }

    private static String type(String event) {
        try {
            return Json.read(event).path("type").asString("");
        } catch (JacksonException e) {
            return "";
        }
    }

    @Override
    public byte[] end(boolean cut) {
        return new byte[0];
    }
}
