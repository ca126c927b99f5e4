package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.stream;

import com.brievio.conformance.Outcome.Sighting;
import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.check.Pacing.Judgement;
import com.brievio.conformance.check.Pacing.Pair;
import com.brievio.conformance.check.Pacing.Verdict;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.probe.TimedPairs;
import com.brievio.conformance.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks an API for the pairs that its pace shows in, and says what they show (2.3a). */
final class Incrementality {
    private static final double SHORTEST_GZIP_SECONDS = 0.1;

    private static final Incrementality CHAT = new Incrementality(Probes.PAIRS);

    private final TimedPairs probes;

    Incrementality(TimedPairs probes) {
        this.probes = probes;
    }

    static List<Check> all() {
        return List.of(
                Check.must(
                                "chat.stream.incremental",
                                "tokens arrive as they are made, not all at the end")
                        .why("a replay of a finished answer is no stream: users wait in silence")
                        .fix("flush after each event; proxy_buffering off; X-Accel-Buffering: no")
                        .breaks("every user of the stream")
                        .on(CHAT.first())
                        .then(CHAT::followUps)
                        .judge(CHAT::incremental),
                Check.should("chat.stream.synthetic-pacing", "no finished answer is paced out")
                        .why("a typewriter in front of a finished answer only delays it")
                        .fix("pass the tokens on as the model makes them")
                        .on(CHAT.first())
                        .then(CHAT::followUps)
                        .judge(CHAT::syntheticPacing),
                Check.should("chat.stream.coalesced", "no buffer on the way gathers tokens")
                        .why("text comes in jerks; proxy_buffering or gzip does it")
                        .fix("flush after each event; turn the proxy's buffer off")
                        .on(CHAT.first())
                        .then(CHAT::followUps)
                        .judge(CHAT::coalesced),
                Check.should("chat.stream.gzip-incremental", "a packed stream is flushed too")
                        .why("browsers accept gzip by default")
                        .fix("flush the compressor after each event, or do not pack event streams")
                        .breaks("browsers", "proxies")
                        .over(List.of(Probes.SGZIP))
                        .judge(Incrementality::gzip));
    }

    /** The probes that every judgement begins with. */
    Probe[] first() {
        return both(probes.streams().subList(0, 2), probes.twins().subList(0, 2))
                .toArray(Probe[]::new);
    }

    List<Probe> followUps(Evidence e) {
        return switch (Pacing.wants(firstPairs(e), roundTrip(e))) {
            case NONE -> List.of();
            case THIRD -> List.of(probes.streams().get(2), probes.twins().get(2));
            case LONGER -> both(probes.longerStreams(), probes.longerTwins());
            case STORY -> both(probes.storyStreams(), probes.storyTwins());
        };
    }

    private static List<Probe> both(List<Probe> streams, List<Probe> twins) {
        List<Probe> both = new ArrayList<>(streams);
        both.addAll(twins);
        return both;
    }

    private List<Pair> firstPairs(Evidence e) {
        return pairs(e, probes.streams().subList(0, 2), probes.twins().subList(0, 2));
    }

    private Judgement judgement(Evidence e) {
        List<Pair> first = firstPairs(e);
        Pacing.More more = Pacing.wants(first, roundTrip(e));
        List<Pair> judged =
                switch (more) {
                    case NONE -> first;
                    case THIRD -> pairs(e, probes.streams(), probes.twins());
                    case LONGER -> pairs(e, probes.longerStreams(), probes.longerTwins());
                    case STORY -> pairs(e, probes.storyStreams(), probes.storyTwins());
                };
        return Pacing.judge(first, judged, more, roundTrip(e));
    }

