package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.calls;
import static com.brievio.conformance.check.Judging.eachStream;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.stream;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.ToolProbes;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How streamed calls are laid out, and what else streams beside them (conformance.md 2.3c). */
final class ToolDeltaChecks {
    private static final List<Probe> CALLS =
            List.of(ToolProbes.SNAMED, ToolProbes.SREQ, ToolProbes.SESC);

    private ToolDeltaChecks() {}

    static List<Check> all() {
        return List.of(
                Check.should(
                                "tools.stream.parallel-sequential",
                                "the deltas of one call come before those of the next")
                        .why("three clients take a change of index for the end of a call")
                        .fix("finish one call before the next begins")
                        .breaks("openai-python", "openai-node", "spring-ai")
                        .on(ToolProbes.SPAR)
                        .judge(ToolDeltaChecks::sequential),
                Check.should("tools.stream.one-entry-per-chunk", "a chunk has one tool entry")
                        .why("spring-ai throws on two, openai-python on one index twice")
                        .fix("write one entry into each chunk")
                        .breaks("spring-ai", "openai-python")
                        .on(ToolProbes.SPAR)
                        .judge(e ->
                                eachStream(
                                        e,
                                        List.of(ToolProbes.SPAR, ToolProbes.SNAMED),
                                        ToolDeltaChecks::oneEntry)),
                Check.should(
                                "tools.stream.no-content-leak",
                                "no text delta holds a piece of a call")
                        .why("users see raw markup")
                        .fix("hold text back until it is clear that it is no call")
                        .over(CALLS)
                        .judge(e -> eachStream(e, CALLS, ToolDeltaChecks::leak)),
                Check.should("tools.stream.usage", "a streamed call is counted too")
                        .why("agents budget by it")
                        .fix("write the usage chunk for calls too")
                        .on(ToolProbes.SNAMED)
                        .judge(ToolDeltaChecks::usage));
    }

    private static List<Integer> indexes(Chunk chunk) {
        List<Integer> indexes = new ArrayList<>();
        for (JsonNode choice : chunk.choices()) {
            for (JsonNode entry : choice.path("delta").path("tool_calls")) {
                indexes.add(entry.path("index").asInt(0));
            }
        }
        return indexes;
    }

    private static Finding sequential(Evidence e) {
        Set<Integer> closed = new HashSet<>();
        int current = -1;
        for (Chunk chunk : stream(e, ToolProbes.SPAR).chunks()) {
            for (int index : indexes(chunk)) {
                if (index != current && closed.contains(index)) {
                    return Finding.broken(
                            seen(
                                    e.of(ToolProbes.SPAR),
                                    chunk.event(),
                                    "call after call",
                                    "call " + index + " goes on after another"));
                }
                if (index != current) {
                    closed.add(current);
                    current = index;
                }
            }
        }
        return current < 1
                ? new Finding.Undecided("the model made fewer calls than were asked for")
                : Finding.holds();
    }

    private static @Nullable Violation oneEntry(Exchange x, SseTranscript s) {
        for (Chunk chunk : s.chunks()) {
            List<Integer> indexes = indexes(chunk);
            if (indexes.size() > 1) {
                boolean twice = new HashSet<>(indexes).size() < indexes.size();
                return seen(
                        x,
                        chunk.event(),
                        "one entry",
                        indexes.size() + " entries" + (twice ? ", an index twice" : ""));
            }
        }
        return null;
    }

    private static @Nullable Violation leak(Exchange x, SseTranscript s) {
        String arguments = String.join("", ToolStreamChecks.joined(s).values());
        for (Chunk chunk : s.chunks()) {
            String text = chunk.text();
            boolean tag = text.contains("<tool_call") || text.contains("[TOOL_CALLS]");
            boolean copy = text.strip().length() > 3 && arguments.contains(text.strip());
            if (tag || copy) {
                return seen(x, chunk.event(), "no piece of the call as text", "\"" + text + "\"");
            }
        }
        return null;
    }

    private static Finding usage(Evidence e) {
        if (ToolStreamChecks.joined(stream(e, ToolProbes.SNAMED)).isEmpty()) {
            return Finding.blockedBy("tools.named.calls");
        }
        int streamed = e.of(ToolProbes.SNAMED).usage("completion_tokens");
        int plain =
                e.of(ToolProbes.NAMED).accepted() && !calls(e, ToolProbes.NAMED).isEmpty()
                        ? e.of(ToolProbes.NAMED).usage("completion_tokens")
                        : 0;
        if (plain == 0) {
            return new Finding.NotApplicable("the plain answer has no usage either");
        }
        return expect(streamed > 0, e, ToolProbes.SNAMED, "a usage chunk as without tools", "none");
    }
}
