package com.brievio.conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.conformance.check.Pacing.Judgement;
import com.brievio.conformance.check.Pacing.More;
import com.brievio.conformance.check.Pacing.Pair;
import com.brievio.conformance.check.Pacing.Verdict;
import com.brievio.conformance.check.SimulatedPath.Proxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The judge of pacing against read timelines in simulated time: rates × paths × seeds, once with a
 * server that streams and once with one that replays a finished answer (conformance.md 2.3a).
 */
class NoiseMatrixTest {
    private static final Path TABLE = Path.of("../docs/incrementality.md");
    private static final int[] RATES = {5, 50, 500, 5000};
    private static final int SEEDS = 100;
    private static final int TOKENS = 400;
    private static final int LONGER = 4 * TOKENS;

    /** How often each verdict was given; {@code invalid} where the validity rule does not hold. */
    private record Cell(
            int rate, Proxy proxy, boolean replay, Map<Verdict, Integer> verdicts, int invalid) {
        int count(Verdict verdict) {
            return verdicts.getOrDefault(verdict, 0);
        }
    }

    private static final List<Cell> CELLS = new ArrayList<>();

    @BeforeAll
    static void judgeAll() {
        for (int rate : RATES) {
            for (Proxy proxy : Proxy.values()) {
                for (boolean replay : new boolean[] {false, true}) {
                    CELLS.add(cell(rate, proxy, replay));
                }
            }
        }
    }

    private static Cell cell(int rate, Proxy proxy, boolean replay) {
        Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
        int invalid = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(31L * seed + rate);
            SimulatedPath path = new SimulatedPath(random, rate, proxy, replay);
            Judgement judgement = judge(path);
            if (judgement.undecided() == null) {
                verdicts.merge(judgement.verdict(), 1, Integer::sum);
            } else {
                invalid++;
            }
        }
        return new Cell(rate, proxy, replay, verdicts, invalid);
    }

    private static Judgement judge(SimulatedPath path) {
        List<Pair> first = List.of(path.pair(TOKENS), path.pair(TOKENS));
        More more = Pacing.wants(first, path.roundTrip());
        List<Pair> judged =
                switch (more) {
                    case NONE -> first;
                    case THIRD ->
                            Stream.concat(first.stream(), Stream.of(path.pair(TOKENS))).toList();
                    case LONGER, STORY -> List.of(path.pair(LONGER), path.pair(LONGER));
                };
        return Pacing.judge(first, judged, more, path.roundTrip());
    }

    @Test
    void noStreamIsEverTakenForAReplay() {
        assertThat(CELLS)
                .filteredOn(c -> !c.replay())
                .allSatisfy(c -> {
                    assertThat(c.count(Verdict.BUFFERED)).as(c.toString()).isZero();
                    assertThat(c.count(Verdict.PACED)).as(c.toString()).isZero();
                });
    }

    @Test
    void aReplayIsFoundWhereverItCanBeTold() {
        assertThat(CELLS)
                .filteredOn(Cell::replay)
                .allSatisfy(c -> {
                    int told = c.count(Verdict.BUFFERED) + c.count(Verdict.PACED);
                    assertThat(c.count(Verdict.STREAMS)).as(c.toString()).isZero();
                    assertThat(100 * told)
                            .as(c.toString())
                            .isGreaterThanOrEqualTo(99 * (SEEDS - c.invalid()));
                });
    }

    @Test
    void theTableInTheDocumentationIsThisOne() throws IOException {
        String table = table();
        if ("update".equals(System.getProperty("brievio.golden"))) {
            Files.writeString(TABLE, table);
        }
        assertThat(Files.readString(TABLE)).isEqualTo(table);
    }

    private static String table() {
        StringBuilder table =
                new StringBuilder(
                        """
                        # How well a stream is told from a replay

                        Written by `NoiseMatrixTest`; `mvn verify -Dbrievio.golden=update` rewrites it. Each row is 100
                        runs of the judge of `chat.stream.incremental` over read timelines in simulated time: a server
                        of this rate (400 tokens after a prefill of 50 to 600 ms, uneven gaps, a load that drifts by a
                        tenth between requests), behind this path, once streaming and once replaying the finished
                        answer. "Not judged" are runs that the validity rule of the check gives up as INCONCLUSIVE
                        (too fast, too short, or a longer answer takes hardly longer). A replay counts as told where `incremental` FAILs or, on a line so slow
                        that the replay drips, where `synthetic-pacing` WARNs.

                        | Server | Path | Tokens/s | Stream | Replay | Paced | Unclear | Not judged |
                        |---|---|---|---|---|---|---|---|
                        """);
        for (Cell cell : CELLS) {
            table.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %d | %d | %d | %d | %d | %d |%n",
                            cell.replay() ? "replays" : "streams",
                            cell.proxy().words(),
                            cell.rate(),
                            cell.count(Verdict.STREAMS),
                            cell.count(Verdict.BUFFERED),
                            cell.count(Verdict.PACED),
                            cell.count(Verdict.UNCLEAR),
                            cell.invalid()));
        }
        return table.toString();
    }
}
