package com.brievio.conformance.check;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells a stream from a replay by the paired control of conformance.md 2.3a: in a true stream the
 * first token comes early beside the whole time of the same request without a stream. Pure: it sees
 * times alone.
 */
final class Pacing {
    private static final int ENOUGH_EVENTS = 40;
    private static final int ENOUGH_CHARACTERS = 160;
    private static final double SHORTEST_SECONDS = 0.4;
    private static final double NOISE_SHARE = 0.2;
    private static final double ASSUMED_BYTES_PER_SECOND = 1e6;

    /** How much longer a longer answer must take before the two can be compared, in seconds. */
    private static final double CLEAR_GROWTH = 0.1;

    private Pacing() {}

    /** What one or several pairs show. */
    enum Verdict {
        /** Output came as it was made. */
        STREAMS,
        /** The answer was complete before its first token was sent, or it came in lumps. */
        BUFFERED,
        /** The answer was complete before its first token was sent, and was then paced. */
        PACED,
        /** Neither can be told. */
        UNCLEAR
    }

    /**
     * A stream and the same request without a stream.
     *
     * @param exchange id of the stream's exchange
     * @param control whole time of the answer without a stream, in seconds
     * @param plainCharacters length of its text
     * @param controlStall longest time that the tester was kept waiting meanwhile, in seconds
     */
    record Pair(
            String exchange,
            StreamTimeline stream,
            double control,
            int plainCharacters,
            double controlStall) {
        double controlRatio() {
            return stream.first() / Math.max(1e-6, control);
        }

        /** Tells whether there is enough to see (step 1). */
        boolean longEnough(double roundTrip) {
            return plenty() && stream.end() >= Math.max(SHORTEST_SECONDS, 8 * roundTrip);
        }

        private boolean plenty() {
            return stream.events() >= ENOUGH_EVENTS || stream.characters() >= ENOUGH_CHARACTERS;
        }

        /** Tells whether the tester's own machine was too busy to see the stream as it came. */
        boolean noisy() {
            return stall() > NOISE_SHARE * stream.end();
        }

        double stall() {
            return Math.max(stream.stall(), controlStall);
        }

        /** Tells whether one of the two came from a cache (step 6). */
        boolean cached() {
            boolean alike =
                    stream.characters() < 2 * plainCharacters
                            && plainCharacters < 2 * stream.characters();
            return alike && (control < 0.2 * stream.end() || stream.end() < 0.2 * control);
        }

        Verdict verdict(double roundTrip) {
            double q = controlRatio();
            double span = stream.last() - stream.first();
            double floor =
                    Math.max(
                            Math.max(0.1, 5 * roundTrip),
                            3 * stream.bytes() / ASSUMED_BYTES_PER_SECOND);
            if (q >= 0.8 && stream.span() <= 0.1) {
                return Verdict.BUFFERED;
            }
            StreamTimeline.Bursts bursts =
                    stream.bursts(Math.max(Math.max(0.002, roundTrip / 4), stream.end() / 20));
            boolean lumps = bursts.count() <= 3 && bursts.within() <= 0.1 * stream.end();
            if (stream.events() >= ENOUGH_EVENTS && lumps && stream.end() >= SHORTEST_SECONDS) {
                return Verdict.BUFFERED;
            }
            if (q >= 0.8 && drips() && stream.unevenness() < 0.15) {
                return Verdict.PACED;
            }
            boolean early = q <= 0.6 && span >= floor;
            boolean spread =
                    stream.span() >= 0.3 && stream.reads() >= 8 && stream.bins() >= 4 && q < 0.8;
            return early || spread ? Verdict.STREAMS : Verdict.UNCLEAR;
        }

        /**
         * Tells whether the output came over a time that the answer without a stream did not take.
         */
        private boolean drips() {
            return stream.span() > 0.1 && stream.end() >= 1.15 * control;
        }

        String numbers() {
            return String.format(
                    Locale.ROOT,
                    "first token %.0f ms, last %.0f ms, end %.0f ms, without stream %.0f ms"
                            + " (q %.2f, f %.2f, %d events in %d reads) |%s|",
                    stream.first() * 1e3,
                    stream.last() * 1e3,
                    stream.end() * 1e3,
                    control * 1e3,
                    controlRatio(),
                    stream.span(),
                    stream.events(),
                    stream.reads(),
                    stream.sparkline());
        }
    }

    /** Which further pairs are wanted before anything is said. */
    enum More {
        /** The first two are enough. */
        NONE,
        /** A third of the same length: the two differ, or the tester was disturbed. */
        THIRD,
        /** Longer ones: the first were too quick, or look like a replay. */
        LONGER,
        /** Another prompt: the model does not count. */
        STORY
    }

