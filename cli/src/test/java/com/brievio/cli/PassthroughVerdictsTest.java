package com.brievio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Report;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.Status;
import com.brievio.conformance.Target;
import com.brievio.conformance.engine.ConformanceRun;
import com.brievio.fixtures.endpoint.Defect;
import com.brievio.fixtures.endpoint.Defects;
import com.brievio.fixtures.endpoint.FaithfulEndpoint;
import com.brievio.fixtures.simulation.Pace;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.server.ProxyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A server is judged alike directly and through {@code serve}: every defect of the faithful
 * endpoint is blamed for the checks that it is blamed for directly, save for the checks of what
 * {@code serve} does itself.
 */
class PassthroughVerdictsTest {
    private static final Path DIRECT =
            Path.of("../conformance-suite/src/main/resources/com/brievio/conformance/defects.txt");
    private static final Path PINNED =
            Path.of("src/test/resources/com/brievio/cli/passthrough-differences.txt");
    private static final String KEY = "sk-faithful-0123456789";

    /** Runs wait for the endpoint most of the time, so several fit on two cores. */
    private static final int AT_A_TIME = 4;

    /** Of those that are timed only as many as there are cores: they wait nearly all the time. */
    private static final int TIMED_AT_A_TIME = 2;

    /**
     * What serve does itself: framing and connections, its own request ids, models, unknown paths
     * and methods, bodies that it refuses, what it reads of headers.
     */
    private static final Set<String> OF_SERVE =
            Set.of(
                    "chat.stream.clean-end",
                    "disconnect.survives",
                    "http.accept-variants",
                    "http.base-url-slash",
                    "http.charset-param",
                    "http.chunked-request",
                    "http.cors",
                    "http.gzip",
                    "http.identity-honoured",
                    "http.keep-alive",
                    "http.key-not-echoed",
                    "http.no-redirect",
                    "http.request-id",
                    "http.reuse-after-error",
                    "models.list-shape",
                    "models.item-shape",
                    "models.contains-target",
                    "models.ids-unique",
                    "models.retrieve",
                    "models.retrieve-slash",
                    "models.retrieve-404",
                    "vision.oversize",
                    "error.alive-after",
                    "error.bad-key-models",
                    "error.content-type",
                    "error.deep-json",
                    "error.empty-body",
                    "error.malformed-json",
                    "error.method",
                    "error.missing-model",
                    "error.unknown-path",
                    "error.wrong-root");

    /** Serve has a native answer of its own for Messages, and none for Responses. */
    private static final List<Profile> OTHER_APIS = List.of(Profile.RESPONSES, Profile.ANTHROPIC);

    private static Report judge(Defect defect) throws Exception {
        try (FaithfulEndpoint endpoint = FaithfulEndpoint.start(KEY, paceFor(defect), defect);
                ProxyServer proxy =
                        ProxyServer.start(
                                ProxyOptions.of(
                                        List.of(
                                                Provider.of(
                                                        "openai", endpoint.baseUrl(), null))))) {
            Target target =
                    Target.of(proxy.baseUrl(), FaithfulEndpoint.MODEL, KEY)
                            .withEmbeddingModel(FaithfulEndpoint.MODEL)
                            .withImageUrl(endpoint.pictureUrl());
            RunOptions options =
                    RunOptions.defaults()
                            .in(profilesFor(defect))
                            .with(new EndpointScript(endpoint));
            return new ConformanceRun(target, options).report();
        }
    }

    private static Pace paceFor(Defect defect) {
        boolean paced = defect.id().equals(Defect.NONE.id()) || Defects.PACED.contains(defect.id());
        return defect.id().equals("coalesced-8k")
                ? Pace.LEISURELY
                : paced ? Pace.LIVELY : Pace.INSTANT;
    }

    /**
     * Large requests cost seconds, and leaving is told within two, which other runs disturb: only
     * who has to do with them is judged by them.
     */
    private static List<Profile> profilesFor(Defect defect) {
        if (Defects.PACED.contains(defect.id())) {
            return List.of(Profile.CORE); // at the pace of a model every further request takes long
        }
        List<Profile> all = new ArrayList<>(List.of(Profile.values()));
        all.removeAll(OTHER_APIS);
        boolean faithful = defect.id().equals(Defect.NONE.id());
        if (!faithful && !Defects.LARGE.contains(defect.id())) {
            all.remove(Profile.SLOW);
        }
        if (!faithful && !Defects.LEAVING.contains(defect.id())) {
            all.remove(Profile.DISCONNECT);
        }
        return all;
    }

    private static int atATime(Defect defect) {
        if (Defects.LEAVING.contains(defect.id()) || Defects.LARGE.contains(defect.id())) {
            return 1; // other runs would make them late, or fill the memory
        }
        return Defects.PACED.contains(defect.id()) ? TIMED_AT_A_TIME : AT_A_TIME;
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
            if (isOfOtherApi(halves[0])) {
                continue;
            }
            direct.put(
                    halves[0],
                    Stream.of(halves[1].split(" ", -1))
                            .filter(id -> !id.matches("(responses|anthropic)\\..*"))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return direct;
    }

    private static boolean isOfOtherApi(String defect) {
        return defect.startsWith("responses-") || defect.startsWith("messages-");
    }

    private static Map<String, Set<String>> throughServe() throws Exception {
        Map<String, Set<String>> seen = new TreeMap<>();
        List<Defect> defects = Defects.all();
        defects.removeIf(defect -> isOfOtherApi(defect.id()));
        Map<Integer, List<Defect>> byCompany =
                defects.stream().collect(Collectors.groupingBy(PassthroughVerdictsTest::atATime));
        for (var company : byCompany.entrySet()) {
            seen.putAll(judgeAll(company.getValue(), company.getKey()));
        }
        return seen;
    }

    private static Map<String, Set<String>> judgeAll(List<Defect> defects, int atATime)
            throws Exception {
        Map<String, Set<String>> seen = new TreeMap<>();
        Map<String, Future<Set<String>>> running = new TreeMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(atATime)) {
            for (Defect defect : defects) {
                Callable<Set<String>> run = () -> violated(judge(defect));
                running.put(defect.id(), threads.submit(run));
            }
            for (var entry : running.entrySet()) {
                seen.put(entry.getKey(), entry.getValue().get());
            }
        }
        return seen;
    }

    private static boolean wasLate(Report report) {
        return violated(report).stream().anyMatch(id -> id.startsWith("disconnect."));
    }

    @Test
    void theFaithfulEndpointPassesEveryCheckThroughServe() throws Exception {
        Report report = judge(Defect.NONE);
        for (int i = 0; i < 3 && wasLate(report); i++) {
            report = judge(Defect.NONE); // two seconds are short on a busy machine
        }
        assertThat(report.outcomes())
                .allSatisfy(o ->
                        assertThat(o.status())
                                .as(o.toString())
                                .isNotIn(Status.FAIL, Status.WARN, Status.ERROR));
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
