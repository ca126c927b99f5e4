package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.stream;

import com.brievio.conformance.Outcome.Sighting;
import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells a stream from a replay by the paired control of conformance.md section 2.3a: in a true
 * stream the first token comes early beside the whole time of the same request without a stream.
 */
final class Incrementality {
    private static final int ENOUGH_EVENTS = 40;
    private static final int ENOUGH_CHARACTERS = 160;
    private static final double SHORTEST_SECONDS = 0.4;
    private static final double NOISE_SHARE = 0.2;
    private static final double ASSUMED_BYTES_PER_SECOND = 1e6;

    private Incrementality() {}

    private enum Verdict {
        STREAMS,
        BUFFERED,
        UNCLEAR
    }

    /**
     * How the output was bunched.
     *
     * @param within seconds spent inside bursts: an even stream of a fast model is one long burst,
     *     a lump that was held back is a short one
     */
    private record Bursts(int count, double within) {}

    /** What one pair shows; times in seconds. */
    private record Pair(
            Exchange streamed,
            double first,
            double last,
            double end,
            double control,
            int events,
            int characters,
            int plainCharacters,
            int reads,
            int bins,
            Bursts bursts,
            int bytes,
            double stall) {

        double controlRatio() {
            return first / control;
        }

        double span() {
            return (last - first) / end;
        }

        boolean longEnough(double roundTrip) {
            boolean enough = events >= ENOUGH_EVENTS || characters >= ENOUGH_CHARACTERS;
            return enough && end >= Math.max(SHORTEST_SECONDS, 8 * roundTrip);
        }

        /** Tells whether the tester's own machine was too busy to see the stream as it came. */
        boolean noisy() {
            return stall > NOISE_SHARE * end;
        }

        boolean cached() {
            boolean alike = characters < 2 * plainCharacters && plainCharacters < 2 * characters;
            return alike && (control < 0.2 * end || end < 0.2 * control);
        }

        Verdict verdict(double roundTrip) {
            double q = controlRatio();
            double floor =
                    Math.max(Math.max(0.1, 5 * roundTrip), 3 * bytes / ASSUMED_BYTES_PER_SECOND);
            if (q >= 0.8 && span() <= 0.1) {
                return Verdict.BUFFERED;
            }
            boolean lumps = bursts.count() <= 3 && bursts.within() <= 0.1 * end;
            if (events >= ENOUGH_EVENTS && lumps && end >= SHORTEST_SECONDS) {
                return Verdict.BUFFERED;
            }
            boolean early = q <= 0.6 && last - first >= floor;
            boolean spread = span() >= 0.3 && reads >= 8 && bins >= 4 && q < 0.8;
            return early || spread ? Verdict.STREAMS : Verdict.UNCLEAR;
        }

        String numbers() {
            return String.format(
                    Locale.ROOT,
                    "first token %.0f ms, last %.0f ms, end %.0f ms, without stream %.0f ms"
                            + " (q %.2f, f %.2f, %d events in %d reads)",
                    first * 1e3,
                    last * 1e3,
                    end * 1e3,
                    control * 1e3,
                    controlRatio(),
                    span(),
                    events,
                    reads);
        }
    }

    /**
     * Asks for longer answers where the first were too quick, for a third pair where two differ.
     */
    static List<Probe> followUps(Evidence e) {
        List<Pair> pairs = pairs(e, Probes.SLONG.subList(0, 2), Probes.NLONG.subList(0, 2));
        double roundTrip = roundTrip(e);
        if (pairs.size() < 2) {
            return List.of();
        }
        if (pairs.stream().anyMatch(p -> !p.longEnough(roundTrip))) {
            boolean brief = pairs.stream().anyMatch(p -> p.characters() < ENOUGH_CHARACTERS);
            List<Probe> longer = new ArrayList<>(brief ? Probes.SSTORY : Probes.SLONGER);
            longer.addAll(brief ? Probes.NSTORY : Probes.NLONGER);
            return longer;
        }
        boolean agree = pairs.get(0).verdict(roundTrip) == pairs.get(1).verdict(roundTrip);
        boolean noisy = pairs.stream().anyMatch(Pair::noisy);
        return agree && !noisy ? List.of() : List.of(Probes.SLONG.get(2), Probes.NLONG.get(2));
    }

