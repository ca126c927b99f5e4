package com.brievio.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Report;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.Status;
import com.brievio.conformance.Target;
import com.brievio.conformance.check.Catalogue;
import com.brievio.conformance.check.Check;
import com.brievio.fixtures.endpoint.Defect;
import com.brievio.fixtures.endpoint.Defects;
import com.brievio.fixtures.endpoint.FaithfulEndpoint;
import com.brievio.fixtures.simulation.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
            Path.of("src/main/resources/com/brievio/conformance/defects.txt");
    private static final Path FAITHFUL =
            Path.of("src/test/resources/com/brievio/conformance/faithful.txt");
    private static final boolean UPDATE = "update".equals(System.getProperty("brievio.golden"));
    private static final String OF_RESPONSES = "responses-replayed";
    private static final String KEY = "sk-faithful-0123456789";

    /** Runs wait for the endpoint most of the time, so several fit on two cores. */
    private static final int AT_A_TIME = 4;

    /** Of those that are timed only as many as there are cores: they wait nearly all the time. */
    private static final int TIMED_AT_A_TIME = 2;

    private final Map<String, String> seen = new TreeMap<>();
    private Report faithful;

    @BeforeAll
    void judgeTheEndpointWithEachDefect() throws Exception {
        faithful = judgeInPeace(Defect.NONE);
        Map<Integer, List<Defect>> byCompany =
                Defects.all().stream().collect(Collectors.groupingBy(DefectsTest::atATime));
        for (var company : byCompany.entrySet()) {
            judgeAll(company.getValue(), company.getKey());
        }
    }

    private static int atATime(Defect defect) {
        if (Defects.LEAVING.contains(defect.id()) || Defects.LARGE.contains(defect.id())) {
            return 1; // other runs would make them late, or fill the memory
        }
        return Defects.PACED.contains(defect.id()) ? TIMED_AT_A_TIME : AT_A_TIME;
    }

    private void judgeAll(List<Defect> defects, int atATime) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(atATime)) {
            Map<String, Future<String>> running = new TreeMap<>();
            for (Defect defect : defects) {
                Callable<String> run = () -> violated(judgeInPeace(defect));
                running.put(defect.id(), threads.submit(run));
            }
            for (var entry : running.entrySet()) {
                seen.put(entry.getKey(), entry.getValue().get());
            }
        }
    }

    /** Judges, and again where the machine was too busy to time a stream. */
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
                                && o.message().contains("too noisy"));
    }

    private static Pace paceFor(Defect defect) {
        return switch (defect.id()) {
            case "coalesced-8k" -> Pace.LEISURELY;
            case String id when id.equals(Defect.NONE.id()) || Defects.PACED.contains(id) ->
                    Pace.LIVELY;
            default -> Pace.INSTANT;
        };
    }

    /**
     * Large requests cost seconds, and leaving is told within two, which other runs disturb: only
     * who has to do with them is judged by them.
     */
    private static List<Profile> profilesFor(Defect defect) {
        if (defect.id().equals(OF_RESPONSES)) {
            return List.of(Profile.RESPONSES);
        }
        if (Defects.PACED.contains(defect.id())) {
            return List.of(Profile.CORE); // at the pace of a model every further request takes long
        }
        List<Profile> all = new ArrayList<>(List.of(Profile.values()));
        boolean faithful = defect.id().equals(Defect.NONE.id());
        if (!faithful && !Defects.LARGE.contains(defect.id())) {
            all.remove(Profile.SLOW);
        }
        if (!faithful && !Defects.LEAVING.contains(defect.id())) {
            all.remove(Profile.DISCONNECT);
        }
        return all;
    }

    /** The times of a second API only take time where the defect is none of its own. */
    private static List<String> timesOfResponses(Defect defect) {
        return Set.of(OF_RESPONSES, Defect.NONE.id()).contains(defect.id())
                ? List.of()
                : List.of("responses.stream.incremental");
    }

    private static Report judge(Defect defect) throws InterruptedException {
        try (FaithfulEndpoint endpoint = FaithfulEndpoint.start(KEY, paceFor(defect), defect)) {
            Target target =
                    Target.of(endpoint.baseUrl(), FaithfulEndpoint.MODEL, KEY)
                            .withEmbeddingModel(FaithfulEndpoint.MODEL)
                            .withImageUrl(endpoint.pictureUrl());
            RunOptions options =
                    RunOptions.defaults()
                            .in(profilesFor(defect))
                            .without(timesOfResponses(defect))
                            .with(new EndpointScript(endpoint));
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
    void faithfulEndpointPassesEveryCheckThatApplies() throws IOException {
        List<String> rest =
                faithful.outcomes().stream()
                        .filter(o -> o.status() != Status.PASS)
                        .map(o -> o.id() + ": " + o.status() + " " + o.message())
                        .toList();
        if (UPDATE) {
            Files.write(FAITHFUL, rest);
        }
        assertThat(faithful.outcomes()).hasSize(Catalogue.checks().size());
        assertThat(rest).containsExactlyElementsOf(Files.readAllLines(FAITHFUL));
        assertThat(faithful.outcomes())
                .extracting(Outcome::status)
                .doesNotContain(Status.FAIL, Status.WARN, Status.ERROR, Status.UNSUPPORTED);
    }

    @Test
    void eachDefectIsBlamedForExactlyThePinnedChecks() throws IOException {
        List<String> lines =
                seen.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
        if (UPDATE) {
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
