package com.brievio.proxy.responses;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ByteSink;
import tools.jackson.databind.node.ObjectNode;

/** Writes the events of one stream, numbered from 0 without gaps. */
final class EventWriter {
    private int number;

    /** Adds the event; the type is put in front of its members. */
    void write(String type, ObjectNode members, ByteSink out) {
        ObjectNode event = Json.object().put("type", type);
        event.setAll(members);
        event.put("sequence_number", number++);
        out.add("event: " + type + "\ndata: " + Json.text(event) + "\n\n");
    }

    /**
     * Adds the event of a delta: its members are known but for one text, so no tree is made.
     *
     * @param head the members before the text, as JSON without braces, ending in {@code "delta":}
     * @param tail the members behind it, as JSON that begins with a comma, or ""
     */
    void delta(String type, String head, String text, String tail, ByteSink out) {
        out.add(
                "event: "
                        + type
                        + "\ndata: {\"type\":\""
                        + type
                        + "\","
                        + head
                        + Json.text(Json.of(text))
                        + tail
                        + ",\"sequence_number\":"
                        + number++
                        + "}\n\n");
    }
}
