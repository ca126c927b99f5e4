package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.calls;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.finish;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.message;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.stream;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.ToolProbes;
import com.brievio.conformance.wire.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tool calls in whole answers and the round trip (conformance.md section 2.2, tools). */
final class ToolChecks {
    private static final List<Probe> NAMED =
            List.of(ToolProbes.NAMED, ToolProbes.SNAMED, ToolProbes.SESC);
    private static final List<Probe> REQUIRED =
            List.of(ToolProbes.REQ, ToolProbes.SREQ, ToolProbes.PAR, ToolProbes.SPAR);
    private static final List<Probe> PLAIN =
            List.of(ToolProbes.NAMED, ToolProbes.REQ, ToolProbes.PAR, ToolProbes.NOARG);
    private static final Set<String> DECLARED =
            Set.of("set_color", "get_weather", "get_code", "save_note");

    private ToolChecks() {}

    static List<Check> all() {
        List<Check> all = new ArrayList<>(whole());
        all.addAll(roundTrip());
        all.addAll(ToolStreamChecks.all());
        return all;
    }

    private static List<Check> whole() {
        return List.of(
                Check.must("tools.named.calls", "a named tool_choice calls that tool")
                        .why("structured extraction rests on it")
                        .fix(
                                "force the named tool; where the engine cannot, refuse with a 400 that names tool_choice")
                        .breaks("agents", "langchain")
                        .over(NAMED)
                        .judge(e -> forced(e, NAMED, ToolProbes.NAMED, Set.of("set_color"))),
                Check.must("tools.required.calls", "tool_choice required brings a call")
                        .why("agents that must act get prose instead")
                        .fix(
                                "force a call; where the engine cannot, refuse with a 400 that names tool_choice")
                        .over(REQUIRED)
                        .judge(e -> forced(e, REQUIRED, ToolProbes.REQ, DECLARED)),
                Check.must("tools.auto.calls", "the model calls a tool when asked to")
                        .why("a gateway that strips tools looks like a model that has none")
                        .fix("pass the tools on to the model")
                        .over(List.of(ToolProbes.AUTO.getFirst()))
                        .then(ToolChecks::otherPrompts)
                        .judge(ToolChecks::auto),
                Check.must("tools.none.no-calls", "tool_choice none brings text, no call")
                        .why("clients that asked for text do not look for calls")
                        .fix("hide the tools from the model where tool_choice is none")
                        .over(List.of(ToolProbes.NONE))
                        .judge(ToolChecks::none),
                Check.must("tools.call.shape", "a call has id, type, function name and arguments")
                        .why("typed decoders require them")
                        .fix("write id, type \"function\" and function with name and arguments")
                        .breaks("every client")
                        .over(PLAIN)
                        .judge(e -> eachCall(e, ToolChecks::shape)),
                Check.must(
                                "tools.call.id-unique",
                                "ids differ within an answer and between answers")
                        .why("results are matched to calls by id")
                        .fix("make a new id for each call")
                        .breaks("every agent")
                        .over(PLAIN)
                        .judge(ToolChecks::idUnique),
                Check.must("tools.call.name-declared", "a call names a declared tool")
                        .why("agents look the function up by it")
                        .fix("write the name as it was declared")
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
                        .fix("write the arguments as a string that holds JSON")
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
                        .fix("write valid JSON into the string, once")
                        .breaks("every agent")
                        .over(PLAIN)
                        .judge(e -> eachCall(e, ToolChecks::argumentsObject)),
                Check.should("tools.args.schema", "forced arguments follow the declared schema")
                        .why("validators reject \"3\" for 3")
                        .fix("constrain the arguments by the tool's schema")
                        .on(ToolProbes.NAMED)
                        .judge(ToolChecks::argumentsSchema),
                Check.must("tools.args.empty", "a call without arguments has {}")
                        .why("parsing \"\" raises")
                        .fix("write \"{}\" where there are no arguments")
                        .breaks("openai-python", "every agent")
                        .over(List.of(ToolProbes.NOARG))
                        .judge(ToolChecks::argumentsEmpty),
                Check.should("tools.content-null", "a call is not repeated in the content")
                        .why("users would read raw JSON")
                        .fix("strip the call's markup from content")
                        .breaks("async-openai", "vercel-ai")
                        .on(ToolProbes.NAMED)
                        .judge(ToolChecks::contentNull),
                Check.must(
                                "tools.finish.auto-required",
                                "an answer with calls ends with \"tool_calls\"")
                        .why("agent loops stop on any other word")
                        .fix("write \"tool_calls\" where there are calls")
                        .breaks("spring-ai", "agents")
                        .on(ToolProbes.REQ)
                        .judge(ToolChecks::finishRequired),
                Check.must("tools.finish.named", "a forced call ends with tool_calls or stop")
                        .why("OpenAI itself says stop; anything else reads as cut")
                        .fix("write \"stop\" or \"tool_calls\"")
                        .on(ToolProbes.NAMED)
                        .judge(ToolChecks::finishNamed),
                Check.may("tools.parallel.calls", "two calls in one turn where both are asked for")
                        .why("a gateway that keeps the first call only loses work")
                        .fix("pass on every call that the model makes")
                        .on(ToolProbes.PAR, ToolProbes.SPAR, ToolProbes.REQ)
                        .judge(ToolChecks::parallel));
    }

