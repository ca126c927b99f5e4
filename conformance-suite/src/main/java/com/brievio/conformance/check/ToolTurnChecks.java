package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.calls;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.finish;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.status;
import static com.brievio.conformance.check.Judging.text;
import static com.brievio.conformance.check.Judging.wellFormedRefusal;

import com.brievio.conformance.probe.ToolProbes;
import com.brievio.conformance.wire.Exchange;
import java.util.List;

/** Turns around tool calls: declarations, histories and results (conformance.md 2.2, tools). */
final class ToolTurnChecks {
    private ToolTurnChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must(
                                "tools.finish.no-call-stop",
                                "a text answer beside declared tools ends with \"stop\"")
                        .why("agent loops wait for calls that never come")
                        .fix("write \"tool_calls\" only where there are calls")
                        .over(List.of(ToolProbes.CHAT))
                        .judge(ToolTurnChecks::textEnds),
                Check.should("tools.parallel.off", "parallel_tool_calls:false brings one call")
                        .why("callers that cannot run two at once say so")
                        .fix("let the model make one call only, or refuse with a 400")
                        .over(List.of(ToolProbes.NOPAR))
                        .judge(ToolTurnChecks::single),
                Check.should(
                                "tools.roundtrip.parallel-order",
                                "results are matched by id, not by position")
                        .why("tools finish in any order")
                        .fix("match results to calls by tool_call_id")
                        .breaks("agents")
                        .over(List.of(ToolProbes.RTPAR))
                        .judge(ToolTurnChecks::mapped),
                Check.should(
                                "tools.roundtrip.content-parts",
                                "a tool result of text parts is taken")
                        .why("the AI SDK and langchain send parts")
                        .fix("join the text parts of a tool message")
                        .breaks("vercel-ai", "langchain")
                        .accepts(ToolProbes.RTPARTS),
                Check.should("tools.roundtrip.foreign-id", "a call id of another server is taken")
                        .why("routers switch servers between turns")
                        .fix("take any string as an id")
                        .over(List.of(ToolProbes.RTFOREIGN))
                        .judge(ToolTurnChecks::foreign),
                Check.may("tools.roundtrip.orphan", "a tool message without a call is a 400")
                        .why("a truncated history should be told, not guessed at")
                        .fix("check the history and refuse with a 400")
                        .on(ToolProbes.ORPHAN)
                        .judge(e -> ErrorChecks.refusal(e, ToolProbes.ORPHAN, 400, 422)),
                Check.should("tools.strict-flag-accepted", "strict:true on a tool is taken")
                        .why("the official SDKs set it for typed tools")
                        .fix("take or ignore strict")
                        .breaks("openai-python", "openai-node")
                        .accepts(ToolProbes.STRICT),
                Check.should("tools.no-parameters-key", "a tool without parameters is taken")
                        .why("the key is optional")
                        .fix("take a missing schema for an empty object")
                        .accepts(ToolProbes.BARE));
    }

    private static Finding textEnds(Evidence e) {
        Finding accepted = accepted(e, List.of(ToolProbes.CHAT), "tool");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        String reason = finish(e, ToolProbes.CHAT);
        boolean called = !calls(e, ToolProbes.CHAT).isEmpty();
        if (called || reason.equals("length")) {
            return new Finding.Undecided(
                    called ? "the model called a tool instead" : "the token limit cut the answer");
        }
        return expect(reason.equals("stop"), e, ToolProbes.CHAT, "\"stop\"", "\"" + reason + "\"");
    }

    private static Finding single(Evidence e) {
        Finding accepted = accepted(e, List.of(ToolProbes.NOPAR), "parallel");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        int calls = calls(e, ToolProbes.NOPAR).size();
        return expect(calls <= 1, e, ToolProbes.NOPAR, "at most one call", calls + " calls");
    }

    private static Finding mapped(Evidence e) {
        Exchange exchange = e.of(ToolProbes.RTPAR);
        if (!exchange.accepted()) {
            return Finding.broken(seen(exchange, "status 200", status(exchange)));
        }
        String text = text(e, ToolProbes.RTPAR);
        int oslo = text.indexOf("Oslo");
        int lima = text.indexOf("Lima");
        int cold = text.indexOf("-7");
        int warm = text.indexOf("31");
        if (oslo < 0 || lima < 0 || cold < 0 || warm < 0) {
            return new Finding.Undecided("the model does not name both cities and temperatures");
        }
        boolean right = (oslo < lima) == (cold < warm);
        return expect(right, e, ToolProbes.RTPAR, "Oslo -7, Lima 31", Judging.excerpt(text));
    }

    private static Finding foreign(Evidence e) {
        Exchange exchange = e.of(ToolProbes.RTFOREIGN);
        if (exchange.accepted()) {
            return Finding.holds();
        }
        boolean clear =
                wellFormedRefusal(exchange)
                        && exchange.response() != null
                        && exchange.response().text().contains("id");
        return clear
                ? new Finding.Holds("refused with a clear error")
                : Finding.broken(
                        seen(exchange, "200, or an error that names the id", status(exchange)));
    }
}
