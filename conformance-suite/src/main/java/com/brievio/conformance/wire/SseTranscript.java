package com.brievio.conformance.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A response body read as server-sent events, with everything that lenient readers forgive kept:
 * raw lines, unterminated events, the time of each event.
 *
 * @param events the events, in order; an unterminated last one included
 * @param oddLines lines that are no field, no comment and not blank
 * @param chunks the events whose data is a JSON object
 */
public record SseTranscript(List<Event> events, List<String> oddLines, List<Chunk> chunks) {

    /** Copies the lists. */
    public SseTranscript {
        events = List.copyOf(events);
        oddLines = List.copyOf(oddLines);
        chunks = List.copyOf(chunks);
    }

    /**
     * One event.
     *
     * @param index position from 0
     * @param data the {@code data:} lines joined by a line feed; null where it has none
     * @param dataLines number of {@code data:} lines
     * @param name the {@code event:} field, or null
     * @param raw the lines as they came, joined by a line feed
     * @param terminated whether a blank line followed
     * @param nanos when its end was read, since the request was sent
     */
    public record Event(
            int index,
            @Nullable String data,
            int dataLines,
            @Nullable String name,
            String raw,
            boolean terminated,
            long nanos) {

        /** Tells whether this is the closing sentinel. */
        public boolean isDone() {
            return "[DONE]".equals(data);
        }

        /** Returns the data as JSON, or null where it is none. */
        public @Nullable JsonNode json() {
            return data == null ? null : Json.parse(data);
        }
    }

    /** Reads the body of a response. */
    public static SseTranscript of(Exchange.Response response) {
        return new Parser(response).parse();
    }

    /** The transcript of no answer at all. */
    public static final SseTranscript EMPTY = new SseTranscript(List.of(), List.of(), List.of());

    /** A chunk: an event and its JSON. */
    public record Chunk(Event event, JsonNode json) {
        /** Returns the choices, empty where there are none. */
        public List<JsonNode> choices() {
            List<JsonNode> choices = new ArrayList<>();
            json.path("choices").forEach(choices::add);
            return choices;
        }

        /** Returns the text that it brings, in any of the three APIs; "" where it brings none. */
        public String text() {
            if (json.path("type").asString("").equals("response.output_text.delta")) {
                return json.path("delta").asString("");
            }
            JsonNode content = json.path("choices").path(0).path("delta").path("content");
            return content.isString() ? content.stringValue() : "";
        }

        /** Tells whether the chunk brings output: text, reasoning, or call arguments. */
        public boolean isOutput() {
            JsonNode delta = json.path("choices").path(0).path("delta");
            boolean reasoning =
                    !delta.path("reasoning_content").asString("").isEmpty()
                            || !delta.path("reasoning").asString("").isEmpty();
            boolean arguments =
                    !delta.path("tool_calls")
                            .path(0)
                            .path("function")
                            .path("arguments")
                            .asString("")
                            .isEmpty();
            return !text().isEmpty() || reasoning || arguments;
        }
    }

    /** Returns the text of all chunks of the first choice. */
    public String text() {
        StringBuilder text = new StringBuilder();
        chunks.forEach(c -> text.append(c.text()));
        return text.toString();
    }

    /** An endless stream must not fill the memory; no answer of the probes has as many events. */
    private static final int MOST_EVENTS = 20_000;

    private static final class Parser {
        private final Exchange.Response response;
        private final List<Event> events = new ArrayList<>();
        private final List<String> odd = new ArrayList<>();
        private final List<String> data = new ArrayList<>();
        private final StringBuilder raw = new StringBuilder();
        private @Nullable String name;
        private boolean pending;
        private int read;

        Parser(Exchange.Response response) {
            this.response = response;
        }

        SseTranscript parse() {
            byte[] body = response.body();
            int start = 0;
            for (int i = 0; i < body.length && events.size() < MOST_EVENTS; i++) {
                if (body[i] == '\n' || body[i] == '\r') {
                    line(new String(body, start, i - start, StandardCharsets.UTF_8), i + 1);
                    if (body[i] == '\r' && i + 1 < body.length && body[i + 1] == '\n') {
                        i++;
                    }
                    start = i + 1;
                }
            }
            if (start < body.length && events.size() < MOST_EVENTS) {
                line(
                        new String(body, start, body.length - start, StandardCharsets.UTF_8),
                        body.length);
            }
            if (pending) {
                dispatch(false, body.length);
            }
            return new SseTranscript(events, odd, chunks());
        }

        private List<Chunk> chunks() {
            List<Chunk> chunks = new ArrayList<>();
            for (Event event : events) {
                JsonNode json = event.isDone() ? null : event.json();
                if (json != null && json.isObject()) {
                    chunks.add(new Chunk(event, json));
                }
            }
            return chunks;
        }

        private void line(String text, int end) {
            if (text.isEmpty()) {
                if (pending) {
                    dispatch(true, end);
                }
                return;
            }
            if (text.startsWith(":")) {
                return;
            }
            raw.append(raw.isEmpty() ? "" : "\n").append(text);
            int colon = text.indexOf(':');
            String field = colon < 0 ? text : text.substring(0, colon);
            String value = colon < 0 ? "" : text.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "data" -> data.add(value);
                case "event" -> name = value;
                case "id", "retry" -> {}
                default -> odd.add(text);
            }
            pending = true;
        }

        private void dispatch(boolean terminated, int end) {
            events.add(
                    new Event(
                            events.size(),
                            data.isEmpty() ? null : String.join("\n", data),
                            data.size(),
                            name,
                            raw.toString(),
                            terminated,
                            timeOf(end)));
            data.clear();
            raw.setLength(0);
            name = null;
            pending = false;
        }

        private long timeOf(int end) {
            List<Exchange.Read> reads = response.reads();
            while (read < reads.size() - 1 && reads.get(read).end() < end) {
                read++;
            }
            return reads.isEmpty() ? response.timing().end() : reads.get(read).nanos();
        }
    }
}
