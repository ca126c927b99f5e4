package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.finish;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.stream;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.probe.ToolProbes;
import com.brievio.conformance.probe.UnicodeProbes;
import com.brievio.conformance.wire.Json;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Text beyond ASCII (conformance.md section 2.2, unicode, and 2.3e). */
final class UnicodeChecks {
    private UnicodeChecks() {}

    static List<Check> all() {
        return List.of(
                Check.should("unicode.echo", "non-ASCII text survives both ways")
                        .why("Latin-1 on either side garbles every language but English")
                        .fix("read and write UTF-8")
                        .on(Probes.UNI)
                        .judge(e -> echo(e, Probes.UNI, text(e, Probes.UNI))),
                Check.must("http.utf8-request", "a request in UTF-8 is read as UTF-8")
                        .why("Latin-1 decoding garbles every language but English")
                        .fix("decode the body as UTF-8")
                        .on(Probes.UNI)
                        .judge(UnicodeChecks::request),
                Check.must("unicode.stream-echo", "non-ASCII text survives streaming")
                        .why("a character cut between two chunks is lost for good")
                        .fix("hold back the bytes of an unfinished character")
                        .on(Probes.SUNI)
                        .judge(e -> echo(e, Probes.SUNI, stream(e, Probes.SUNI).text())),
                Check.must("unicode.surrogate-pairs", "no delta ends inside a character")
                        .why("half a surrogate pair becomes a question mark")
                        .fix("cut text between code points, not between code units")
                        .breaks("Java and JavaScript clients")
                        .on(Probes.SUNI)
                        .judge(UnicodeChecks::surrogates),
                Check.should("unicode.max-tokens-cut", "a cut answer ends with a whole character")
                        .why("the half that is left becomes U+FFFD")
                        .fix("drop an unfinished character at the cut")
                        .over(UnicodeProbes.CUT)
                        .judge(UnicodeChecks::cut),
                Check.must("unicode.escaped-request", "escapes in a request mean the character")
                        .why("Python's json module escapes every request so")
                        .fix("let a JSON reader join surrogate escapes")
                        .breaks("hand-written Python clients")
                        .on(UnicodeProbes.ESCAPED)
                        .judge(UnicodeChecks::escaped),
                Check.must("unicode.tool-args", "non-ASCII text survives in arguments")
                        .why("arguments are escaped twice on the way")
                        .fix("escape once, with a JSON writer")
                        .on(ToolProbes.SESC)
                        .judge(UnicodeChecks::arguments));
    }

    private static boolean corrupt(String text) {
        return text.contains("\ufffd")
                || text.contains("\u00c3\u00af")
                || text.contains("\u00c3\u00a9")
                || text.contains("na?ve")
                || text.contains("\u00e2\u20ac")
                || text.contains("\u00f0\u0178");
    }

    private static Finding echo(Evidence e, Probe probe, String text) {
        if (text.contains(Probes.UNICODE)) {
            return Finding.holds();
        }
        return corrupt(text)
                ? expect(false, e, probe, Probes.UNICODE, Judging.excerpt(text))
                : new Finding.Undecided("the model did not copy the text");
    }

    /** Garbled text in both answers was garbled on the way in, unless the answer itself is. */
    private static Finding request(Evidence e) {
        String plain = text(e, Probes.UNI);
        String streamed = e.of(Probes.SUNI).accepted() ? stream(e, Probes.SUNI).text() : plain;
        if (plain.contains("\u6771\u4eac") || streamed.contains("\u6771\u4eac")) {
            return Finding.holds();
        }
        return corrupt(plain) && corrupt(streamed)
                ? expect(false, e, Probes.UNI, Probes.UNICODE, Judging.excerpt(plain))
                : new Finding.Undecided("the model did not copy the text");
    }

    private static Finding surrogates(Evidence e) {
        List<Violation> split = new ArrayList<>();
        for (Chunk chunk : stream(e, Probes.SUNI).chunks()) {
            String text = chunk.text();
            if (!text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1))) {
                split.add(
                        seen(
                                e.of(Probes.SUNI),
                                chunk.event(),
                                "whole characters",
                                "a delta that ends in half a surrogate pair"));
            }
        }
        if (split.isEmpty()) {
            return Finding.holds();
        }
        String whole = stream(e, Probes.SUNI).text();
        boolean heals = whole.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
        return heals ? new Finding.Weak(split.getFirst()) : new Finding.Broken(split);
    }

    private static boolean halved(String text) {
        return text.contains("\ufffd")
                || text.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff);
    }

    private static Finding cut(Evidence e) {
        boolean inside = false;
        for (Probe probe : UnicodeProbes.CUT) {
            if (!e.of(probe).accepted()) {
                continue;
            }
            String text = probe.streamed() ? stream(e, probe).text() : text(e, probe);
            String reason =
                    probe.streamed()
                            ? ChunkChecks.streamFinish(stream(e, probe))
                            : finish(e, probe);
            if (halved(text)) {
                return expect(
                        false, e, probe, "whole characters", "U+FFFD or half a pair at the cut");
            }
            inside |= reason.equals("length") && !text.isBlank();
        }
        return inside ? Finding.holds() : new Finding.Undecided("no limit ended inside the emoji");
    }

    private static Finding escaped(Evidence e) {
        String text = text(e, UnicodeProbes.ESCAPED);
        if (text.contains("\ud83d\ude00")) {
            return Finding.holds();
        }
        boolean garbled = corrupt(text) || text.contains("\u00ed\u00a0") || halved(text);
        return garbled
                ? expect(false, e, UnicodeProbes.ESCAPED, "\ud83d\ude00", Judging.excerpt(text))
                : new Finding.Undecided("the model did not copy the emoji");
    }

    private static Finding arguments(Evidence e) {
        Map<Integer, String> joined = ToolStreamChecks.joined(stream(e, ToolProbes.SESC));
        JsonNode parsed = joined.isEmpty() ? null : Json.parse(joined.values().iterator().next());
        if (parsed == null) {
            return Finding.blockedBy("tools.stream.args-concat");
        }
        String note = parsed.path("text").asString("");
        boolean kept =
                note.contains("\u00e9") && note.contains("\u6771") && note.contains("\ud83d\ude00");
        if (kept) {
            return Finding.holds();
        }
        return corrupt(note) || note.contains("\\u")
                ? expect(false, e, ToolProbes.SESC, "\u00e9 \u6771 \ud83d\ude00", note)
                : new Finding.Undecided("the model changed the text");
    }
}
