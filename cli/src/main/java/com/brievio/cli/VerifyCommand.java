package com.brievio.cli;

import com.brievio.conformance.Budget;
import com.brievio.conformance.Level;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Report;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.Target;
import com.brievio.conformance.TargetUnusable;
import com.brievio.conformance.UpstreamScript;
import com.brievio.conformance.engine.ConformanceRun;
import com.brievio.proxy.Limits;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.server.ProxyServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code brievio verify}: the tester. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Judge an OpenAI-compatible endpoint on the wire.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:conformant",
            "1:at least one check failed",
            "2:wrong usage, or a pattern that matches nothing",
            "3:endpoint unreachable, TLS failure, key refused",
            "5:nothing conclusive, or --fail-on inconclusive and something was",
            "70:brievio itself failed",
            "130:interrupted; what was judged is printed and written"
        },
        footer = {
            "",
            "Without --base-url the embedded default runs: simulated Anthropic and Gemini, the real",
            "proxy in front of them, all checks. No key, no account, no network."
        })
final class VerifyCommand implements Callable<Integer> {
    /** What makes the exit code 1. */
    enum FailOn {
        MUST,
        SHOULD,
        INCONCLUSIVE,
        NEVER
    }

    private static final int LONGEST_TIMEOUT = 86_400;

    /** The simulations answer at once: a stall is told soon. */
    private static final Limits IMPATIENT =
            new Limits(
                    Limits.DEFAULT.connect(),
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(6),
                    Limits.DEFAULT.keepAlive(),
                    Limits.DEFAULT.requestBytes());

