package com.brievio.conformance.probe;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Streams and their whole twins, each sent alone because it is timed (conformance.md 2.3a).
 *
 * @param streams three streams of some hundred tokens
 * @param twins the same requests, answered whole
 * @param longerStreams two streams of four times as many tokens
 * @param longerTwins the same requests, answered whole
 * @param storyStreams two streams for models that do not count to 200
 * @param storyTwins the same requests, answered whole
 */
public record TimedPairs(
        List<Probe> streams,
        List<Probe> twins,
        List<Probe> longerStreams,
        List<Probe> longerTwins,
        List<Probe> storyStreams,
        List<Probe> storyTwins) {
    private static final String STORY = "Tell a long story about a ship and the sea. ";

    /** Asks for the integers up to this one; contract-forced, and about three tokens each. */
    static String countTo(int last) {
        return "Write the integers from 1 to " + last + ", one per line, digits only. ";
    }

    /** Builds the request of an API for a prompt and a limit of output tokens. */
    @FunctionalInterface
    interface Api {
        RequestSpec request(ProbeContext context, String prompt, int maxTokens);
    }

    /** The pairs of an API; {@code prefix} and the gates are those of its probes. */
    static TimedPairs of(
            String prefix, String wholeGate, String streamGate, Api whole, Api streamed) {
        String s = prefix + ".s";
        String n = prefix + ".n";
        return new TimedPairs(
                probes(3, s + "long", streamGate, streamed, countTo(200), 900),
                probes(3, n + "long", wholeGate, whole, countTo(200), 900),
                probes(2, s + "longer", streamGate, streamed, countTo(800), 3600),
                probes(2, n + "longer", wholeGate, whole, countTo(800), 3600),
                probes(2, s + "story", streamGate, streamed, STORY, 300),
                probes(2, n + "story", wholeGate, whole, STORY, 300));
    }

    private static List<Probe> probes(
            int count, String id, String gate, Api api, String prompt, int maxTokens) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i ->
                        Probe.of(id + i, gate, c -> api.request(c, prompt, maxTokens))
                                .overSocket()
                                .alone())
                .toList();
    }
}
