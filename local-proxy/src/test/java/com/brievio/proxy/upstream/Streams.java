package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ChatRequestReader;
import com.brievio.proxy.stream.FrameReader;
import com.brievio.proxy.stream.ModelEvent;
import com.brievio.proxy.stream.SseReader;
import com.brievio.proxy.stream.WireFrame;
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
        return decode(new SseReader(), decoders.get(), bytes, ends);
    }

    /**
     * Decodes the bytes as {@link ResponseDecoder} does, fed in pieces that end at these positions.
     */
    public static List<ModelEvent> decode(
            FrameReader reader, EventDecoder decoder, byte[] bytes, int... ends) {
        List<ModelEvent> events = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= ends.length; i++) {
            int end = i < ends.length ? ends[i] : bytes.length;
            for (WireFrame frame : reader.feed(bytes, start, end - start)) {
                if (frame.kind() == WireFrame.Kind.MALFORMED) {
                    events.add(
                            new ModelEvent.Failed(
                                    ApiError.of(
                                            502,
                                            frame.data(),
                                            ApiError.SERVER,
                                            null,
                                            "malformed")));
                    return events;
                }
                events.addAll(decoder.frame(frame));
            }
            start = end;
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
