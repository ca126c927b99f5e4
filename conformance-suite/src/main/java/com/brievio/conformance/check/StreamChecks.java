package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.eachChunk;
import static com.brievio.conformance.check.Judging.eachStream;
import static com.brievio.conformance.check.Judging.excerpt;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.stream;

import com.brievio.conformance.Outcome.Sighting;
import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.JsonProbes;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.probe.ToolProbes;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript;
import com.brievio.conformance.wire.SseTranscript.Event;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The framing of streams (conformance.md section 2.2, streaming framing). */
final class StreamChecks {
    /** The streams that every endpoint must accept. */
    static final List<Probe> BASIC = List.of(Probes.SMIN, Probes.SUSE, Probes.SLEN, Probes.SLONG);

    /** Every stream that is recorded anyway. */
    static final List<Probe> EVERY =
            Stream.concat(
                            BASIC.stream(),
                            Stream.of(
                                    Probes.SUNI,
                                    Probes.SSTOP,
                                    ToolProbes.SNAMED,
                                    ToolProbes.SREQ,
                                    ToolProbes.SPAR,
                                    JsonProbes.SOBJ))
                    .toList();

    private static final double PROMPT_CLOSE_SECONDS = 2;
    private static final double LATE_CLOSE_SECONDS = 5;

