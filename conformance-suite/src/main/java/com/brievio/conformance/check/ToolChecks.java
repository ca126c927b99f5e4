package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.calls;
import static com.brievio.conformance.check.Judging.eachStream;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.finish;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.stream;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
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

/** Tool calls, whole and streamed (conformance.md section 2.2, tools). */
final class ToolChecks {
    private static final List<Probe> NAMED =
            List.of(Probes.T_NAMED, Probes.T_SNAMED, Probes.T_SESC);
    private static final List<Probe> REQUIRED =
            List.of(Probes.T_REQ, Probes.T_SREQ, Probes.T_PAR, Probes.T_SPAR);
    private static final List<Probe> PLAIN =
            List.of(Probes.T_NAMED, Probes.T_REQ, Probes.T_PAR, Probes.T_NOARG);
    private static final List<Probe> STREAMED =
            List.of(Probes.T_SNAMED, Probes.T_SREQ, Probes.T_SPAR, Probes.T_SESC);
    private static final Set<String> DECLARED =
            Set.of("set_color", "get_weather", "get_code", "save_note");

    private ToolChecks() {}

    static List<Check> all() {
        List<Check> all = new ArrayList<>(whole());
        all.addAll(roundTrip());
        all.addAll(streamed());
        return all;
    }

    private static List<Check> whole() {
        return List.of(
                Check.must("tools.named.calls", "a named tool_choice calls that tool")
                        .why("structured extraction rests on it")
                        .breaks("agents", "langchain")
                        .over(NAMED)
                        .judge(e -> forced(e, NAMED, Probes.T_NAMED, Set.of("set_color"))),
                Check.must("tools.required.calls", "tool_choice required brings a call")
                        .why("agents that must act get prose instead")
                        .over(REQUIRED)
                        .judge(e -> forced(e, REQUIRED, Probes.T_REQ, DECLARED)),
                Check.must("tools.auto.calls", "the model calls a tool when asked to")
                        .why("a gateway that strips tools looks like a model that has none")
                        .over(List.of(Probes.T_AUTO.getFirst()))
                        .then(ToolChecks::otherPrompts)
                        .judge(ToolChecks::auto),
                Check.must("tools.none.no-calls", "tool_choice none brings text, no call")
                        .why("clients that asked for text do not look for calls")
                        .over(List.of(Probes.T_NONE))
                        .judge(ToolChecks::none),
                Check.must("tools.call.shape", "a call has id, type, function name and arguments")
                        .why("typed decoders require them")
                        .breaks("every client")
                        .over(PLAIN)
                        .judge(e -> eachCall(e, ToolChecks::shape)),
                Check.must(
                                "tools.call.id-unique",
                                "ids differ within an answer and between answers")
                        .why("results are matched to calls by id")
                        .breaks("every agent")
                        .over(List.of(Probes.T_PAR, Probes.T_REQ, Probes.T_NAMED))
                        .judge(ToolChecks::idUnique),
                Check.must("tools.call.name-declared", "a call names a declared tool")
                        .why("agents look the function up by it")
                        .over(PLAIN)
                        .judge(e ->
                                eachCall(
                                        e,
                                        call -> {
                                            JsonNode name = call.path("function").path("name");
                                            return DECLARED.contains(name.asString(""))
                                                    ? null
                                                    : "name is " + kind(name);
                                        })),
                Check.must("tools.args.string", "arguments is a string")
                        .why("clients parse a string of JSON")
                        .breaks("openai-java", "vercel-ai", "every typed client")
                        .over(PLAIN)
                        .judge(e ->
                                eachCall(
                                        e,
                                        call -> {
                                            JsonNode args = call.path("function").path("arguments");
                                            return args.isString()
                                                    ? null
                                                    : "arguments is " + kind(args);
                                        })),
                Check.must("tools.args.json-object", "arguments is the text of a JSON object")
                        .why("clients parse it and pass it as named arguments")
                        .breaks("every agent")
                        .over(PLAIN)
                        .judge(e -> eachCall(e, ToolChecks::argumentsObject)),
                Check.should("tools.args.schema", "forced arguments follow the declared schema")
                        .why("validators reject \"3\" for 3")
                        .on(Probes.T_NAMED)
                        .judge(ToolChecks::argumentsSchema),
                Check.must("tools.args.empty", "a call without arguments has {}")
                        .why("parsing \"\" raises")
                        .breaks("openai-python", "every agent")
                        .over(List.of(Probes.T_NOARG))
                        .judge(ToolChecks::argumentsEmpty),
                Check.should("tools.content-null", "a call is not repeated in the content")
                        .why("users would read raw JSON")
                        .breaks("async-openai", "vercel-ai")
                        .on(Probes.T_NAMED)
                        .judge(ToolChecks::contentNull),
                Check.must(
                                "tools.finish.auto-required",
                                "an answer with calls ends with \"tool_calls\"")
                        .why("agent loops stop on any other word")
                        .breaks("spring-ai", "agents")
                        .on(Probes.T_REQ)
                        .judge(ToolChecks::finishRequired),
                Check.must("tools.finish.named", "a forced call ends with tool_calls or stop")
                        .why("OpenAI itself says stop; anything else reads as cut")
                        .on(Probes.T_NAMED)
                        .judge(ToolChecks::finishNamed),
                Check.may("tools.parallel.calls", "two calls in one turn where both are asked for")
                        .why("a gateway that keeps the first call only loses work")
                        .on(Probes.T_PAR, Probes.T_SPAR)
                        .judge(ToolChecks::parallel));
    }

