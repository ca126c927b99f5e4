package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.body;
import static com.brievio.conformance.check.Judging.envelopeFault;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.finish;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.status;
import static com.brievio.conformance.check.Judging.stream;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import java.util.List;

/** Parameters and messages (conformance.md section 2.2, params). */
final class ParamChecks {
    private ParamChecks() {}

    static List<Check> all() {
        return List.of(
                Check.should("params.unknown-ignored", "an unknown parameter does no harm")
                        .why("clients send each other's extensions; a clear 400 is fine too")
                        .fix("ignore it, or refuse with a 400 that names it")
                        .over(List.of(Probes.UNK))
                        .judge(ParamChecks::unknown),
                Check.must("params.nulls-accepted", "null means not given")
                        .why("Java, Kotlin and C# serialisers write nulls")
                        .fix("read null as not given")
                        .breaks("hand-written typed clients")
                        .over(List.of(Probes.NULLS))
                        .judge(e -> accepted(e, List.of(Probes.NULLS))),
                Check.must("params.max-tokens", "max_tokens limits the answer")
                        .why("budgets rest on it")
                        .fix("pass the limit on")
                        .on(Probes.LEN)
                        .judge(ParamChecks::maxTokens),
                Check.must(
                                "params.max-completion-tokens",
                                "max_completion_tokens limits the answer")
                        .why("current clients send this one")
                        .fix("read it as max_tokens")
                        .breaks("langchain")
                        .over(List.of(Probes.MCT))
                        .judge(ParamChecks::maxCompletionTokens),
                Check.must("params.stop-string", "one stop string stops the answer")
                        .why("prompt formats rest on it")
                        .fix("read one string as a list of one")
                        .over(List.of(Probes.STOP1))
                        .judge(e -> stop(e, Probes.STOP1)),
                Check.must("params.stop-array", "a list of stop strings stops the answer")
                        .why("prompt formats rest on it")
                        .fix("pass the stop strings on")
                        .over(List.of(Probes.STOP))
                        .judge(e -> stop(e, Probes.STOP)),
                Check.must("params.stop-stream", "no delta leaks a part of the stop string")
                        .why("what is out cannot be called back")
                        .fix("hold back text that may be the beginning of a stop string")
                        .over(List.of(Probes.SSTOP))
                        .judge(ParamChecks::stopStream),
                Check.should("params.developer-role", "a developer message is taken")
                        .why("current clients send it for system")
                        .fix("read developer as system")
                        .breaks("openai-python agents")
                        .over(List.of(Probes.DEV))
                        .judge(ParamChecks::developer),
                Check.must("params.content-parts-text", "content as text parts is taken")
                        .why("langchain and the AI SDK send parts")
                        .fix("join text parts")
                        .breaks("langchain", "vercel-ai")
                        .over(List.of(Probes.RICH))
                        .judge(e -> accepted(e, List.of(Probes.RICH))),
                Check.must("chat.system.reaches-model", "the model sees the system message")
                        .why("a dropped system message goes unnoticed for weeks")
                        .fix("pass system messages on")
                        .on(Probes.SYSTEM, Probes.SYSTEM_CONTROL)
                        .judge(e ->
                                Proof.of(
                                        e,
                                        Probes.SYSTEM,
                                        Probes.SYSTEM_CONTROL,
                                        "ZEBRA-" + e.of(Probes.SYSTEM).nonce())),
                Check.must("chat.history.reaches-model", "the model sees the earlier turns")
                        .why("a dropped history makes a chat forget")
                        .fix("pass earlier turns on")
                        .on(Probes.HISTORY, Probes.HISTORY_CONTROL)
                        .judge(e ->
                                Proof.of(
                                        e,
                                        Probes.HISTORY,
                                        Probes.HISTORY_CONTROL,
                                        e.of(Probes.HISTORY).nonce())));
    }

    private static Finding unknown(Evidence e) {
        Exchange exchange = e.of(Probes.UNK);
        if (exchange.accepted()) {
            return Finding.holds();
        }
        boolean clear =
                exchange.response() != null
                        && exchange.response().status() == 400
                        && envelopeFault(exchange) == null
                        && exchange.response().text().contains("brievio_unknown");
        return clear
                ? new Finding.Holds("refused with a clear 400, as OpenAI does")
                : Finding.broken(
                        seen(exchange, "200, or a 400 that names the key", status(exchange)));
    }

    private static int limit(Evidence e) {
        return e.traits().reasoning() ? 5 * 16 : 5;
    }

    private static Finding maxTokens(Evidence e) {
        return shortEnough(e, Probes.LEN, limit(e));
    }

    private static Finding maxCompletionTokens(Evidence e) {
        Finding accepted = accepted(e, List.of(Probes.MCT));
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        return shortEnough(e, Probes.MCT, 5);
    }

    private static Finding shortEnough(Evidence e, Probe probe, int limit) {
        int tokens = body(e.of(probe)).path("usage").path("completion_tokens").asInt(0);
        int words = text(e, probe).strip().split("[\\s-]+", -1).length;
        boolean within = tokens > 0 ? tokens <= limit : words <= 3 * limit;
        if (within && tokens > 0 && tokens < limit && finish(e, probe).equals("stop")) {
            return new Finding.Undecided("the model ended by itself before the limit");
        }
        return expect(
                within,
                e,
                probe,
                "at most " + limit + " tokens",
                words + " words, " + tokens + " tokens");
    }

    private static Finding stop(Evidence e, Probe probe) {
        Finding accepted = accepted(e, List.of(probe));
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        String text = text(e, probe);
        if (text.contains("gamma")) {
            return expect(false, e, probe, "text that ends before \"gamma\"", text);
        }
        if (!text.contains("beta")) {
            return new Finding.Undecided("the model did not write the words that were asked for");
        }
        return expect(
                finish(e, probe).equals("stop"),
                e,
                probe,
                "finish_reason \"stop\"",
                "\"" + finish(e, probe) + "\"");
    }

    private static Finding stopStream(Evidence e) {
        Finding accepted = accepted(e, List.of(Probes.SSTOP));
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        String text = stream(e, Probes.SSTOP).text();
        if (!text.contains("beta")) {
            return new Finding.Undecided("the model did not write the words that were asked for");
        }
        String after = text.substring(text.indexOf("beta") + 4);
        if (leaks(after)) {
            List<Chunk> output =
                    stream(e, Probes.SSTOP).chunks().stream().filter(Chunk::isOutput).toList();
            return Finding.broken(
                    seen(
                            e.of(Probes.SSTOP),
                            output.getLast().event(),
                            "no part of \"gamma\"",
                            "\"" + after + "\""));
        }
        boolean stopped = ChunkChecks.streamFinish(stream(e, Probes.SSTOP)).equals("stop");
        return stopped
                ? Finding.holds()
                : new Finding.Undecided("the model wrote \"" + after + "\" instead");
    }

    /** Tells whether the text has the stop string, or ends in the beginning of it. */
    private static boolean leaks(String text) {
        boolean part = false;
        for (int n = 1; n < "gamma".length(); n++) {
            part |= text.endsWith("gamma".substring(0, n));
        }
        return part || text.contains("gamma");
    }

    private static Finding developer(Evidence e) {
        Exchange exchange = e.of(Probes.DEV);
        return exchange.accepted()
                ? Finding.holds()
                : Finding.broken(seen(exchange, "status 200", status(exchange)));
    }
}