    private static List<Check> roundTrip() {
        return List.of(
                Check.must(
                                "tools.roundtrip.accepts",
                                "a history with a call and its result is taken")
                        .why("it is every second request of an agent")
                        .fix("take null content on an assistant message with calls")
                        .breaks("every agent")
                        .over(List.of(ToolProbes.RT))
                        .judge(e -> accepted(e, List.of(ToolProbes.RT), "tool", "function")),
                Check.must("tools.roundtrip.uses-result", "the model sees the tool's result")
                        .why("a translator that drops it makes the agent ask again for ever")
                        .fix("pass tool messages on to the model")
                        .breaks("every agent")
                        .on(ToolProbes.RT, ToolProbes.RT_CONTROL)
                        .judge(e ->
                                Proof.of(
                                        e,
                                        ToolProbes.RT,
                                        ToolProbes.RT_CONTROL,
                                        "K7Q-" + e.of(ToolProbes.RT).nonce())),
                Check.must("tools.roundtrip.content-empty", "empty text beside a call is taken")
                        .why("clients replay \"\" where they got null")
                        .fix("take \"\" as content on an assistant message with calls")
                        .breaks("langchain")
                        .over(List.of(ToolProbes.RTEMPTY))
                        .judge(e -> accepted(e, List.of(ToolProbes.RTEMPTY))));
    }

    private static Finding forced(Evidence e, List<Probe> gated, Probe plain, Set<String> names) {
        if (!e.traits().forcedTools()) {
            return new Finding.Refused(
                    new Violation(
                            "status 200",
                            "a named tool_choice; the other checks ask for calls in words",
                            null));
        }
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
        Probe first = ToolProbes.AUTO.getFirst();
        boolean called = !e.of(first).accepted() || !calls(e, first).isEmpty();
        return called ? List.of() : ToolProbes.AUTO.subList(1, ToolProbes.AUTO.size());
    }

    private static Finding auto(Evidence e) {
        Finding accepted = accepted(e, List.of(ToolProbes.AUTO.getFirst()), "tool", "function");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        List<Probe> tried = new ArrayList<>(List.of(ToolProbes.AUTO.getFirst()));
        tried.addAll(otherPrompts(e));
        boolean called = tried.stream().anyMatch(p -> e.of(p).accepted() && !calls(e, p).isEmpty());
        return called
                ? Finding.holds()
                : new Finding.Undecided(
                        "the model called no tool in three prompts; a larger model may");
    }

