package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Json;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The probes of text beyond ASCII (conformance.md section 2.1, P.ucut and P.uesc). */
public final class UnicodeProbes {
    private static final String ENGLISH_FLAG =
            "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc65\udb40\udc6e\udb40\udc67\udb40\udc7f";
    private static final String CUT_GATE = "unicode.max-tokens-cut";

    /**
     * Small limits that end somewhere inside an emoji of many code points; the last is a stream.
     */
    public static final List<Probe> CUT =
            Stream.concat(
                            IntStream.of(1, 2, 3, 5, 7)
                                    .mapToObj(n ->
                                            Probe.plain("P.ucut" + n, CUT_GATE, c -> flags(c, n))),
                            Stream.of(
                                    Probe.streamed(
                                            "P.sucut7", CUT_GATE, c -> flags(c, 7).stream())))
                    .toList();

    /** A request whose body is pure ASCII. */
    public static final Probe ESCAPED =
            Probe.of(
                    "P.uesc",
                    Probes.PLAIN,
                    c ->
                            RequestSpec.chat(
                                    Json.ascii(
                                            c.chat()
                                                    .user(
                                                            "Which emoji is this: \ud83d\ude00? Copy"
                                                                    + " it. "
                                                                    + c.nonce())
                                                    .max(16)
                                                    .spec()
                                                    .body())));

    private UnicodeProbes() {}

    private static ChatBody flags(ProbeContext c, int limit) {
        return c.chat()
                .user("Output 40 times the emoji " + ENGLISH_FLAG + " with no spaces. " + c.nonce())
                .max(limit);
    }
}
