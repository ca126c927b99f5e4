package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.body;
import static com.brievio.conformance.check.Judging.eachStream;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.stream;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.MessagesProbes;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Json;
import com.brievio.conformance.wire.SseTranscript;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import com.brievio.conformance.wire.SseTranscript.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Streams of {@code POST /messages} (wire/anthropic.md). */
final class MessagesStreamChecks {
    private static final List<Probe> STREAMS =
            List.of(
                    MessagesProbes.STREAMED,
                    MessagesProbes.SMIN,
                    MessagesProbes.STOOL,
                    MessagesProbes.SPAR);
    private static final Set<String> ORDERED =
            Set.of(
                    "message_start",
                    "content_block_start",
                    "content_block_delta",
                    "content_block_stop",
                    "message_delta",
                    "message_stop");
    private static final String SDK = "anthropic-sdk-python";

    private MessagesStreamChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must("anthropic.stream.order", "events come in their one order, named")
                        .why("the SDK's accumulator raises on anything else")
                        .fix("message_start, blocks, message_delta, message_stop; no [DONE]")
                        .breaks(SDK, "Claude Code")
                        .over(STREAMS)
                        .judge(MessagesStreamChecks::order),
                Check.must("anthropic.stream.indexes", "each block has its index, start and stop")
                        .why("accumulators write to content[index]")
                        .fix("count the blocks from 0; stop each before the next starts")
                        .breaks(SDK, "Claude Code")
                        .over(STREAMS)
                        .judge(e -> eachStream(e, STREAMS, MessagesStreamChecks::indexFault)),
                Check.must("anthropic.stream.usage", "the last message_delta counts the whole")
                        .why("its output_tokens is cumulative: clients overwrite, not add")
                        .fix("report all output tokens so far")
                        .breaks(SDK, "billing")
                        .on(MessagesProbes.MIN, MessagesProbes.SMIN)
                        .judge(MessagesStreamChecks::usage),
                Check.must("anthropic.tool-stream", "partial_json joins to the call's input")
                        .why("the SDK parses the joined fragments alone")
                        .fix("start with input:{}, then send the JSON in fragments")
                        .breaks(SDK, "Claude Code")
                        .over(List.of(MessagesProbes.STOOL))
                        .judge(MessagesStreamChecks::toolStream));
    }

    private static String type(JsonNode event) {
        return event.path("type").asString("");
    }

    private static Finding order(Evidence e) {
        if (STREAMS.stream().noneMatch(p -> e.of(p).accepted())) {
            return accepted(
                    e,
                    MessagesProbes.MIN,
                    MessagesChecks.ENVELOPE,
                    MessagesProbes.STREAMED,
                    "stream");
        }
        return eachStream(e, STREAMS, MessagesStreamChecks::orderFault);
    }

    private static @Nullable Violation orderFault(Exchange exchange, SseTranscript stream) {
        String before = "";
        for (Event event : stream.events()) {
            JsonNode json = event.json();
            String type = json == null ? "" : type(json);
            if (json == null || type.isEmpty()) {
                return seen(exchange, event, "an event with a type", String.valueOf(event.data()));
            }
            if (!type.equals(event.name())) {
                return seen(
                        exchange,
                        event,
                        "event: " + type,
                        event.name() == null ? "no event name" : "event: " + event.name());
            }
            if (type.equals("error")) {
                return null; // it broke off, which is no fault of the order
            }
            boolean again = type.equals("message_start") && before.equals(type);
            if (again || !ORDERED.contains(type)) {
                continue; // ping, and whatever clients are told to ignore
            }
            if (!follows(before, type)) {
                String after = before.isEmpty() ? "at the start" : "after " + before;
                return seen(exchange, event, "the events in their order", type + " " + after);
            }
            before = type;
        }
        return before.equals("message_stop")
                ? null
                : seen(
                        exchange,
                        "message_stop at the end",
                        before.isEmpty() ? "no event" : "the last event is " + before);
    }

    private static boolean follows(String before, String type) {
        return switch (type) {
            case "message_start" -> before.isEmpty();
            case "content_block_start" ->
                    before.equals("message_start") || before.equals("content_block_stop");
            case "content_block_delta", "content_block_stop" ->
                    before.equals("content_block_start") || before.equals("content_block_delta");
            case "message_delta" ->
                    before.equals("message_start")
                            || before.equals("content_block_stop")
                            || before.equals("message_delta");
            case "message_stop" -> before.equals("message_delta");
            default -> false;
        };
    }

    private static @Nullable Violation indexFault(Exchange exchange, SseTranscript stream) {
        int blocks = 0;
        boolean open = false;
        for (Chunk chunk : stream.chunks()) {
            String type = type(chunk.json());
            int index = chunk.json().path("index").asInt(-1);
            if (type.equals("content_block_start")) {
                if (index != blocks) {
                    return seen(exchange, chunk.event(), "index " + blocks, "index " + index);
                }
                if (open) {
                    return seen(exchange, chunk.event(), "the block before it stopped", "not so");
                }
                blocks++;
                open = true;
            } else if (type.startsWith("content_block_") && index != blocks - 1) {
                return seen(exchange, chunk.event(), "index " + (blocks - 1), "index " + index);
            }
            open &= !type.equals("content_block_stop");
        }
        return open ? seen(exchange, "every block stopped", "the last one is not") : null;
    }

    private static Finding usage(Evidence e) {
        List<Integer> counts = new ArrayList<>();
        StringBuilder streamed = new StringBuilder();
        for (Chunk chunk : stream(e, MessagesProbes.SMIN).chunks()) {
            JsonNode json = chunk.json();
            streamed.append(json.path("delta").path("text").asString(""));
            if (type(json).equals("message_delta")) {
                JsonNode count = json.path("usage").path("output_tokens");
                if (!count.isIntegralNumber()) {
                    return Finding.broken(
                            seen(
                                    e.of(MessagesProbes.SMIN),
                                    chunk.event(),
                                    "usage.output_tokens",
                                    kind(count)));
                }
                counts.add(count.intValue());
            }
        }
        if (counts.isEmpty()) {
            return Finding.blockedBy("anthropic.stream.order");
        }
        for (int i = 1; i < counts.size(); i++) {
            if (counts.get(i) < counts.get(i - 1)) {
                return expect(
                        false, e, MessagesProbes.SMIN, "counts that only grow", counts.toString());
            }
        }
        int plain = body(e.of(MessagesProbes.MIN)).path("usage").path("output_tokens").asInt(-1);
        if (e.traits().reasoning() || !text(e, MessagesProbes.MIN).contentEquals(streamed)) {
            return new Finding.Undecided("the whole answer is another one");
        }
        return expect(
                counts.getLast() == plain,
                e,
                MessagesProbes.SMIN,
                plain + " output tokens, as for the whole answer",
                String.valueOf(counts.getLast()));
    }

    private static Finding toolStream(Evidence e) {
        Finding reached =
                accepted(
                        e,
                        MessagesProbes.MIN,
                        MessagesChecks.ENVELOPE,
                        MessagesProbes.STOOL,
                        "tool");
        if (!(reached instanceof Finding.Holds)) {
            return reached;
        }
        Exchange exchange = e.of(MessagesProbes.STOOL);
        Map<Integer, String> inputs = new TreeMap<>();
        for (Chunk chunk : stream(e, MessagesProbes.STOOL).chunks()) {
            JsonNode block = chunk.json().path("content_block");
            if (block.path("type").asString("").equals("tool_use")) {
                inputs.put(chunk.json().path("index").asInt(0), "");
                if (!block.path("input").isObject() || !block.path("input").isEmpty()) {
                    return Finding.broken(
                            seen(exchange, chunk.event(), "input {}", kind(block.path("input"))));
                }
            }
            String piece = chunk.json().path("delta").path("partial_json").asString("");
            inputs.computeIfPresent(
                    chunk.json().path("index").asInt(0), (_, before) -> before + piece);
        }
        if (inputs.isEmpty()) {
            return e.traits().forcedTools()
                    ? Finding.broken(seen(exchange, "a tool_use block", "none"))
                    : new Finding.Undecided("the model did not call the tool");
        }
        for (String input : inputs.values()) {
            if (!(Json.parse(input) instanceof ObjectNode)) {
                return expect(
                        false,
                        e,
                        MessagesProbes.STOOL,
                        "fragments that join to a JSON object",
                        Judging.excerpt(input));
            }
        }
        return Finding.holds();
    }
}