    private static List<Check> roundTrip() {
        return List.of(
                Check.must(
                                "tools.roundtrip.accepts",
                                "a history with a call and its result is taken")
                        .why("it is every second request of an agent")
                        .breaks("every agent")
                        .over(List.of(Probes.T_RT))
                        .judge(e -> accepted(e, List.of(Probes.T_RT), "tool", "function")),
                Check.must("tools.roundtrip.uses-result", "the model sees the tool's result")
                        .why("a translator that drops it makes the agent ask again for ever")
                        .breaks("every agent")
                        .on(Probes.T_RT, Probes.T_RT_CONTROL)
                        .judge(e ->
                                proof(
                                        e,
                                        Probes.T_RT,
                                        Probes.T_RT_CONTROL,
                                        "K7Q-" + e.of(Probes.T_RT).nonce())),
                Check.must("tools.roundtrip.content-empty", "empty text beside a call is taken")
                        .why("clients replay \"\" where they got null")
                        .breaks("langchain")
                        .over(List.of(Probes.T_RTEMPTY))
                        .judge(e -> accepted(e, List.of(Probes.T_RTEMPTY))));
    }

    private static List<Check> streamed() {
        return List.of(
                Check.must("tools.stream.index-int", "every tool delta has an integer index")
                        .why("accumulators file fragments by it")
                        .breaks("openai-python", "openai-node", "openai-java")
                        .over(STREAMED)
                        .judge(e -> eachDelta(e, ToolChecks::index)),
                Check.must("tools.stream.index-dense", "indexes are 0, 1, … in order")
                        .why("lists are filled by them")
                        .breaks("openai-python", "openai-node")
                        .over(STREAMED)
                        .judge(e -> eachCallStream(e, ToolChecks::dense)),
                Check.must(
                                "tools.stream.first-has-id-name",
                                "the first fragment of a call has id, type and name")
                        .why("a call that begins without them is refused")
                        .breaks("vercel-ai", "openai-node")
                        .over(STREAMED)
                        .judge(e -> eachCallStream(e, ToolChecks::firstComplete)),
                Check.must("tools.stream.id-once", "the id comes once")
                        .why("openai-python and langchain4j join repeated ids")
                        .breaks("openai-python", "langchain4j")
                        .over(STREAMED)
                        .judge(e -> eachCallStream(e, (x, s) -> once(x, s, "id"))),
                Check.must("tools.stream.name-once", "the name comes once")
                        .why("accumulators join repeated names")
                        .breaks("openai-python", "openai-go", "langchain4j")
                        .over(STREAMED)
                        .judge(e -> eachCallStream(e, (x, s) -> once(x, s, "name"))),
                Check.must("tools.stream.function-object", "every tool delta has a function object")
                        .why("openai-java raises without it")
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
                        .breaks("async-openai", "vercel-ai")
                        .over(STREAMED)
                        .judge(e -> eachDelta(e, ToolChecks::fragment)),
                Check.must("tools.stream.args-concat", "the fragments joined are one JSON object")
                        .why("a repeated or lost fragment breaks every call")
                        .breaks("every client")
                        .over(STREAMED)
                        .judge(e -> eachCallStream(e, ToolChecks::concat)),
                Check.must("tools.stream.parallel-distinct", "two calls have two indexes and ids")
                        .why("calls under one index are glued into one")
                        .breaks("openai-python", "openai-node", "langchain4j")
                        .on(Probes.T_SPAR)
                        .judge(ToolChecks::parallelDistinct),
                Check.must(
                                "tools.stream.finish",
                                "a streamed answer with calls ends with tool_calls")
                        .why("agent loops stop on any other word")
                        .breaks("spring-ai", "agents")
                        .on(Probes.T_SREQ)
                        .judge(ToolChecks::streamFinish),
                Check.should("tools.stream.equals-plain", "a streamed call is the plain call")
                        .why("a stream parser that loses a brace is found by comparison")
                        .on(Probes.T_SNAMED, Probes.T_NAMED, Probes.T_REQ)
                        .judge(ToolChecks::equalsPlain),
                Check.must("tools.args.escapes", "quotes, backslashes and emoji survive")
                        .why("double escaping corrupts what tools are given")
                        .on(Probes.T_SESC)
                        .judge(ToolChecks::escapes));
    }