    Finding incremental(Evidence e) {
        Judgement judgement = judgement(e);
        Pair shown = judgement.shown();
        if (shown == null) {
            return new Finding.Undecided(String.valueOf(judgement.undecided()));
        }
        return switch (judgement.verdict()) {
            case STREAMS -> new Finding.Holds(shown.numbers());
            case BUFFERED ->
                    broken("the first token well before the whole answer would be ready", shown);
            case PACED ->
                    new Finding.Undecided(
                            "a finished answer paced out: see chat.stream.synthetic-pacing; "
                                    + shown.numbers());
            case UNCLEAR ->
                    new Finding.Undecided("neither a stream nor a replay: " + shown.numbers());
        };
    }

    private static Finding broken(String expected, Pair pair) {
        return Finding.broken(
                new Violation(
                        expected,
                        pair.numbers(),
                        new Sighting(pair.exchange(), null, pair.numbers())));
    }

    private Finding syntheticPacing(Evidence e) {
        Judgement judgement = judgement(e);
        Pair shown = judgement.shown();
        if (shown == null) {
            return new Finding.Undecided(String.valueOf(judgement.undecided()));
        }
        return switch (judgement.verdict()) {
            case STREAMS -> Finding.holds();
            case PACED -> broken("tokens as they are made", shown);
            case BUFFERED -> Finding.blockedBy("chat.stream.incremental");
            case UNCLEAR ->
                    new Finding.Undecided("neither a stream nor a replay: " + shown.numbers());
        };
    }

    private Finding coalesced(Evidence e) {
        Judgement judgement = judgement(e);
        Pair shown = judgement.shown();
        if (shown == null) {
            return new Finding.Undecided(String.valueOf(judgement.undecided()));
        }
        if (judgement.verdict() == Verdict.BUFFERED) {
            return Finding.blockedBy("chat.stream.incremental");
        }
        double roundTrip = roundTrip(e);
        StreamTimeline stream = shown.stream();
        if (!Pacing.coalesced(stream, roundTrip)) {
            return Finding.holds();
        }
        StreamTimeline.Bursts bursts = stream.networkBursts(roundTrip);
        int size = bursts.bufferSize(2 * stream.bytes() / stream.events());
        String looks = size == 0 ? "" : ": looks like a buffer of " + size + " bytes";
        String seen =
                "%d bursts, %.0f ms apart%s".formatted(bursts.count(), bursts.gap() * 1e3, looks);
        return Finding.broken(
                new Violation(
                        "each token when it is made",
                        seen,
                        new Sighting(shown.exchange(), null, stream.sparkline())));
    }

    private static Finding gzip(Evidence e) {
        Exchange.Response response = e.of(Probes.SGZIP).response();
        if (response == null || !e.of(Probes.SGZIP).accepted()) {
            return Judging.accepted(e, List.of(Probes.SGZIP));
        }
        String coding = response.header("content-encoding");
        if (coding == null || !coding.contains("gzip")) {
            return new Finding.Holds("the stream is not packed");
        }
        double end = response.timing().end() / 1e9;
        long steps = Gunzip.growth(response).stream().distinct().count();
        if (steps >= 8) {
            return Finding.holds();
        }
        if (steps > 3 || end < SHORTEST_GZIP_SECONDS) {
            return new Finding.Undecided("too fast or too short to tell");
        }
        return Finding.broken(
                Judging.seen(
                        e.of(Probes.SGZIP),
                        "text that can be unpacked as it comes",
                        "all of it in " + steps + " steps after " + Math.round(end * 1e3) + " ms"));
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

    private static @Nullable Pair pair(Evidence e, Probe streamed, Probe plainTwin) {
        Exchange plain = e.of(plainTwin);
        Exchange.Response response = e.of(streamed).response();
        Exchange.Response control = plain.response();
        boolean both = e.of(streamed).accepted() && plain.accepted();
        if (response == null || control == null || !both) {
            return null;
        }
        StreamTimeline timeline = StreamTimeline.of(response, stream(e, streamed));
        return timeline == null
                ? null
                : new Pair(
                        streamed.id(),
                        timeline,
                        control.timing().end() / 1e9,
                        Judging.text(e, plainTwin).length(),
                        control.timing().stall() / 1e9);
    }
}
