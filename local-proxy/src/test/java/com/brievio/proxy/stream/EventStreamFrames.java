package com.brievio.proxy.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** Writes AWS event-stream messages without AWS's library, which reads them. */
public final class EventStreamFrames {
    private EventStreamFrames() {}

    public static byte[] event(String type, String payload) {
        return message(headers("event", ":event-type", type), payload);
    }

    public static byte[] exception(String type, String payload) {
        return message(headers("exception", ":exception-type", type), payload);
    }

    private static Map<String, String> headers(String kind, String key, String type) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(key, type);
        headers.put(":content-type", "application/json");
        headers.put(":message-type", kind);
        return headers;
    }

    private static byte[] message(Map<String, String> headers, String payload) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        headers.forEach((name, value) -> {
            byte[] n = name.getBytes(StandardCharsets.UTF_8);
            byte[] v = value.getBytes(StandardCharsets.UTF_8);
            head.write(n.length);
            head.writeBytes(n);
            head.write(7);
            head.writeBytes(ByteBuffer.allocate(2).putShort((short) v.length).array());
            head.writeBytes(v);
        });
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocate(16 + head.size() + body.length);
        message.putInt(message.capacity()).putInt(head.size());
        message.putInt(crc(message.array(), 8));
        message.put(head.toByteArray()).put(body);
        message.putInt(crc(message.array(), message.position()));
        return message.array();
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
