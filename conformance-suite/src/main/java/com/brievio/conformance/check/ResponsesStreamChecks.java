package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.eachStream;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.seen;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.ResponsesProbes;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import com.brievio.conformance.wire.SseTranscript.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Streams of {@code POST /responses} (wire/openai-other.md section 4). */
final class ResponsesStreamChecks {
    private static final Set<String> TERMINAL =
            Set.of("response.completed", "response.incomplete", "response.failed");
    private static final List<Probe> STREAMS =
            List.of(ResponsesProbes.STREAMED, ResponsesProbes.STOOL);
    private static final Incrementality PACE = new Incrementality(ResponsesProbes.PAIRS);
    private static final String PYTHON = "openai-python responses.stream";

    private ResponsesStreamChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must("responses.stream.events", "events are named, from created to the end")
                        .why("clients switch on the event's name and wait for a terminal one")
                        .fix("write event: equal to data.type; end with response.completed")
                        .breaks(PYTHON)
                        .over(STREAMS)
                        .judge(ResponsesStreamChecks::events),
                Check.should("responses.stream.sequence", "sequence_number counts up by one")
                        .why("clients that resume ask for what follows a number")
                        .fix("count every event from 0")
                        .over(STREAMS)
                        .judge(e -> eachStream(e, STREAMS, ResponsesStreamChecks::sequenceFault)),
                Check.must("responses.stream.nesting", "items and parts open, fill and close")
                        .why("accumulators index output[output_index].content[content_index]")
                        .fix("send added before the first delta and done after the last")
                        .breaks(PYTHON)
                        .over(STREAMS)
                        .judge(e -> eachStream(e, STREAMS, (x, s) -> new Nesting(x).fault(s))),
                Check.must("responses.stream.text-agrees", "deltas, done and the end say the same")
                        .why("which of them a client reads is its own choice")
                        .fix("send every delta; fill done and the last response from them")
                        .breaks(PYTHON, "openai-agents")
                        .over(STREAMS)
                        .judge(e -> eachStream(e, STREAMS, ResponsesStreamChecks::textFault)),
                Check.must("responses.stream.incremental", "deltas arrive as they are made")
                        .why("a replay of a finished answer is no stream: users wait in silence")
                        .fix("flush after each event; proxy_buffering off; X-Accel-Buffering: no")
                        .breaks("every user of the stream")
                        .on(PACE.first())
                        .then(PACE::followUps)
                        .judge(PACE::incremental));
    }

    private static String type(JsonNode event) {
        return event.path("type").asString("");
    }

    private static Finding events(Evidence e) {
        if (STREAMS.stream().noneMatch(p -> e.of(p).accepted())) {
            return Judging.accepted(
                    e,
                    ResponsesProbes.MIN,
                    ResponsesChecks.ENVELOPE,
                    ResponsesProbes.STREAMED,
                    "stream");
        }
        return eachStream(e, STREAMS, ResponsesStreamChecks::eventFault);
    }

    private static @Nullable Violation eventFault(Exchange exchange, SseTranscript stream) {
        List<Chunk> chunks = stream.chunks();
        if (chunks.isEmpty()) {
            return seen(exchange, "events", "none");
        }
        for (Event event : stream.events()) {
            JsonNode json = event.isDone() ? null : event.json();
            if (json != null && !type(json).equals(event.name())) {
                return seen(
                        exchange,
                        event,
                        "event: " + type(json),
                        event.name() == null ? "no event name" : "event: " + event.name());
            }
        }
        Chunk first = chunks.getFirst();
        if (!type(first.json()).equals("response.created")) {
            return seen(exchange, first.event(), "response.created first", type(first.json()));
        }
        Chunk last = chunks.getLast();
        return TERMINAL.contains(type(last.json()))
                ? null
                : seen(
                        exchange,
                        last.event(),
                        "response.completed at the end",
                        "the last event is " + type(last.json()));
    }

    private static @Nullable Violation sequenceFault(Exchange exchange, SseTranscript stream) {
        int before = -1;
        for (Chunk chunk : stream.chunks()) {
            JsonNode number = chunk.json().path("sequence_number");
            boolean follows =
                    number.isIntegralNumber() && (before < 0 || number.intValue() == before + 1);
            if (!follows) {
                return seen(
                        exchange,
                        chunk.event(),
                        before < 0 ? "a sequence_number" : "sequence_number " + (before + 1),
                        kind(number));
            }
            before = number.intValue();
        }
        return null;
    }

    /** What is open at a time: per output index the item, per item its part. */
    private static final class Nesting {
        private final Exchange exchange;
        private final Map<Integer, String> openItems = new HashMap<>();
        private final Set<String> openParts = new HashSet<>();
        private int items;

        Nesting(Exchange exchange) {
            this.exchange = exchange;
        }

        @Nullable Violation fault(SseTranscript stream) {
            for (Chunk chunk : stream.chunks()) {
                String fault = fault(chunk.json());
                if (fault != null) {
                    return seen(
                            exchange,
                            chunk.event(),
                            "added, then deltas, then done, of one item and index",
                            type(chunk.json()) + ": " + fault);
                }
            }
            return openItems.isEmpty()
                    ? null
                    : seen(exchange, "every item closed", openItems.size() + " left open");
        }

        private @Nullable String fault(JsonNode event) {
            int index = event.path("output_index").asInt(-1);
            String open = openItems.get(index);
            return switch (type(event)) {
                case "response.output_item.added" -> {
                    if (index != items) {
                        yield "output_index " + index + " instead of " + items;
                    }
                    items++;
                    openItems.put(index, event.path("item").path("id").asString(""));
                    yield null;
                }
                case "response.output_item.done" ->
                        openItems.remove(index) == null
                                ? "no item is open at index " + index
                                : openParts.stream().anyMatch(p -> p.startsWith(index + "/"))
                                        ? "a part is still open"
                                        : null;
                case "response.content_part.added" -> {
                    openParts.add(part(index, event));
                    yield of(open, event);
                }
                case "response.content_part.done" ->
                        openParts.remove(part(index, event))
                                ? of(open, event)
                                : "no such part is open";
                case "response.output_text.delta", "response.output_text.done" ->
                        openParts.contains(part(index, event))
                                ? of(open, event)
                                : "no part is open";
                case "response.function_call_arguments.delta",
                        "response.function_call_arguments.done" ->
                        of(open, event);
                default -> null;
            };
        }

        private static String part(int index, JsonNode event) {
            return index + "/" + event.path("content_index").asInt(-1);
        }

        private static @Nullable String of(@Nullable String open, JsonNode event) {
            String id = event.path("item_id").asString("");
            if (open == null) {
                return "no item is open";
            }
            return open.equals(id) ? null : "item_id " + id + " instead of " + open;
        }
    }

    /** Joins what each event family says of each text and of each call's arguments. */
    private static @Nullable Violation textFault(Exchange exchange, SseTranscript stream) {
        Map<String, String> deltas = new TreeMap<>();
        Map<String, String> done = new TreeMap<>();
        Map<String, String> end = new TreeMap<>();
        for (Chunk chunk : stream.chunks()) {
            JsonNode event = chunk.json();
            String place =
                    event.path("output_index").asInt(0)
                            + "/"
                            + event.path("content_index").asInt(0);
            switch (type(event)) {
                case "response.output_text.delta", "response.function_call_arguments.delta" ->
                        deltas.merge(place, event.path("delta").asString(""), String::concat);
                case "response.output_text.done" ->
                        done.put(place, event.path("text").asString(""));
                case "response.function_call_arguments.done" ->
                        done.put(place, event.path("arguments").asString(""));
                case "response.completed", "response.incomplete" ->
                        collect(event.path("response").path("output"), end);
                case "response.failed", "error" -> {
                    return null; // it broke off: other checks speak of that
                }
                default -> {}
            }
        }
        done.values().removeIf(String::isEmpty);
        deltas.values().removeIf(String::isEmpty);
        if (!deltas.equals(done)) {
            return differ(exchange, deltas, "the done events say: ", done);
        }
        return deltas.equals(end)
                ? null
                : differ(exchange, deltas, "the last response says: ", end);
    }

    /** What the last response holds; an empty text has no delta. */
    private static void collect(JsonNode output, Map<String, String> end) {
        for (int i = 0; i < output.size(); i++) {
            JsonNode item = output.get(i);
            if (type(item).equals("function_call")) {
                end.put(i + "/0", item.path("arguments").asString(""));
            }
            for (int j = 0; type(item).equals("message") && j < item.path("content").size(); j++) {
                JsonNode part = item.path("content").get(j);
                if (part.path("text").isString()) {
                    end.put(i + "/" + j, part.path("text").asString());
                }
            }
        }
        end.values().removeIf(String::isEmpty);
    }

    private static Violation differ(
            Exchange exchange,
            Map<String, String> deltas,
            String where,
            Map<String, String> other) {
        return seen(
                exchange,
                "what the deltas say: " + tail(String.join("", deltas.values())),
                where + tail(String.join("", other.values())));
    }

    private static String tail(String text) {
        String shown = text.length() <= 40 ? text : "…" + text.substring(text.length() - 40);
        return text.length() + " characters, \"" + shown.replace("\n", "\\n") + "\"";
    }
}