    private static Finding forced(Evidence e, List<Probe> gated, Probe plain, Set<String> names) {
        Finding accepted = accepted(e, gated, "tool", "function");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        List<JsonNode> calls = calls(e, plain);
        if (calls.isEmpty() && finish(e, plain).equals("length")) {
            return new Finding.Undecided("the token limit was used up before a call");
        }
        boolean right =
                !calls.isEmpty()
                        && calls.stream()
                                .allMatch(c ->
                                        names.contains(
                                                c.path("function").path("name").asString("")));
        return expect(
                right,
                e,
                plain,
                "a call of " + String.join(" or ", names.stream().sorted().toList()),
                calls.isEmpty() ? "no call" : "calls " + calls);
    }

    private static List<Probe> otherPrompts(Evidence e) {
        Probe first = Probes.T_AUTO.getFirst();
        boolean called = !e.of(first).accepted() || !calls(e, first).isEmpty();
        return called ? List.of() : Probes.T_AUTO.subList(1, Probes.T_AUTO.size());
    }

    private static Finding auto(Evidence e) {
        Finding accepted = accepted(e, List.of(Probes.T_AUTO.getFirst()), "tool", "function");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        List<Probe> tried = new ArrayList<>(List.of(Probes.T_AUTO.getFirst()));
        tried.addAll(otherPrompts(e));
        boolean called = tried.stream().anyMatch(p -> e.of(p).accepted() && !calls(e, p).isEmpty());
        return called
                ? Finding.holds()
                : new Finding.Undecided(
                        "the model called no tool in three prompts; a larger model may");
    }

    private static Finding none(Evidence e) {
        Finding accepted = accepted(e, List.of(Probes.T_NONE), "tool", "function");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        return expect(calls(e, Probes.T_NONE).isEmpty(), e, Probes.T_NONE, "no call", "a call");
    }

    /** Looks at every call of every accepted plain answer; a sentence is a violation. */
    private static Finding eachCall(Evidence e, Function<JsonNode, @Nullable String> look) {
        List<Violation> violations = new ArrayList<>();
        boolean any = false;
        for (Probe probe : PLAIN) {
            if (!e.of(probe).accepted()) {
                continue;
            }
            for (JsonNode call : calls(e, probe)) {
                any = true;
                String wrong = look.apply(call);
                if (wrong != null) {
                    violations.add(seen(e.of(probe), "a well-formed call", wrong));
                    break;
                }
            }
        }
        return any ? Finding.of(violations) : new Finding.Undecided("no answer had a call");
    }

    private static @Nullable String shape(JsonNode call) {
        JsonNode id = call.path("id");
        if (!id.isString() || id.asString().isEmpty()) {
            return "id is " + kind(id);
        }
        if (!call.path("type").asString("").equals("function")) {
            return "type is " + kind(call.path("type"));
        }
        JsonNode function = call.path("function");
        if (!function.path("name").isString()) {
            return "function.name is " + kind(function.path("name"));
        }
        return function.has("arguments") ? null : "function.arguments is absent";
    }