    private static final List<String> FEATURES = List.of("tools", "vision", "json", "embeddings");
    private static final Set<String> OWN_HEADERS =
            Set.of(
                    "host",
                    "content-length",
                    "connection",
                    "expect",
                    "transfer-encoding",
                    "upgrade");

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "The endpoint, with its /v1, for instance http://127.0.0.1:4000/v1.")
    private @Nullable String baseUrl;

    @Option(
            names = "--model",
            paramLabel = "M",
            description = "Model to judge; repeat for several. Default: the only one listed.")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--api-key-env",
            paramLabel = "NAME",
            defaultValue = "OPENAI_API_KEY",
            description = "Environment variable with the key (default: ${DEFAULT-VALUE}).")
    private String apiKeyEnv = "OPENAI_API_KEY";

    @Option(names = "--api-key", paramLabel = "KEY", description = "The key itself.")
    private @Nullable String apiKey;

    @Option(
            names = "--header",
            paramLabel = "'K: V'",
            description = "Further request header; repeatable.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Profiles to run: ${COMPLETION-CANDIDATES} (default: core, tools, vision, json"
                            + " and unicode, and embeddings with --embedding-model).")
    private List<Profile> profiles = new ArrayList<>();

    @Option(
            names = "--only",
            paramLabel = "PATTERN",
            description = "Run only checks whose id matches (* any characters); repeatable.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--skip",
            paramLabel = "PATTERN",
            description = "Leave out checks whose id matches; repeatable.")
    private List<String> skip = new ArrayList<>();

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "MAY",
            description = "Lowest level to run: must, should or may (default: may).")
    private Level level = Level.MAY;

    @Option(
            names = "--report",
            paramLabel = "FORMAT=FILE",
            description = "Write a report: json or junit; - is stdout; repeatable.")
    private List<String> reports = new ArrayList<>();

    @Option(
            names = "--fail-on",
            paramLabel = "WHAT",
            defaultValue = "MUST",
            description =
                    "What makes the exit code non-zero: must, should, inconclusive or never"
                            + " (default: must).")
    private FailOn failOn = FailOn.MUST;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Longest time for one request (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "4",
            description = "Requests at a time, timed ones apart (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(
            names = "--embedding-model",
            paramLabel = "M",
            description = "Model for embeddings; their profile runs where it is given.")
    private @Nullable String embeddingModel;

    @Option(
            names = "--image-url",
            paramLabel = "URL",
            description = "Address of a red picture that the endpoint can fetch.")
    private @Nullable URI imageUrl;

    @Option(
            names = "--expect",
            paramLabel = "FEATURE",
            split = ",",
            description =
                    "Features that must work, or with ! in front are declared absent, for"
                            + " instance tools,json,!vision.")
    private List<String> features = new ArrayList<>();

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            description = "Send no more requests; what needs more is skipped.")
    private int maxRequests = Integer.MAX_VALUE;

    @Option(
            names = "--max-output-tokens",
            paramLabel = "N",
            description = "Stop sending once this many output tokens were counted.")
    private int maxOutputTokens = Integer.MAX_VALUE;

    @Option(
            names = "--strict-flaky",
            description =
                    "A failure that did not show again when it was asked once more stays a failure;"
                            + " else it is a warning.")
    private boolean strictFlaky;

    @Option(names = "--plain", description = "No colour, no living line.")
    private boolean plain;

    @Option(names = "--quiet", description = "Only the verdict line.")
    private boolean quiet;

    @Option(names = "--verbose", description = "List every check, not only those that matter.")
    private boolean verbose;

    private volatile @Nullable ConformanceRun running;
    private volatile boolean interrupted;
    private final CountDownLatch told = new CountDownLatch(1);

    /** A later model that cannot be judged; told after the reports of those before it. */
    private @Nullable TargetUnusable unusable;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        requireFeatures();
        if (maxRequests < 1 || maxOutputTokens < 1) {
            throw new UsageProblem("--max-requests and --max-output-tokens must be at least 1");
        }
        if (timeout < 1 || concurrency < 1 || timeout > LONGEST_TIMEOUT) {
            throw new UsageProblem(
                    "--timeout and --concurrency must be at least 1, --timeout at most "
                            + LONGEST_TIMEOUT);
        }
        List<Map.Entry<String, String>> more = headers.stream().map(VerifyCommand::header).toList();
        ReportFiles files = ReportFiles.of(reports);
        Terminal terminal = Terminal.detect(plain);
        Thread hook = interruptHook();
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            List<Report> judged =
                    baseUrl == null ? embedded(terminal, err) : endpoint(more, terminal, err);
            PrintWriter people = files.usesStdout() ? err : out;
            int code = interrupted ? ExitCode.INTERRUPTED : ExitCode.of(judged, failOn);
            new TerminalReport(terminal, quiet, verbose).print(judged, files.names(), code, people);
            people.flush();
            files.write(judged, out);
            if (unusable != null) {
                throw unusable;
            }
            return code;
        } finally {
            told.countDown();
            unhook(hook);
        }
    }

    /** Ctrl-C stops the run; the main thread then prints and writes what was judged. */
    private Thread interruptHook() {
        return new Thread(
                () -> {
                    interrupted = true;
                    ConformanceRun run = running;
                    if (run == null) {
                        return;
                    }
                    run.interrupt();
                    try {
                        if (!told.await(5, TimeUnit.SECONDS)) {
                            return;
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "brievio-interrupt");
    }

    private void unhook(Thread hook) {
        if (interrupted) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The machine is shutting down: the hook has run or is running.
        }
    }

    private List<Report> embedded(Terminal terminal, PrintWriter err)
            throws IOException, InterruptedException {
        byte[] random = new byte[12];
        ThreadLocalRandom.current().nextBytes(random);
        String key = "sim-" + HexFormat.of().formatHex(random);
        try (Simulation simulation = Simulation.start(key);
                ProxyServer proxy =
                        ProxyServer.start(
                                ProxyOptions.of(simulation.providers()).with(IMPATIENT))) {
            List<Target> targets = new ArrayList<>();
            for (String model : models.isEmpty() ? Simulation.MODELS : models) {
                targets.add(
                        Target.of(proxy.baseUrl(), model, key)
                                .withEmbeddingModel(embeddingModel)
                                .withImageUrl(imageUrl));
            }
            return judge(targets, simulation, terminal, err);
        }
    }

    private List<Report> endpoint(
            List<Map.Entry<String, String>> more, Terminal terminal, PrintWriter err)
            throws InterruptedException {
        URI url = Urls.http(String.valueOf(baseUrl), "--base-url");
        String key = apiKey == null ? System.getenv(apiKeyEnv) : apiKey;
        String presented = key == null || key.isBlank() ? null : key.strip();
        if (presented != null && !presented.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new UsageProblem("the API key holds characters that no header can carry");
        }
        List<String> chosen =
                models.isEmpty() ? List.of(ModelChoice.onlyOne(url, presented, more)) : models;
        List<Target> targets =
                chosen.stream()
                        .map(model ->
                                new Target(url, model, presented, more, embeddingModel, imageUrl))
                        .toList();
        return judge(targets, null, terminal, err);
    }

    private static Map.Entry<String, String> header(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? "" : text.substring(0, colon).strip();
        String value = text.substring(colon + 1).strip();
        boolean printable = value.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || !printable) {
            throw new UsageProblem("--header: \"" + text + "\" has not the form 'Name: value'");
        }
        if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new UsageProblem("--header: " + name + " is set by brievio itself");
        }
        return Map.entry(name, value);
    }

    private List<Report> judge(
            List<Target> targets,
            @Nullable UpstreamScript script,
            Terminal terminal,
            PrintWriter err)
            throws InterruptedException {
        List<Report> judged = new ArrayList<>();
        for (Target target : targets) {
            if (interrupted) {
                break;
            }
            RunOptions options =
                    new RunOptions(
                            chosenProfiles(),
                            only,
                            skip,
                            level,
                            Duration.ofSeconds(timeout),
                            concurrency,
                            declared(false),
                            declared(true),
                            new Budget(maxRequests, maxOutputTokens),
                            strictFlaky,
                            script,
                            new Progress(terminal, err, quiet));
            ConformanceRun run = new ConformanceRun(target, options);
            running = run;
            try {
                judged.add(run.report());
            } catch (TargetUnusable e) {
                if (judged.isEmpty()) {
                    throw e;
                }
                unusable = e;
                break;
            }
        }
        return judged;
    }

    private List<Profile> chosenProfiles() {
        if (!profiles.isEmpty()) {
            return profiles;
        }
        List<Profile> defaults = new ArrayList<>(Profile.defaults());
        if (embeddingModel != null) {
            defaults.add(Profile.EMBEDDINGS);
        }
        return defaults;
    }

    /** Returns the declared features; those with an exclamation mark are declared absent. */
    private Set<String> declared(boolean absent) {
        return features.stream()
                .filter(f -> f.startsWith("!") == absent)
                .map(f -> absent ? f.substring(1) : f)
                .collect(Collectors.toSet());
    }

    private void requireFeatures() {
        for (String feature : features) {
            if (!FEATURES.contains(feature.replaceFirst("^!", ""))) {
                throw new UsageProblem(
                        "--expect: \"%s\" is none of %s"
                                .formatted(feature, String.join(", ", FEATURES)));
            }
        }
    }
}
