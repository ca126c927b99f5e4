package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.eachStream;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.stream;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript;
import com.brievio.conformance.wire.SseTranscript.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What strict and old readers of streams trip over (conformance.md section 2.2, framing). */
final class StreamFormChecks {
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int LONG_LINE = 16 * 1024;

    private StreamFormChecks() {}

    static List<Check> all() {
        return List.of(
                Check.should("chat.stream.space-after-colon", "one space follows \"data:\"")
                        .why("old readers cut six characters off each line")
                        .fix("write \"data: \" with one space")
                        .breaks("go-openai (old)")
                        .on(Probes.SMIN)
                        .judge(e ->
                                eachStream(
                                        e,
                                        List.of(Probes.SMIN),
                                        (x, s) -> eachEvent(x, s, StreamFormChecks::space))),
                Check.must(
                                "chat.stream.comment-keepalive-form",
                                "a sign of life is a comment line, no data")
                        .why("clients parse the data of every event as a chunk")
                        .fix("write \": keep-alive\" and an empty line, without \"data:\"")
                        .breaks("openai-python", "openai-node", "every client")
                        .over(StreamChecks.EVERY)
                        .judge(e ->
                                eachStream(
                                        e,
                                        StreamChecks.EVERY,
                                        (x, s) -> eachEvent(x, s, StreamFormChecks::keepAlive))),
                Check.should("chat.stream.event-name", "ordinary chunks have no event name")
                        .why("openai-node takes \"error\" for an error; browsers file by name")
                        .fix("leave the event field out")
                        .breaks("openai-node", "EventSource users")
                        .on(Probes.SMIN)
                        .judge(e ->
                                eachStream(
                                        e,
                                        List.of(Probes.SMIN),
                                        (x, s) -> eachEvent(x, s, StreamFormChecks::name))),
                Check.may("chat.stream.no-content-length", "a stream has no content-length")
                        .why("who knows the length has buffered the answer")
                        .fix("send the stream chunked, without a length")
                        .on(Probes.SMIN)
                        .judge(StreamFormChecks::length),
                Check.should("chat.stream.line-size", "no line is longer than 64 KiB")
                        .why("Go's line scanner stops there")
                        .fix("send tokens as they come instead of one large chunk")
                        .breaks("Go readers with bufio.Scanner")
                        .over(StreamChecks.EVERY)
                        .judge(StreamFormChecks::lineSize),
                Check.must(
                                "chat.stream.line-separator-chars",
                                "line separators inside text are escaped")
                        .why(
                                "a raw line feed ends the line; Python's splitlines also splits at U+2028")
                        .fix("let a JSON writer escape line feeds and U+2028")
                        .breaks("readers with splitlines")
                        .over(StreamChecks.EVERY)
                        .judge(StreamFormChecks::separators),
                Check.must("chat.stream.false-is-not-stream", "stream:false brings one JSON body")
                        .why("clients that name the default get a stream they cannot parse")
                        .fix("stream only where stream is true")
                        .breaks("every client")
                        .on(Probes.OPTS)
                        .judge(e -> {
                            Exchange.Response response = e.of(Probes.OPTS).response();
                            boolean json = response != null && response.json() != null;
                            return expect(
                                    json,
                                    e,
                                    Probes.OPTS,
                                    "one JSON object",
                                    response == null ? "nothing" : response.mediaType());
                        }));
    }

    private interface Look {
        @Nullable String at(Event event);
    }

    private static @Nullable Violation eachEvent(Exchange x, SseTranscript s, Look look) {
        for (Event event : s.events()) {
            String wrong = look.at(event);
            if (wrong != null) {
                return seen(x, event, "an event as OpenAI sends it", wrong);
            }
        }
        return null;
    }

    private static @Nullable String space(Event event) {
        for (String line : event.raw().split("\n", -1)) {
            boolean data = line.startsWith("data:");
            boolean one = line.startsWith("data: ") && !line.startsWith("data:  ");
            if (data && !one) {
                return "\"" + line.substring(0, Math.min(8, line.length())) + "\"";
            }
        }
        return null;
    }

    private static @Nullable String keepAlive(Event event) {
        String data = event.data() == null ? "x" : event.data().strip();
        boolean alive = data.isEmpty() || data.equals("{}") || data.startsWith(":");
        return alive ? "a sign of life as data: \"" + data + "\"" : null;
    }

    private static @Nullable String name(Event event) {
        String name = event.name();
        boolean usual = name == null || name.equals("message") || event.data() == null;
        return usual ? null : "event: " + name;
    }

    private static Finding length(Evidence e) {
        Exchange.Response response = e.of(Probes.SMIN).response();
        String length = response == null ? null : response.header("content-length");
        return expect(length == null, e, Probes.SMIN, "none", "content-length: " + length);
    }

    private static Finding lineSize(Evidence e) {
        int longest = 0;
        for (Probe probe : StreamChecks.EVERY) {
            Exchange.Response response = e.of(probe).response();
            int line = response == null ? 0 : longestLine(response.body());
            if (line > LONGEST_LINE) {
                return expect(
                        false, e, probe, "at most " + LONGEST_LINE + " bytes", line + " bytes");
            }
            longest = Math.max(longest, line);
        }
        return longest > LONG_LINE
                ? new Finding.Noted("the longest line has " + longest + " bytes")
                : Finding.holds();
    }

    private static int longestLine(byte[] body) {
        int longest = 0;
        int start = 0;
        for (int i = 0; i <= body.length; i++) {
            if (i == body.length || body[i] == '\n') {
                longest = Math.max(longest, i - start);
                start = i + 1;
            }
        }
        return longest;
    }

    private static Finding separators(Evidence e) {
        for (Probe probe : StreamChecks.EVERY) {
            Exchange exchange = e.of(probe);
            if (!exchange.accepted()) {
                continue;
            }
            SseTranscript s = stream(e, probe);
            for (Event event : s.events()) {
                boolean torn = event.json() == null && event.raw().contains("\n");
                if (torn && !s.oddLines().isEmpty() && event.dataLines() == 1) {
                    return Finding.broken(
                            seen(exchange, event, "\\n inside JSON", "a raw line feed"));
                }
            }
        }
        for (Probe probe : StreamChecks.EVERY) {
            Exchange exchange = e.of(probe);
            Exchange.Response response = exchange.response();
            String raw =
                    response == null || !exchange.accepted()
                            ? ""
                            : new String(response.body(), StandardCharsets.UTF_8);
            int at = firstSeparator(raw);
            if (at >= 0) {
                return new Finding.Weak(
                        seen(
                                exchange,
                                "an escape such as \\u2028",
                                "U+%04X as it is".formatted((int) raw.charAt(at))));
            }
        }
        return Finding.holds();
    }

    private static int firstSeparator(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\u0085' || c == '\u2028' || c == '\u2029') {
                return i;
            }
        }
        return -1;
    }
}