    private static Finding idUnique(Evidence e) {
        Set<String> ids = new HashSet<>();
        for (Probe probe : List.of(Probes.T_PAR, Probes.T_REQ, Probes.T_NAMED)) {
            if (!e.of(probe).accepted()) {
                continue;
            }
            for (JsonNode call : calls(e, probe)) {
                String id = call.path("id").asString("");
                if (!id.isEmpty() && !ids.add(id)) {
                    return expect(false, e, probe, "an id not used before", "again " + id);
                }
            }
        }
        return ids.size() < 2
                ? new Finding.Undecided("fewer than two calls to compare")
                : Finding.holds();
    }

    private static @Nullable String argumentsObject(JsonNode call) {
        JsonNode arguments = call.path("function").path("arguments");
        if (!arguments.isString()) {
            return null;
        }
        String text = arguments.stringValue();
        if (text.isEmpty()) {
            return null;
        }
        JsonNode parsed = Json.parse(text);
        return parsed != null && parsed.isObject() ? null : "arguments is " + kind(arguments);
    }

    private static Finding argumentsSchema(Evidence e) {
        List<JsonNode> calls = calls(e, Probes.T_NAMED);
        if (calls.isEmpty()) {
            return new Finding.NotApplicable("blocked by tools.named.calls");
        }
        JsonNode parsed =
                Json.parse(calls.getFirst().path("function").path("arguments").asString(""));
        if (parsed == null) {
            return new Finding.NotApplicable("blocked by tools.args.json-object");
        }
        boolean follows =
                Set.of("red", "green").contains(parsed.path("color").asString(""))
                        && parsed.path("count").isIntegralNumber();
        return expect(
                follows,
                e,
                Probes.T_NAMED,
                "color red or green, count an integer",
                parsed.toString());
    }

    private static Finding argumentsEmpty(Evidence e) {
        Finding accepted = accepted(e, List.of(Probes.T_NOARG), "tool", "function");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        List<JsonNode> calls = calls(e, Probes.T_NOARG);
        if (calls.isEmpty()) {
            return new Finding.Undecided("no answer had a call");
        }
        String text = calls.getFirst().path("function").path("arguments").asString("null");
        JsonNode parsed = Json.parse(text);
        if (parsed != null && parsed.isObject()) {
            return Finding.holds();
        }
        return new Finding.Broken(
                List.of(seen(e.of(Probes.T_NOARG), "\"{}\"", "\"" + text + "\"")));
    }

    private static Finding contentNull(Evidence e) {
        String content = text(e, Probes.T_NAMED);
        List<JsonNode> calls = calls(e, Probes.T_NAMED);
        if (calls.isEmpty()) {
            return new Finding.NotApplicable("blocked by tools.named.calls");
        }
        String arguments = calls.getFirst().path("function").path("arguments").asString("");
        boolean leaked =
                content.contains("set_color")
                        || (arguments.length() > 2 && content.contains(arguments));
        return expect(!leaked, e, Probes.T_NAMED, "no markup of the call", content);
    }

    private static Finding finishRequired(Evidence e) {
        if (calls(e, Probes.T_REQ).isEmpty()) {
            return new Finding.NotApplicable("blocked by tools.required.calls");
        }
        return expect(
                finish(e, Probes.T_REQ).equals("tool_calls"),
                e,
                Probes.T_REQ,
                "\"tool_calls\"",
                "\"" + finish(e, Probes.T_REQ) + "\"");
    }

    private static Finding finishNamed(Evidence e) {
        if (calls(e, Probes.T_NAMED).isEmpty()) {
            return new Finding.NotApplicable("blocked by tools.named.calls");
        }
        return expect(
                Set.of("tool_calls", "stop").contains(finish(e, Probes.T_NAMED)),
                e,
                Probes.T_NAMED,
                "\"tool_calls\" or \"stop\"",
                "\"" + finish(e, Probes.T_NAMED) + "\"");
    }

    private static Finding parallel(Evidence e) {
        int plain = calls(e, Probes.T_PAR).size();
        int streamed = joined(stream(e, Probes.T_SPAR)).size();
        if (plain >= 2) {
            return Finding.holds();
        }
        return streamed >= 2
                ? expect(
                        false,
                        e,
                        Probes.T_PAR,
                        streamed + " calls, as in the stream",
                        plain + " call(s)")
                : new Finding.Undecided(
                        "the model made " + plain + " of the two calls that were asked for");
    }