    /** Returns which further pairs the first two call for. */
    static More wants(List<Pair> first, double roundTrip) {
        if (first.size() < 2) {
            return More.NONE;
        }
        if (first.stream().anyMatch(p -> !p.longEnough(roundTrip))) {
            boolean brief =
                    first.stream().anyMatch(p -> p.stream().characters() < ENOUGH_CHARACTERS);
            boolean hopeless =
                    first.stream().allMatch(p -> 4 * p.stream().end() < SHORTEST_SECONDS);
            return hopeless ? More.NONE : brief ? More.STORY : More.LONGER;
        }
        if (late(first)) {
            return More.LONGER;
        }
        boolean agree = first.get(0).verdict(roundTrip) == first.get(1).verdict(roundTrip);
        boolean noisy = first.stream().anyMatch(Pair::noisy);
        return agree && !noisy ? More.NONE : More.THIRD;
    }

    /**
     * Late first tokens are those of a replay, or of a model that reads slowly and is then fast.
     */
    private static boolean late(List<Pair> pairs) {
        return pairs.stream().anyMatch(p -> p.controlRatio() >= 0.8);
    }

    /**
     * What all pairs show together.
     *
     * @param undecided why nothing can be said, or null
     * @param shown a pair whose numbers stand for all; null where there is none
     */
    record Judgement(@Nullable String undecided, Verdict verdict, @Nullable Pair shown) {
        static Judgement undecided(String why) {
            return new Judgement(why, Verdict.UNCLEAR, null);
        }
    }

    /**
     * Judges pairs.
     *
     * @param first the first two
     * @param judged those that were asked for by {@code more}, or the first two
     */
    static Judgement judge(List<Pair> first, List<Pair> judged, More more, double roundTrip) {
        List<Pair> valid = judged.stream().filter(p -> p.longEnough(roundTrip)).toList();
        if (judged.isEmpty()) {
            return Judgement.undecided("no stream with output to measure");
        }
        if (valid.size() < 2) {
            return Judgement.undecided(
                    "too fast or too short to tell: " + judged.getFirst().numbers());
        }
        List<Pair> quiet = valid.stream().filter(p -> !p.noisy()).toList();
        if (quiet.isEmpty()) {
            return Judgement.undecided(
                    "too noisy to tell: this machine kept the tester itself waiting for "
                            + Math.round(valid.getFirst().stall() * 1e3)
                            + " ms");
        }
        if (quiet.size() < 2) {
            return Judgement.undecided("too noisy to tell: only one pair could be timed");
        }
        if (quiet.stream().anyMatch(Pair::cached)) {
            return Judgement.undecided("cached: one of a pair took less than a fifth of the other");
        }
        boolean twoLengths = more == More.LONGER || more == More.STORY;
        Verdict verdict = majority(quiet, roundTrip);
        if (!twoLengths || !late(quiet) || verdict == Verdict.STREAMS) {
            return new Judgement(null, verdict, quiet.getFirst());
        }
        double grown = median(quiet, true) - median(first, true);
        if (grown < Math.max(CLEAR_GROWTH, 0.4 * median(first, true))) {
            return Judgement.undecided(
                    "too fast to tell: a longer answer takes hardly longer: "
                            + quiet.getFirst().numbers());
        }
        double share = (median(quiet, false) - median(first, false)) / grown;
        if (share > 0.4 && share < 0.6) {
            return Judgement.undecided(
                    "too noisy to tell: a longer answer makes the first token somewhat later: "
                            + quiet.getFirst().numbers());
        }
        // A model that reads its prompt slowly and answers at once looks like a replay at one
        // length. At two it does not: only a replay's first token comes later with a longer answer.
        long drips = quiet.stream().filter(Pair::drips).count();
        Verdict late = 2 * drips > quiet.size() ? Verdict.PACED : Verdict.BUFFERED;
        return new Judgement(null, share <= 0.4 ? Verdict.STREAMS : late, quiet.getFirst());
    }

    /** Returns what more than half of the pairs show. */
    private static Verdict majority(List<Pair> pairs, double roundTrip) {
        for (Verdict verdict : Verdict.values()) {
            long count = pairs.stream().filter(p -> p.verdict(roundTrip) == verdict).count();
            if (2 * count > pairs.size()) {
                return verdict;
            }
        }
        return Verdict.UNCLEAR;
    }

    private static double median(List<Pair> pairs, boolean control) {
        double[] values =
                pairs.stream()
                        .mapToDouble(p -> control ? p.control() : p.stream().first())
                        .sorted()
                        .toArray();
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    /** Tells whether the output comes in regular bursts that a buffer on the way makes (step 5). */
    static boolean coalesced(StreamTimeline stream, double roundTrip) {
        StreamTimeline.Bursts bursts = stream.networkBursts(roundTrip);
        boolean few = stream.reads() < 0.2 * stream.events();
        return few && bursts.count() >= 3 && bursts.gap() >= 0.15;
    }
}
