package com.brievio.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Report;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.Status;
import com.brievio.conformance.Target;
import com.brievio.conformance.UpstreamScript;
import com.brievio.conformance.check.Catalogue;
import com.brievio.conformance.check.Check;
import com.brievio.fixtures.endpoint.Defect;
import com.brievio.fixtures.endpoint.Defects;
import com.brievio.fixtures.endpoint.FaithfulEndpoint;
import com.brievio.fixtures.simulation.Fault;
import com.brievio.fixtures.simulation.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Rule 10: every check has a defect that it kills, and no defect is blamed for anything else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DefectsTest {
    private static final Path PINNED =
            Path.of("src/test/resources/com/brievio/conformance/defects.txt");
    private static final String KEY = "sk-faithful-0123456789";

    /** Runs wait for the endpoint's pace most of the time, so several fit on two cores. */
    private static final int AT_A_TIME = 4;

    /** Defects of timing: judged before the others, which keep the machine busy. */
    private static final Set<String> TIMED = Set.of("replayed-at-the-end", "three-lumps");

    private final Map<String, String> seen = new TreeMap<>();
    private Report faithful;

    @BeforeAll
    void judgeTheEndpointWithEachDefect() throws Exception {
        faithful = judgeInPeace(Defect.NONE);
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
            Map<String, Future<String>> running = new TreeMap<>();
            List<Defect> defects = Defects.all();
            for (Defect defect : defects) {
                if (TIMED.contains(defect.id())) {
                    seen.put(defect.id(), violated(judgeInPeace(defect)));
                }
            }
            defects.removeIf(d -> TIMED.contains(d.id()));
            for (Defect defect : defects) {
                Callable<String> run = () -> violated(judge(defect));
                running.put(defect.id(), threads.submit(run));
            }
            for (var entry : running.entrySet()) {
                seen.put(entry.getKey(), entry.getValue().get());
            }
        }
    }

    /** Judges alone, and again where the machine was too busy to time a stream. */
    private static Report judgeInPeace(Defect defect) throws InterruptedException {
        Report report = judge(defect);
        for (int i = 0; i < 5 && wasNoisy(report); i++) {
            report = judge(defect);
        }
        return report;
    }

    private static boolean wasNoisy(Report report) {
        return report.outcomes().stream()
                .anyMatch(o ->
                        o.id().equals("chat.stream.incremental")
                                && o.status() == Status.INCONCLUSIVE);
    }

    private static Report judge(Defect defect) throws InterruptedException {
        try (FaithfulEndpoint endpoint = FaithfulEndpoint.start(KEY, Pace.LIVELY, defect)) {
            Target target = Target.of(endpoint.baseUrl(), FaithfulEndpoint.MODEL, KEY);
            UpstreamScript script =
                    (marker, trouble) ->
                            endpoint.plant(
                                    marker,
                                    switch (trouble) {
                                        case RATE_LIMIT -> Fault.RATE_LIMIT;
                                        case SERVER_ERROR -> Fault.SERVER_ERROR;
                                        case CUT -> Fault.CUT;
                                    });
            RunOptions options = RunOptions.defaults().with(script);
            return new ConformanceRun(target, options).report();
        }
    }

    private static String violated(Report report) {
        return report.outcomes().stream()
                .filter(DefectsTest::isViolation)
                .map(Outcome::id)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static boolean isViolation(Outcome outcome) {
        return switch (outcome.status()) {
            case FAIL, WARN, ERROR -> true;
            case INFO -> outcome.expected() != null;
            case PASS, INCONCLUSIVE, UNSUPPORTED, SKIP -> false;
        };
    }

    @Test
    void faithfulEndpointPassesEveryCheck() {
        assertThat(faithful.outcomes())
                .hasSize(Catalogue.checks().size())
                .allSatisfy(o -> assertThat(o.status()).as(o.toString()).isEqualTo(Status.PASS));
    }

    @Test
    void eachDefectIsBlamedForExactlyThePinnedChecks() throws IOException {
        List<String> lines =
                seen.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
        if ("update".equals(System.getProperty("brievio.golden"))) {
            Files.write(PINNED, lines);
        }
        assertThat(lines).containsExactlyElementsOf(Files.readAllLines(PINNED));
    }

    @Test
    void everyDefectIsFound() {
        assertThat(seen).allSatisfy((defect, ids) -> assertThat(ids).as(defect).isNotEmpty());
    }

    @Test
    void everyCheckIsKilledByADefect() {
        Set<String> killed =
                seen.values().stream()
                        .flatMap(ids -> List.of(ids.split(" ")).stream())
                        .collect(Collectors.toSet());
        assertThat(Catalogue.checks())
                .extracting(Check::id)
                .allSatisfy(id -> assertThat(killed).contains(id));
    }
}