    /** Holds where the answer proves the text; broken only where the control can and it cannot. */
    static Finding proof(Evidence e, Probe probe, Probe control, String secret) {
        if (text(e, probe).contains(secret)) {
            return Finding.holds();
        }
        if (!text(e, control).contains(secret)) {
            return new Finding.Undecided("the model does not repeat it in the control either");
        }
        return expect(false, e, probe, "an answer with " + secret, text(e, probe));
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

    private static Map<Integer, String> joined(SseTranscript s) {
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
        SseTranscript s = stream(e, Probes.T_SPAR);
        Set<String> ids = new HashSet<>();
        Set<Integer> indexes = new HashSet<>();
        for (Chunk chunk : s.chunks()) {
            for (JsonNode delta : deltas(chunk)) {
                if (!delta.path("id").asString("").isEmpty()) {
                    ids.add(delta.path("id").asString());
                    indexes.add(delta.path("index").asInt(0));
                }
            }
        }
        boolean glued = joined(s).values().stream().anyMatch(t -> t.contains("}{"));
        if (ids.size() < 2 && !glued) {
            return new Finding.Undecided("the model made fewer calls than were asked for");
        }
        return expect(
                ids.size() == indexes.size() && !glued,
                e,
                Probes.T_SPAR,
                "an index for each call",
                ids.size() + " ids under " + indexes.size() + " index(es)");
    }

    private static Finding streamFinish(Evidence e) {
        SseTranscript s = stream(e, Probes.T_SREQ);
        if (joined(s).isEmpty()) {
            return new Finding.NotApplicable("blocked by tools.required.calls");
        }
        String reason = ChunkChecks.streamFinish(s);
        return expect(
                reason.equals("tool_calls"),
                e,
                Probes.T_SREQ,
                "\"tool_calls\"",
                "\"" + reason + "\"");
    }

    private static Finding equalsPlain(Evidence e) {
        List<JsonNode> plain = calls(e, Probes.T_NAMED);
        Map<Integer, String> streamed = joined(stream(e, Probes.T_SNAMED));
        if (plain.isEmpty()) {
            return new Finding.NotApplicable("blocked by tools.named.calls");
        }
        if (streamed.isEmpty()) {
            return expect(false, e, Probes.T_SNAMED, "the call of the plain answer", "no call");
        }
        JsonNode a = Json.parse(plain.getFirst().path("function").path("arguments").asString(""));
        JsonNode b = Json.parse(streamed.values().iterator().next());
        if (a == null || b == null) {
            return new Finding.NotApplicable("blocked by tools.args.json-object");
        }
        if (!a.equals(b) && !stable(e, a)) {
            return new Finding.Undecided("the model varies its arguments without stream too");
        }
        return expect(a.equals(b), e, Probes.T_SNAMED, a.toString(), b.toString());
    }

    /** Tells whether the model gave the same arguments to the same prompt a second time. */
    private static boolean stable(Evidence e, JsonNode arguments) {
        List<JsonNode> again = e.of(Probes.T_REQ).accepted() ? calls(e, Probes.T_REQ) : List.of();
        return again.stream()
                .map(c -> Json.parse(c.path("function").path("arguments").asString("")))
                .anyMatch(arguments::equals);
    }

    private static Finding escapes(Evidence e) {
        Map<Integer, String> joined = joined(stream(e, Probes.T_SESC));
        JsonNode parsed = joined.isEmpty() ? null : Json.parse(joined.values().iterator().next());
        if (parsed == null) {
            return new Finding.NotApplicable("blocked by tools.stream.args-concat");
        }
        String note = parsed.path("text").asString("");
        if (note.contains(Probes.ESCAPES)) {
            return Finding.holds();
        }
        boolean corrupt =
                note.contains("\\\\slash")
                        || note.contains("\\\"quote")
                        || note.contains("\u00c3\u00a9")
                        || note.contains("\ufffd")
                        || note.contains("\\u");
        return corrupt
                ? expect(false, e, Probes.T_SESC, Probes.ESCAPES, note)
                : new Finding.Undecided("the model changed the text");
    }
}