    private StreamChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must("chat.stream.status-200", "a stream is answered with status 200")
                        .why("clients raise on every other status")
                        .fix("answer with 200 before the first event")
                        .breaks("every client")
                        .over(BASIC)
                        .judge(e -> accepted(e, BASIC)),
                Check.must("chat.stream.content-type", "a stream is text/event-stream")
                        .why("event-source readers refuse any other type")
                        .fix("set content-type: text/event-stream")
                        .breaks("okhttp-sse", "fetch-event-source")
                        .on(Probes.SMIN)
                        .judge(StreamChecks::contentType),
                Check.must(
                                "chat.stream.data-prefix",
                                "every line is a field of an event or a comment")
                        .why("line readers look for the prefix \"data:\"")
                        .fix("begin each line of an event with \"data: \"")
                        .breaks("go-openai", "langchain4j")
                        .on(Probes.SMIN)
                        .judge(StreamChecks::dataPrefix),
                Check.must("chat.stream.event-separator", "each event ends with a blank line")
                        .why("without it two events become one that does not parse")
                        .fix("end each event with an empty line")
                        .breaks("openai-python", "openai-node")
                        .on(Probes.SMIN)
                        .judge(StreamChecks::separator),
                Check.must("chat.stream.one-json-per-event", "the data of each event is one object")
                        .why("clients parse event by event")
                        .fix("write one chunk as one line of JSON in one event")
                        .breaks("every client")
                        .over(EVERY)
                        .judge(e -> eachStream(e, EVERY, StreamChecks::oneJson)),
                Check.must("chat.stream.no-dataless-events", "no event comes without data")
                        .why("the official clients parse the missing data as JSON and raise")
                        .fix("send a sign of life as a comment, \": ping\", not as an event")
                        .breaks("openai-python", "openai-node")
                        .over(EVERY)
                        .judge(e -> eachStream(e, EVERY, StreamChecks::dataless)),
                Check.must("chat.stream.done-sentinel", "the last event's data is exactly [DONE]")
                        .why("clients wait for it or report a broken stream")
                        .fix("end the stream with \"data: [DONE]\"")
                        .breaks("openai-node", "langchain4j")
                        .on(Probes.SMIN)
                        .judge(StreamChecks::sentinel),
                Check.must("chat.stream.done-once-last", "one sentinel, nothing after it")
                        .why("what follows is lost or taken for a new stream")
                        .fix("write the sentinel once, after everything else")
                        .breaks("go-openai")
                        .over(EVERY)
                        .judge(e -> eachStream(e, EVERY, StreamChecks::onceLast)),
                Check.must(
                                "chat.stream.done-terminated",
                                "the sentinel is followed by a blank line")
                        .why("readers that dispatch on the blank line never see it")
                        .fix("end the sentinel with an empty line too")
                        .breaks("openai-python", "openai-node", "openai-go")
                        .on(Probes.SMIN)
                        .judge(StreamChecks::doneTerminated),
                Check.must("chat.stream.closes", "the body ends soon after the sentinel")
                        .why("openai-java reads on until the body ends")
                        .fix("end the body after the sentinel")
                        .breaks("openai-java", "curl")
                        .on(Probes.SMIN)
                        .judge(StreamChecks::closes),
                Check.must("chat.stream.clean-end", "the body is complete in HTTP's sense")
                        .why("Go, the JDK and aiohttp raise on a missing last chunk")
                        .fix("write the last chunk of length 0 before closing")
                        .breaks("openai-go", "openai-java", "aiohttp")
                        .over(EVERY)
                        .judge(StreamChecks::cleanEnd),
                Check.must("chat.stream.no-error-key", "no chunk has a key named error")
                        .why("its mere presence, even null, raises")
                        .fix("leave the key error out of chunks")
                        .breaks("openai-go", "openai-java")
                        .over(EVERY)
                        .judge(e ->
                                eachChunk(
                                        e,
                                        EVERY,
                                        (x, c) ->
                                                c.json().has("error")
                                                        ? seen(
                                                                x,
                                                                c.event(),
                                                                "no error key",
                                                                "error: "
                                                                        + kind(
                                                                                c.json()
                                                                                        .path(
                                                                                                "error")))
                                                        : null)),
                Check.must("chat.stream.utf8-lines", "the body is valid UTF-8")
                        .why("a character cut in two is lost for good")
                        .fix("hold back the bytes of an unfinished character until it is whole")
                        .over(EVERY)
                        .judge(e -> eachStream(e, EVERY, StreamChecks::utf8)));
    }

    private static Finding contentType(Evidence e) {
        Exchange exchange = e.of(Probes.SMIN);
        String type = exchange.response() == null ? "" : exchange.response().mediaType();
        return type.equals("text/event-stream")
                ? Finding.holds()
                : Finding.broken(
                        new Violation(
                                "content-type text/event-stream",
                                type.isEmpty() ? "no content-type" : type,
                                new Sighting(exchange.id(), null, "content-type: " + type)));
    }

    private static Finding dataPrefix(Evidence e) {
        Exchange exchange = e.of(Probes.SMIN);
        SseTranscript stream = stream(e, Probes.SMIN);
        if (!stream.oddLines().isEmpty()) {
            String line = excerpt(stream.oddLines().getFirst());
            return Finding.broken(
                    new Violation(
                            "lines that begin with data:, event:, id:, retry: or a colon",
                            stream.oddLines().size() + " other lines",
                            new Sighting(exchange.id(), null, line)));
        }
        return Judging.expect(
                !stream.events().isEmpty(), e, Probes.SMIN, "at least one event", "no event");
    }

    private static Finding separator(Evidence e) {
        Exchange exchange = e.of(Probes.SMIN);
        SseTranscript stream = stream(e, Probes.SMIN);
        for (Event event : stream.events()) {
            if (event.dataLines() > 1 && event.json() == null) {
                return Finding.broken(
                        seen(
                                exchange,
                                event,
                                "a blank line after each event",
                                event.dataLines() + " data lines in one event"));
            }
        }
        return Judging.expect(
                stream.events().size() > 1,
                e,
                Probes.SMIN,
                "several events",
                stream.events().size() + " event");
    }

    private static @Nullable Violation oneJson(Exchange exchange, SseTranscript stream) {
        for (Event event : stream.events()) {
            boolean sentinelLike = event.data() != null && event.data().contains("[DONE]");
            if (event.data() == null || sentinelLike) {
                continue;
            }
            if (event.json() == null || !event.json().isObject()) {
                return seen(exchange, event, "one JSON object", "no JSON object");
            }
            if (event.dataLines() > 1) {
                return seen(
                        exchange,
                        event,
                        "one data line",
                        event.dataLines() + " data lines for one object");
            }
        }
        return null;
    }

    private static @Nullable Violation dataless(Exchange exchange, SseTranscript stream) {
        for (Event event : stream.events()) {
            boolean odd = stream.oddLines().stream().anyMatch(event.raw()::contains);
            if (!odd && (event.data() == null || event.data().isBlank())) {
                return seen(exchange, event, "data in every event", "an event without data");
            }
        }
        return null;
    }

    private static @Nullable Event last(SseTranscript stream) {
        return stream.events().isEmpty() ? null : stream.events().getLast();
    }

    private static Finding sentinel(Evidence e) {
        Exchange exchange = e.of(Probes.SMIN);
        SseTranscript stream = stream(e, Probes.SMIN);
        boolean anywhere = stream.events().stream().anyMatch(Event::isDone);
        Event last = last(stream);
        if (anywhere) {
            return Finding.holds();
        }
        return Finding.broken(
                last == null
                        ? seen(exchange, "a last event [DONE]", "no event")
                        : seen(
                                exchange,
                                last,
                                "data: [DONE]",
                                "last data: " + excerpt(String.valueOf(last.data()))));
    }

    private static @Nullable Violation onceLast(Exchange exchange, SseTranscript stream) {
        List<Event> events = stream.events();
        for (int i = 0; i < events.size() - 1; i++) {
            if (events.get(i).isDone()) {
                return seen(
                        exchange,
                        events.get(i + 1),
                        "nothing after [DONE]",
                        events.size() - 1 - i + " more event(s)");
            }
        }
        return null;
    }

    private static Finding doneTerminated(Evidence e) {
        Exchange exchange = e.of(Probes.SMIN);
        for (Event event : stream(e, Probes.SMIN).events()) {
            if (event.isDone() && !event.terminated()) {
                return Finding.broken(
                        seen(exchange, event, "a blank line after [DONE]", "the body ends there"));
            }
        }
        return Finding.holds();
    }

    private static Finding closes(Evidence e) {
        Exchange exchange = e.of(Probes.SMIN);
        Exchange.Response response = exchange.response();
        List<Event> done = stream(e, Probes.SMIN).events().stream().filter(Event::isDone).toList();
        if (response == null || done.isEmpty()) {
            return Finding.blockedBy("chat.stream.done-sentinel");
        }
        double seconds = (response.timing().end() - done.getFirst().nanos()) / 1e9;
        Violation violation =
                seen(
                        exchange,
                        done.getFirst(),
                        "the end of the body within 2 s of [DONE]",
                        "open for %.1f s".formatted(seconds));
        if (response.framing() == Exchange.Framing.NEVER_ENDED || seconds > LATE_CLOSE_SECONDS) {
            return Finding.broken(violation);
        }
        return seconds > PROMPT_CLOSE_SECONDS ? new Finding.Weak(violation) : Finding.holds();
    }

    private static Finding cleanEnd(Evidence e) {
        Finding whole =
                eachStream(
                        e,
                        EVERY,
                        (x, _) ->
                                x.cut()
                                        ? seen(
                                                x,
                                                "the last chunk, or all bytes of the length",
                                                "the connection ended before the body")
                                        : null);
        if (!(whole instanceof Finding.Holds)) {
            return whole;
        }
        for (Probe probe : EVERY) {
            if (e.of(probe).onlyAlone()) {
                return new Finding.Weak(
                        seen(
                                e.of(probe),
                                "whole streams beside other requests",
                                "cut as soon as another request came, whole when sent alone"));
            }
        }
        return whole;
    }

    private static @Nullable Violation utf8(Exchange exchange, SseTranscript stream) {
        Exchange.Response response = exchange.response();
        return response == null || response.validUtf8()
                ? null
                : seen(exchange, "valid UTF-8", "bytes that are no UTF-8");
    }
}
