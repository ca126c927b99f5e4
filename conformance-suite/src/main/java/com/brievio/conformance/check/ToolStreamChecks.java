package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.calls;
import static com.brievio.conformance.check.Judging.eachStream;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.stream;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.ToolProbes;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Json;
import com.brievio.conformance.wire.SseTranscript;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Streamed tool calls (conformance.md section 2.2, tools, and 2.3c). */
final class ToolStreamChecks {
    private static final List<Probe> STREAMED =
            List.of(ToolProbes.SNAMED, ToolProbes.SREQ, ToolProbes.SPAR, ToolProbes.SESC);

    private ToolStreamChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must("tools.stream.index-int", "every tool delta has an integer index")
                        .why("accumulators file fragments by it")
                        .fix("write an integer index on every tool delta")
                        .breaks("openai-python", "openai-node", "openai-java")
                        .over(STREAMED)
                        .judge(e -> eachDelta(e, ToolStreamChecks::index)),
                Check.must("tools.stream.index-dense", "indexes are 0, 1, … in order")
                        .why("lists are filled by them")
                        .fix("count calls from 0 without gaps")
                        .breaks("openai-python", "openai-node")
                        .over(STREAMED)
                        .judge(e -> eachCallStream(e, ToolStreamChecks::dense)),
                Check.must(
                                "tools.stream.first-has-id-name",
                                "the first fragment of a call has id, type and name")
                        .why("a call that begins without them is refused")
                        .fix("write id, type and name into the first delta of a call")
                        .breaks("vercel-ai", "openai-node")
                        .over(STREAMED)
                        .judge(e -> eachCallStream(e, ToolStreamChecks::firstComplete)),
                Check.must("tools.stream.id-once", "the id comes once")
                        .why("openai-python and langchain4j join repeated ids")
                        .fix("write the id into the first delta only")
                        .breaks("openai-python", "langchain4j")
                        .over(STREAMED)
                        .judge(e -> eachCallStream(e, (x, s) -> once(x, s, "id"))),
                Check.must("tools.stream.name-once", "the name comes once")
                        .why("accumulators join repeated names")
                        .fix("write the name into the first delta only")
                        .breaks("openai-python", "openai-go", "langchain4j")
                        .over(STREAMED)
                        .judge(e -> eachCallStream(e, (x, s) -> once(x, s, "name"))),
                Check.must("tools.stream.function-object", "every tool delta has a function object")
                        .why("openai-java raises without it")
                        .fix("write function on every tool delta")
                        .breaks("openai-java", "openai-python", "openai-node")
                        .over(STREAMED)
                        .judge(e ->
                                eachDelta(
                                        e,
                                        delta ->
                                                delta.path("function").isObject()
                                                        ? null
                                                        : "function is "
                                                                + kind(delta.path("function")))),
                Check.must("tools.stream.args-string", "argument fragments are strings")
                        .why("clients append them")
                        .fix("write arguments as a string on every tool delta")
                        .breaks("async-openai", "vercel-ai")
                        .over(STREAMED)
                        .judge(e -> eachDelta(e, ToolStreamChecks::fragment)),
                Check.must("tools.stream.args-concat", "the fragments joined are one JSON object")
                        .why("a repeated or lost fragment breaks every call")
                        .fix("send what is new of the arguments, not all of them again")
                        .breaks("every client")
                        .over(STREAMED)
                        .judge(e -> eachCallStream(e, ToolStreamChecks::concat)),
                Check.must("tools.stream.parallel-distinct", "two calls have two indexes and ids")
                        .why("calls under one index are glued into one")
                        .fix("give each call an index of its own")
                        .breaks("openai-python", "openai-node", "langchain4j")
                        .on(ToolProbes.SPAR, ToolProbes.REQ)
                        .judge(ToolStreamChecks::parallelDistinct),
                Check.must(
                                "tools.stream.finish",
                                "a streamed answer with calls ends with tool_calls")
                        .why("agent loops stop on any other word")
                        .fix("write \"tool_calls\" at the end of the stream too")
                        .breaks("spring-ai", "agents")
                        .on(ToolProbes.SREQ)
                        .judge(ToolStreamChecks::streamFinish),
                Check.should("tools.stream.equals-plain", "a streamed call is the plain call")
                        .why("a stream parser that loses a brace is found by comparison")
                        .fix("parse calls in one place for streams and whole answers")
                        .on(ToolProbes.SNAMED, ToolProbes.NAMED, ToolProbes.REQ)
                        .judge(ToolStreamChecks::equalsPlain),
                Check.must("tools.args.escapes", "quotes, backslashes and emoji survive")
                        .why("double escaping corrupts what tools are given")
                        .fix("escape once, with a JSON writer")
                        .on(ToolProbes.SESC)
                        .judge(ToolStreamChecks::escapes));
    }

    private static List<JsonNode> deltas(Chunk chunk) {
        List<JsonNode> deltas = new ArrayList<>();
        for (JsonNode choice : chunk.choices()) {
            choice.path("delta").path("tool_calls").forEach(deltas::add);
        }
        return deltas;
    }

    private static Finding eachDelta(Evidence e, Function<JsonNode, @Nullable String> look) {
        boolean[] any = {false};
        Finding finding =
                Judging.eachChunk(
                        e,
                        STREAMED,
                        (x, chunk) -> {
                            for (JsonNode delta : deltas(chunk)) {
                                any[0] = true;
                                String wrong = look.apply(delta);
                                if (wrong != null) {
                                    return seen(
                                            x, chunk.event(), "a well-formed tool delta", wrong);
                                }
                            }
                            return null;
                        });
        return any[0] ? finding : new Finding.Undecided("no stream had a call");
    }

    /** Looks at every accepted stream that has a whole call; undecided where there is none. */
    private static Finding eachCallStream(
            Evidence e, BiFunction<Exchange, SseTranscript, @Nullable Violation> look) {
        boolean[] any = {false};
        Finding finding =
                eachStream(
                        e,
                        STREAMED,
                        (x, s) -> {
                            boolean cutByLimit = ChunkChecks.streamFinish(s).equals("length");
                            if (joined(s).isEmpty() || cutByLimit) {
                                return null;
                            }
                            any[0] = true;
                            return look.apply(x, s);
                        });
        return any[0] ? finding : new Finding.Undecided("no stream had a whole call");
    }

    private static @Nullable String index(JsonNode delta) {
        JsonNode index = delta.path("index");
        return index.isIntegralNumber() && index.intValue() >= 0 ? null : "index is " + kind(index);
    }

    private static @Nullable Violation dense(Exchange x, SseTranscript s) {
        int next = 0;
        for (Chunk chunk : s.chunks()) {
            for (JsonNode delta : deltas(chunk)) {
                int index = delta.path("index").asInt(0);
                if (index > next) {
                    return seen(x, chunk.event(), "index " + next + " next", "index " + index);
                }
                next = Math.max(next, index + 1);
            }
        }
        return null;
    }

    private static @Nullable Violation firstComplete(Exchange x, SseTranscript s) {
        Set<Integer> begun = new HashSet<>();
        for (Chunk chunk : s.chunks()) {
            for (JsonNode delta : deltas(chunk)) {
                if (!begun.add(delta.path("index").asInt(0))) {
                    continue;
                }
                boolean complete =
                        !delta.path("id").asString("").isEmpty()
                                && delta.path("type").asString("").equals("function")
                                && !delta.path("function").path("name").asString("").isEmpty();
                if (!complete) {
                    return seen(
                            x, chunk.event(), "id, type \"function\" and name", delta.toString());
                }
            }
        }
        return null;
    }

    private static @Nullable Violation once(Exchange x, SseTranscript s, String key) {
        Map<Integer, Integer> seen = new TreeMap<>();
        for (Chunk chunk : s.chunks()) {
            for (JsonNode delta : deltas(chunk)) {
                JsonNode value =
                        key.equals("id") ? delta.path("id") : delta.path("function").path(key);
                if (value.asString("").isEmpty()) {
                    continue;
                }
                int times = seen.merge(delta.path("index").asInt(0), 1, Integer::sum);
                boolean again = times > 1;
                if (again && !newId(delta)) {
                    return seen(x, chunk.event(), key + " once a call", key + " again");
                }
            }
        }
        return null;
    }

    /**
     * A second name under one index with another id is another fault: two calls share the index.
     */
    private static boolean newId(JsonNode delta) {
        return delta.path("type").isString()
                && delta.path("function").path("arguments").asString("x").isEmpty();
    }

    private static @Nullable String fragment(JsonNode delta) {
        JsonNode arguments = delta.path("function").path("arguments");
        boolean fine = arguments.isMissingNode() || arguments.isString();
        return fine ? null : "arguments is " + kind(arguments);
    }

    static Map<Integer, String> joined(SseTranscript s) {
        Map<Integer, String> arguments = new TreeMap<>();
        for (Chunk chunk : s.chunks()) {
            for (JsonNode delta : deltas(chunk)) {
                arguments.merge(
                        delta.path("index").asInt(0),
                        delta.path("function").path("arguments").asString(""),
                        String::concat);
            }
        }
        return arguments;
    }

    private static @Nullable Violation concat(Exchange x, SseTranscript s) {
        for (String text : joined(s).values()) {
            JsonNode parsed = Json.parse(text);
            if (parsed == null || !parsed.isObject()) {
                return seen(x, "fragments that join to a JSON object", Judging.excerpt(text));
            }
        }
        return null;
    }

    private static Finding parallelDistinct(Evidence e) {
        if (calls(e, ToolProbes.REQ).isEmpty()) {
            return Finding.blockedBy("tools.required.calls");
        }
        SseTranscript s = stream(e, ToolProbes.SPAR);
        Set<String> ids = new HashSet<>();
        Set<Integer> indexes = new HashSet<>();
        for (Chunk chunk : s.chunks()) {
            for (JsonNode delta : deltas(chunk)) {
                indexes.add(delta.path("index").asInt(0));
                if (!delta.path("id").asString("").isEmpty()) {
                    ids.add(delta.path("id").asString());
                }
            }
        }
        boolean glued = joined(s).values().stream().anyMatch(t -> t.contains("}{"));
        if (ids.size() < 2 && indexes.size() < 2 && !glued) {
            return new Finding.Undecided("the model made fewer calls than were asked for");
        }
        return expect(
                ids.size() == indexes.size() && !glued,
                e,
                ToolProbes.SPAR,
                "an index and an id for each call",
                ids.size() + " ids under " + indexes.size() + " index(es)");
    }

    private static Finding streamFinish(Evidence e) {
        SseTranscript s = stream(e, ToolProbes.SREQ);
        if (joined(s).isEmpty()) {
            return Finding.blockedBy("tools.required.calls");
        }
        String reason = ChunkChecks.streamFinish(s);
        return expect(
                reason.equals("tool_calls"),
                e,
                ToolProbes.SREQ,
                "\"tool_calls\"",
                "\"" + reason + "\"");
    }

    private static Finding equalsPlain(Evidence e) {
        List<JsonNode> plain = calls(e, ToolProbes.NAMED);
        Map<Integer, String> streamed = joined(stream(e, ToolProbes.SNAMED));
        if (plain.isEmpty()) {
            return Finding.blockedBy("tools.named.calls");
        }
        if (streamed.isEmpty()) {
            return expect(false, e, ToolProbes.SNAMED, "the call of the plain answer", "no call");
        }
        JsonNode a = Json.parse(plain.getFirst().path("function").path("arguments").asString(""));
        JsonNode b = Json.parse(streamed.values().iterator().next());
        if (a == null || b == null) {
            return Finding.blockedBy("tools.args.json-object");
        }
        if (!a.equals(b) && !stable(e, a)) {
            return new Finding.Undecided("the model varies its arguments without stream too");
        }
        return expect(a.equals(b), e, ToolProbes.SNAMED, a.toString(), b.toString());
    }

    /** Tells whether the model gave the same arguments to the same prompt a second time. */
    private static boolean stable(Evidence e, JsonNode arguments) {
        List<JsonNode> again =
                e.of(ToolProbes.REQ).accepted() ? calls(e, ToolProbes.REQ) : List.of();
        return again.stream()
                .map(c -> Json.parse(c.path("function").path("arguments").asString("")))
                .anyMatch(arguments::equals);
    }

    private static Finding escapes(Evidence e) {
        Map<Integer, String> joined = joined(stream(e, ToolProbes.SESC));
        JsonNode parsed = joined.isEmpty() ? null : Json.parse(joined.values().iterator().next());
        if (parsed == null) {
            return Finding.blockedBy("tools.stream.args-concat");
        }
        String note = parsed.path("text").asString("");
        if (note.contains(ToolProbes.ESCAPES)) {
            return Finding.holds();
        }
        boolean corrupt =
                note.contains("\\\\slash")
                        || note.contains("\\\"quote")
                        || note.contains("\u00c3\u00a9")
                        || note.contains("\ufffd")
                        || note.contains("\\u");
        return corrupt
                ? expect(false, e, ToolProbes.SESC, ToolProbes.ESCAPES, note)
                : new Finding.Undecided("the model changed the text");
    }
}
