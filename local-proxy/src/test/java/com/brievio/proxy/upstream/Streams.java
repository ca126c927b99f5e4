package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ChatRequestReader;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.SseFrame;
import com.brievio.proxy.stream.SseReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Runs recorded or written streams through reader and decoder, in any cuts. */
public final class Streams {
    private Streams() {}

    public static ChatRequest request(String model) {
        return ChatRequestReader.read(
                Json.bytes(
                        Json.read(
                                "{\"model\":\""
                                        + model
                                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")));
    }

    /** Decodes the bytes, fed in pieces that end at these positions. */
    public static List<ModelEvent> decode(
            Supplier<EventDecoder> decoders, byte[] bytes, int... ends) {
        EventDecoder decoder = decoders.get();
        SseReader reader = new SseReader();
        List<ModelEvent> events = new ArrayList<>();
        int start = 0;
        try {
            for (int i = 0; i <= ends.length; i++) {
                int end = i < ends.length ? ends[i] : bytes.length;
                for (SseFrame frame : reader.feed(bytes, start, end - start)) {
                    events.addAll(decoder.frame(frame));
                }
                start = end;
            }
        } catch (SseReader.Malformed e) {
            events.add(
                    new ModelEvent.Failed(
                            ApiError.of(502, e.getMessage(), ApiError.SERVER, null, "malformed")));
            return events;
        }
        events.addAll(decoder.end(reader.stray()));
        return events;
    }

    /** Returns the events of the stream as separate texts, each with its closing blank line. */
    public static List<String> events(String stream) {
        List<String> events = new ArrayList<>();
        for (String event : stream.replace("\r\n", "\n").split("\n\n", -1)) {
            if (!event.isBlank()) {
                events.add(event + "\n\n");
            }
        }
        return events;
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