    private static Finding none(Evidence e) {
        Finding accepted = accepted(e, List.of(ToolProbes.NONE), "tool", "function");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        boolean text = message(e, ToolProbes.NONE).path("content").isString();
        return expect(
                calls(e, ToolProbes.NONE).isEmpty() && text,
                e,
                ToolProbes.NONE,
                "text and no call",
                text ? "a call" : "no text");
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
        for (Probe probe : PLAIN) {
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
        List<JsonNode> calls = calls(e, ToolProbes.NAMED);
        if (calls.isEmpty()) {
            return Finding.blockedBy("tools.named.calls");
        }
        JsonNode parsed =
                Json.parse(calls.getFirst().path("function").path("arguments").asString(""));
        if (parsed == null) {
            return Finding.blockedBy("tools.args.json-object");
        }
        boolean follows =
                Set.of("red", "green").contains(parsed.path("color").asString(""))
                        && parsed.path("count").isIntegralNumber();
        return expect(
                follows,
                e,
                ToolProbes.NAMED,
                "color red or green, count an integer",
                parsed.toString());
    }

    private static Finding argumentsEmpty(Evidence e) {
        Finding accepted = accepted(e, List.of(ToolProbes.NOARG), "tool", "function");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        List<JsonNode> calls = calls(e, ToolProbes.NOARG);
        if (calls.isEmpty()) {
            return new Finding.Undecided("no answer had a call");
        }
        String text = calls.getFirst().path("function").path("arguments").asString("null");
        JsonNode parsed = Json.parse(text);
        if (parsed != null && parsed.isObject()) {
            return Finding.holds();
        }
        return new Finding.Broken(
                List.of(seen(e.of(ToolProbes.NOARG), "\"{}\"", "\"" + text + "\"")));
    }

    private static Finding contentNull(Evidence e) {
        String content = text(e, ToolProbes.NAMED);
        List<JsonNode> calls = calls(e, ToolProbes.NAMED);
        if (calls.isEmpty()) {
            return Finding.blockedBy("tools.named.calls");
        }
        String arguments = calls.getFirst().path("function").path("arguments").asString("");
        boolean leaked =
                content.contains("set_color")
                        || (arguments.length() > 2 && content.contains(arguments));
        return expect(!leaked, e, ToolProbes.NAMED, "no markup of the call", content);
    }

    private static Finding finishRequired(Evidence e) {
        if (calls(e, ToolProbes.REQ).isEmpty()) {
            return Finding.blockedBy("tools.required.calls");
        }
        return expect(
                finish(e, ToolProbes.REQ).equals("tool_calls"),
                e,
                ToolProbes.REQ,
                "\"tool_calls\"",
                "\"" + finish(e, ToolProbes.REQ) + "\"");
    }

    private static Finding finishNamed(Evidence e) {
        if (calls(e, ToolProbes.NAMED).isEmpty()) {
            return Finding.blockedBy("tools.named.calls");
        }
        return expect(
                Set.of("tool_calls", "stop").contains(finish(e, ToolProbes.NAMED)),
                e,
                ToolProbes.NAMED,
                "\"tool_calls\" or \"stop\"",
                "\"" + finish(e, ToolProbes.NAMED) + "\"");
    }

    private static Finding parallel(Evidence e) {
        if (calls(e, ToolProbes.REQ).isEmpty()) {
            return Finding.blockedBy("tools.required.calls");
        }
        int plain = calls(e, ToolProbes.PAR).size();
        int streamed = ToolStreamChecks.joined(stream(e, ToolProbes.SPAR)).size();
        if (plain >= 2) {
            return Finding.holds();
        }
        return streamed >= 2
                ? expect(
                        false,
                        e,
                        ToolProbes.PAR,
                        streamed + " calls, as in the stream",
                        plain + " call(s)")
                : new Finding.Undecided(
                        "the model made " + plain + " of the two calls that were asked for");
    }
}
