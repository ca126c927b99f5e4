package com.brievio.proxy.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;
import software.amazon.awssdk.eventstream.MessageDecoder;

/**
 * Reads AWS's binary event stream, both checksums of every message verified (anthropic.md section
 * 10, "Binary frames").
 */
public final class AwsEventStreamReader implements FrameReader {
    private final List<WireFrame> frames = new ArrayList<>();
    private final MessageDecoder decoder = new MessageDecoder(this::message);
    private boolean malformed;

    @Override
    public void feed(byte[] bytes, int offset, int length, FrameSink sink) {
        if (malformed) {
            return;
        }
        frames.clear();
        try {
            decoder.feed(bytes, offset, length);
        } catch (RuntimeException e) {
            malformed = true;
            frames.add(WireFrame.malformed("the event stream is corrupt: " + e.getMessage()));
        }
        frames.forEach(sink::frame);
    }

    private void message(Message message) {
        Map<String, HeaderValue> headers = message.getHeaders();
        String data = new String(message.getPayload(), StandardCharsets.UTF_8);
        switch (text(headers, ":message-type")) {
            case "event" -> frames.add(WireFrame.event(text(headers, ":event-type"), data));
            case "exception" ->
                    frames.add(
                            new WireFrame(
                                    WireFrame.Kind.EXCEPTION,
                                    text(headers, ":exception-type"),
                                    data));
            case "error" ->
                    frames.add(
                            new WireFrame(
                                    WireFrame.Kind.EXCEPTION,
                                    text(headers, ":error-code"),
                                    text(headers, ":error-message")));
            default -> {}
        }
    }

    private static String text(Map<String, HeaderValue> headers, String name) {
        HeaderValue value = headers.get(name);
        return value == null ? "" : value.getString();
    }

    @Override
    public String stray() {
        return "";
    }
}
