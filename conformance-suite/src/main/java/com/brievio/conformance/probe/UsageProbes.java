package com.brievio.conformance.probe;

import java.util.List;

/** The probes of token counts (conformance.md section 2.1, P.use). */
public final class UsageProbes {
    /** Sixty words of plain English. */
    private static final String PARAGRAPH =
            "The harbour lies quiet in the morning while the small boats wait for the tide to turn."
                    + " A man walks along the wall and counts the nets that dry in the sun, and a girl"
                    + " with a red bucket looks for crabs between the stones. When the bell of the old"
                    + " church rings nine times the ferry leaves for the islands. ";

    /** The paragraph once, three times and nine times. */
    public static final List<Probe> USE = List.of(use(1), use(3), use(9));

    /** Length of the paragraph in characters. */
    public static final int PARAGRAPH_CHARACTERS = PARAGRAPH.length();

    private UsageProbes() {}

    private static Probe use(int copies) {
        return Probe.plain(
                        "P.use" + copies,
                        Probes.PLAIN,
                        c ->
                                c.chat()
                                        .user(PARAGRAPH.repeat(copies) + "Reply: ok " + c.nonce())
                                        .max(4))
                .inGroup("use");
    }
}