    static Finding judge(Evidence e) {
        double roundTrip = roundTrip(e);
        List<Probe> more = followUps(e);
        List<Pair> pairs =
                more.contains(Probes.SLONGER.getFirst())
                        ? pairs(e, Probes.SLONGER, Probes.NLONGER)
                        : more.contains(Probes.SSTORY.getFirst())
                                ? pairs(e, Probes.SSTORY, Probes.NSTORY)
                                : more.isEmpty()
                                        ? pairs(
                                                e,
                                                Probes.SLONG.subList(0, 2),
                                                Probes.NLONG.subList(0, 2))
                                        : pairs(e, Probes.SLONG, Probes.NLONG);
        List<Pair> valid = pairs.stream().filter(p -> p.longEnough(roundTrip)).toList();
        if (pairs.isEmpty()) {
            return new Finding.Undecided("no stream with output to measure");
        }
        if (valid.size() < 2) {
            return new Finding.Undecided(
                    "too fast or too short to tell: " + pairs.getFirst().numbers());
        }
        if (valid.stream().allMatch(Pair::noisy)) {
            return new Finding.Undecided(
                    "too noisy to tell: this machine kept the tester itself waiting for "
                            + Math.round(valid.getFirst().stall() * 1e3)
                            + " ms");
        }
        valid = valid.stream().filter(p -> !p.noisy()).toList();
        if (valid.size() < 2) {
            return new Finding.Undecided("too noisy to tell: only one pair could be timed");
        }
        if (valid.stream().anyMatch(Pair::cached)) {
            return new Finding.Undecided(
                    "cached: one of a pair took less than a fifth of the other");
        }
        int needed = valid.size() / 2 + 1;
        if (count(valid, Verdict.BUFFERED, roundTrip) >= needed) {
            Pair worst = valid.getFirst();
            return Finding.broken(
                    new Violation(
                            "the first token well before the whole answer would be ready",
                            worst.numbers(),
                            new Sighting(worst.streamed().id(), null, worst.numbers())));
        }
        if (count(valid, Verdict.STREAMS, roundTrip) >= needed) {
            return new Finding.Holds(valid.getFirst().numbers());
        }
        return new Finding.Undecided(
                "neither a stream nor a replay: " + valid.getFirst().numbers());
    }

    private static long count(List<Pair> pairs, Verdict verdict, double roundTrip) {
        return pairs.stream().filter(p -> p.verdict(roundTrip) == verdict).count();
    }

    private static double roundTrip(Evidence e) {
        return e.traits().roundTrip().toNanos() / 1e9;
    }

    private static List<Pair> pairs(Evidence e, List<Probe> streams, List<Probe> controls) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            Pair pair = pair(e, streams.get(i), controls.get(i));
            if (pair != null) {
                pairs.add(pair);
            }
        }
        return pairs;
    }

    private static @Nullable Pair pair(Evidence e, Probe stream, Probe plainTwin) {
        Exchange streamed = e.of(stream);
        Exchange plain = e.of(plainTwin);
        Exchange.Response response = streamed.response();
        Exchange.Response control = plain.response();
        if (response == null || control == null || !streamed.accepted() || !plain.accepted()) {
            return null;
        }
        List<Chunk> output = stream(e, stream).chunks().stream().filter(Chunk::isOutput).toList();
        if (output.isEmpty()) {
            return null;
        }
        double first = output.getFirst().event().nanos() / 1e9;
        double last = output.getLast().event().nanos() / 1e9;
        long[] times = output.stream().mapToLong(c -> c.event().nanos()).distinct().toArray();
        return new Pair(
                streamed,
                first,
                last,
                response.timing().end() / 1e9,
                Math.max(1e-6, control.timing().end() / 1e9),
                output.size(),
                output.stream().mapToInt(c -> c.text().length()).sum(),
                Judging.body(plain)
                        .path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asString("")
                        .length(),
                times.length,
                bins(times, first, last),
                bursts(
                        times,
                        Math.max(
                                Math.max(0.002, roundTrip(e) / 4),
                                response.timing().end() / 1e9 / 20)),
                response.body().length,
                Math.max(response.timing().stall(), control.timing().stall()) / 1e9);
    }

    /** How many of eight equal parts of the span hold output. */
    private static int bins(long[] times, double first, double last) {
        boolean[] bins = new boolean[8];
        for (long time : times) {
            double share = (time / 1e9 - first) / Math.max(1e-9, last - first);
            bins[(int) Math.min(7, share * 8)] = true;
        }
        int filled = 0;
        for (boolean bin : bins) {
            filled += bin ? 1 : 0;
        }
        return filled;
    }

    /** Reads that come closer together than the gap are one burst. */
    private static Bursts bursts(long[] times, double gap) {
        int count = 1;
        double within = 0;
        for (int i = 1; i < times.length; i++) {
            double pause = (times[i] - times[i - 1]) / 1e9;
            if (pause > gap) {
                count++;
            } else {
                within += pause;
            }
        }
        return new Bursts(count, within);
    }
}
