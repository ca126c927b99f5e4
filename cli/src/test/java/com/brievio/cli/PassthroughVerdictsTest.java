package com.brievio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Report;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.Status;
import com.brievio.conformance.Target;
import com.brievio.conformance.UpstreamScript;
import com.brievio.conformance.engine.ConformanceRun;
import com.brievio.fixtures.endpoint.Defect;
import com.brievio.fixtures.endpoint.Defects;
import com.brievio.fixtures.endpoint.FaithfulEndpoint;
import com.brievio.fixtures.simulation.Fault;
import com.brievio.fixtures.simulation.Pace;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.server.ProxyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A server is judged alike directly and through {@code serve}: every defect of the faithful
 * endpoint is blamed for the checks that it is blamed for directly, save for the checks of what
 * {@code serve} does itself.
 */
class PassthroughVerdictsTest {
    private static final Path DIRECT =
            Path.of("../conformance-suite/src/test/resources/com/brievio/conformance/defects.txt");
    private static final Path PINNED =
            Path.of("src/test/resources/com/brievio/cli/passthrough-differences.txt");
    private static final String KEY = "sk-faithful-0123456789";
    private static final int AT_A_TIME = 4;

    /** Judged alone: other runs would disturb their timing. */
    private static final Set<String> TIMED = Set.of("replayed-at-the-end", "three-lumps");

    /** What serve does itself: framing, its own request ids, models, unknown paths, bad bodies. */
    private static final Set<String> OF_SERVE =
            Set.of(
                    "chat.stream.clean-end",
                    "http.request-id",
                    "models.list-shape",
                    "models.item-shape",
                    "models.contains-target",
                    "error.unknown-path",
                    "error.malformed-json",
                    "error.wrong-root",
                    "error.empty-body",
                    "error.alive-after");

    private static Report judge(Defect defect) throws Exception {
        try (FaithfulEndpoint endpoint = FaithfulEndpoint.start(KEY, Pace.LIVELY, defect);
                ProxyServer proxy =
                        ProxyServer.start(
                                ProxyOptions.of(
                                        List.of(
                                                new Provider.Keyed(
                                                        Provider.Dialect.OPENAI,
                                                        endpoint.baseUrl(),
                                                        null))))) {
            UpstreamScript script =
                    (marker, trouble) ->
                            endpoint.plant(
                                    marker,
                                    switch (trouble) {
                                        case RATE_LIMIT -> Fault.RATE_LIMIT;
                                        case SERVER_ERROR -> Fault.SERVER_ERROR;
                                        case CUT -> Fault.CUT;
                                    });
            Target target = Target.of(proxy.baseUrl(), FaithfulEndpoint.MODEL, KEY);
            return new ConformanceRun(target, RunOptions.defaults().with(script)).report();
        }
    }

    private static Set<String> violated(Report report) {
        return report.outcomes().stream()
                .filter(PassthroughVerdictsTest::isViolation)
                .map(Outcome::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isViolation(Outcome outcome) {
        return switch (outcome.status()) {
            case FAIL, WARN, ERROR -> true;
            case INFO -> outcome.expected() != null;
            case PASS, INCONCLUSIVE, UNSUPPORTED, SKIP -> false;
        };
    }

    private static Map<String, Set<String>> direct() throws IOException {
        Map<String, Set<String>> direct = new TreeMap<>();
        for (String line : Files.readAllLines(DIRECT)) {
            String[] halves = line.split(": ", 2);
            direct.put(halves[0], new TreeSet<>(List.of(halves[1].split(" ", -1))));
        }
        return direct;
    }

    private static Map<String, Set<String>> throughServe() throws Exception {
        Map<String, Set<String>> seen = new TreeMap<>();
        List<Defect> defects = Defects.all();
        for (Defect defect : defects) {
            if (TIMED.contains(defect.id())) {
                seen.put(defect.id(), violated(judge(defect)));
            }
        }
        Map<String, Future<Set<String>>> running = new TreeMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
            for (Defect defect : defects) {
                if (!TIMED.contains(defect.id())) {
                    Callable<Set<String>> run = () -> violated(judge(defect));
                    running.put(defect.id(), threads.submit(run));
                }
            }
            for (var entry : running.entrySet()) {
                seen.put(entry.getKey(), entry.getValue().get());
            }
        }
        return seen;
    }

    @Test
    void theFaithfulEndpointPassesEveryCheckThroughServe() throws Exception {
        assertThat(judge(Defect.NONE).outcomes())
                .allSatisfy(o ->
                        assertThat(o.status())
                                .as(o.toString())
                                .isIn(Status.PASS, Status.INCONCLUSIVE));
    }

    @Test
    void everyDefectGetsTheSameVerdictsSaveForWhatServeDoesItself() throws Exception {
        Map<String, Set<String>> direct = direct();
        Map<String, Set<String>> seen = throughServe();
        assertThat(seen.keySet()).isEqualTo(direct.keySet());
        List<String> differences =
                seen.entrySet().stream()
                        .filter(e -> !e.getValue().equals(direct.get(e.getKey())))
                        .map(e -> difference(e.getKey(), direct.get(e.getKey()), e.getValue()))
                        .toList();
        if ("update".equals(System.getProperty("brievio.golden"))) {
            Files.createDirectories(PINNED.getParent());
            Files.write(PINNED, differences);
        }
        assertThat(differences)
                .containsExactlyElementsOf(Files.readAllLines(PINNED))
                .allSatisfy(line ->
                        assertThat(line.replaceFirst("^[^:]*: ", "").split(" ", -1))
                                .allMatch(id -> OF_SERVE.contains(id.substring(1))));
    }

    /** Names what was only found directly by a minus, what only through serve by a plus. */
    private static String difference(String defect, Set<String> direct, Set<String> seen) {
        Set<String> ids = new TreeSet<>(direct);
        ids.addAll(seen);
        return defect
                + ":"
                + ids.stream()
                        .filter(id -> direct.contains(id) != seen.contains(id))
                        .map(id -> (direct.contains(id) ? " -" : " +") + id)
                        .collect(Collectors.joining());
    }
}
