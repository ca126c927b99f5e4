package com.brievio.cli;

import com.brievio.conformance.Baseline;
import com.brievio.conformance.CheckDescription;
import com.brievio.conformance.PlainWords;
import com.brievio.conformance.Profile;
import com.brievio.conformance.Recording;
import com.brievio.conformance.Report;
import com.brievio.conformance.RunListener;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.Target;
import com.brievio.conformance.TargetUnusable;
import com.brievio.conformance.UpstreamScript;
import com.brievio.conformance.engine.ConformancePlan;
import com.brievio.conformance.engine.ConformanceRun;
import com.brievio.conformance.report.SavedReports;
import com.brievio.proxy.Limits;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.server.ProxyServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "0:conformant, or only what the baseline allows",
            "1:at least one check failed",
            "2:wrong usage, or a pattern that matches nothing",
            "3:endpoint unreachable, TLS failure, key refused",
            "4:stale or expired baseline entry",
            "5:nothing conclusive, the budget ended the run, or --fail-on inconclusive and something was",
            "70:brievio itself failed",
            "130:interrupted; what was judged is printed and written"
        },
        footer = {
            "",
            "Without --base-url, --target or --replay the embedded default runs: simulated Anthropic",
            "and Gemini, the real proxy in front of them, all checks. No key, no account, no network."
        })
final class VerifyCommand implements Callable<Integer> {
    /** What makes the exit code 1. */
    enum FailOn {
        MUST,
        SHOULD,
        INCONCLUSIVE,
        NEVER
    }

    /** How the catalogue is listed. */
    enum ListFormat {
        TABLE,
        JSON
    }

    /** The simulations answer at once: a stall is told soon. */
    private static final Limits IMPATIENT =
            new Limits(
                    Limits.DEFAULT.connect(),
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(6),
                    Limits.DEFAULT.keepAlive(),
                    Limits.DEFAULT.requestBytes());

    /** Stands where requests are only shown. */
    private static final URI NOWHERE = URI.create("http://127.0.0.1:4000/v1");

    @Spec private @Nullable CommandSpec spec;
    @Mixin private TargetOptions where = new TargetOptions();
    @Mixin private SelectionOptions selection = new SelectionOptions();

    @Option(
            names = "--report",
            paramLabel = "FORMAT=FILE",
            description =
                    "Write a report: json, junit, md, html or har; - is stdout; badge=DIR writes a"
                            + " badge for each profile; repeatable.")
    private List<String> reports = new ArrayList<>();

    @Option(
            names = "--fail-on",
            paramLabel = "WHAT",
            defaultValue = "MUST",
            description =
                    "What makes the exit code 1: must, should, inconclusive or never (default:"
                            + " must).")
    private FailOn failOn = FailOn.MUST;

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "YAML file of failures that are known and allowed.")
    private @Nullable Path baselineFile;

    @Option(
            names = "--baseline-write",
            paramLabel = "FILE",
            description = "Write a baseline that allows what fails in this run.")
    private @Nullable Path baselineTarget;

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            arity = "2..*",
            description = "Compare saved JSON reports; exit 1 where a later one is worse.")
    private List<Path> compared = new ArrayList<>();

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            description = "Judge a recorded run again, a JSON report or HAR file; sends nothing.")
    private @Nullable Path replayed;

    @Option(
            names = "--list",
            arity = "0..1",
            fallbackValue = "TABLE",
            paramLabel = "FORMAT",
            description = "List the chosen checks and what they cost: table or json.")
    private @Nullable ListFormat list;

    @Option(
            names = "--explain",
            paramLabel = "ID",
            description = "Tell all about a check: why, who breaks, what is sent, the usual fix.")
    private @Nullable String explained;

    @Option(names = "--dry-run", description = "Show the requests that would be sent.")
    private boolean dryRun;

    @Option(names = "--plain", description = "No colour, no living line.")
    private boolean plain;

    @Option(names = "--quiet", description = "Only the verdict line.")
    private boolean quiet;

    @Option(names = "--verbose", description = "List every check, not only those that matter.")
    private boolean verbose;

    private volatile @Nullable ConformanceRun running;
    private volatile boolean interrupted;
    private final CountDownLatch told = new CountDownLatch(1);

    /** The first target that cannot be judged; told after the reports of the others. */
    private @Nullable TargetUnusable unusable;

    /** What brievio itself did wrong; told after the reports of what was judged before. */
    private @Nullable Throwable failure;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        selection.check();
        where.check();
        Terminal terminal = Terminal.detect(plain);
        if (!compared.isEmpty()) {
            return compare(terminal, out, err);
        }
        if (list != null || explained != null || dryRun) {
            return show(terminal, out);
        }
        Baseline baseline = baselineFile == null ? Baseline.NONE : BaselineFile.read(baselineFile);
        if (baselineTarget != null) {
            ReportFiles.requireWritable("--baseline-write", baselineTarget.toString());
        }
        ReportFiles files = ReportFiles.of(reports, plan(NOWHERE, "model").filtered());
        List<Recording> recordings = replayed == null ? List.of() : recordings(replayed);
        Thread hook = interruptHook();
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            List<Report> judged =
                    judged(recordings, terminal, err).stream()
                            .map(r -> r.allowing(baseline))
                            .toList();
            List<String> stale =
                    interrupted
                            ? List.of()
                            : BaselineFile.problems(
                                    baseline, judged, LocalDate.now(ZoneId.systemDefault()));
            int verdict =
                    interrupted
                            ? ExitCode.INTERRUPTED
                            : ExitCode.of(judged, !stale.isEmpty(), failOn);
            PrintWriter people = files.usesStdout() ? err : out;
            GithubActions.quietly(
                    people,
                    () ->
                            new TerminalReport(terminal, quiet, verbose)
                                    .print(judged, files.names(), stale, verdict, people));
            people.flush();
            List<String> failed = files.write(judged, out);
            write(judged, baseline, people, failed);
            if (failure != null) {
                tell(failed, verdict, err);
                err.println(
                        "brievio: failed: "
                                + Terminal.printable(PlainWords.of(failure))
                                + "; what was judged before is printed and written");
                err.flush();
                return ExitCode.OWN_FAILURE;
            }
            if (unusable != null && verdict != ExitCode.INTERRUPTED) {
                tell(failed, verdict, err);
                throw unusable;
            }
            return tell(failed, verdict, err);
        } finally {
            told.countDown();
            unhook(hook);
        }
    }

    /** Writes what is no {@code --report}; adds to {@code failed} what cannot be written. */
    private void write(List<Report> judged, Baseline old, PrintWriter people, List<String> failed) {
        if (baselineTarget != null) {
            String text = BaselineFile.write(judged, old, failOn == FailOn.SHOULD);
            ReportFiles.save(baselineTarget, text, failed);
        }
        if (GithubActions.runs(System.getenv())) {
            GithubActions.annotate(judged, people);
            try {
                GithubActions.summarize(judged, System.getenv());
            } catch (IOException e) {
                failed.add("the job summary could not be written: " + e.getMessage());
            }
        }
    }

    private int compare(Terminal terminal, PrintWriter out, PrintWriter err) {
        List<List<Report>> saved = Comparison.read(compared);
        ReportFiles files = ReportFiles.of(reports, false);
        int code = Comparison.print(saved, terminal, files.usesStdout() ? err : out);
        List<String> failed = files.write(saved.stream().flatMap(List::stream).toList(), out);
        return tell(failed, code, err);
    }

    /** Says what could not be written; the verdict stays, unless there was nothing to say. */
    private static int tell(List<String> failed, int code, PrintWriter err) {
        failed.forEach(message -> err.println("brievio: " + Terminal.printable(message)));
        err.flush();
        return failed.isEmpty() || code != ExitCode.OK ? code : ExitCode.OWN_FAILURE;
    }

    private List<Profile> profiles() {
        return selection.profiles(where.judgesEmbeddings());
    }

    private ConformancePlan plan(URI url, String model) {
        List<Profile> chosen = profiles();
        return new ConformancePlan(
                where.embedded(url, model, "$OPENAI_API_KEY"),
                selection.options(chosen, null, RunListener.SILENT));
    }

    /** Shows the catalogue or the requests; nothing is sent. */
    private int show(Terminal terminal, PrintWriter out) throws InterruptedException {
        CatalogueListing listing = new CatalogueListing(terminal, out);
        if (explained != null) {
            RunOptions one = RunOptions.defaults().only(List.of(explained));
            Target example = where.embedded(NOWHERE, "model", "$OPENAI_API_KEY");
            List<CheckDescription> checks = new ConformancePlan(example, one).checks();
            for (int i = 0; i < checks.size(); i++) {
                out.print(i == 0 ? "" : "\n");
                listing.explain(checks.get(i));
            }
        } else if (list == null) {
            List<Target> targets =
                    where.embedded()
                            ? where.modelsOr(Simulation.MODELS).stream()
                                    .map(m -> where.embedded(NOWHERE, m, "$OPENAI_API_KEY"))
                                    .toList()
                            : where.targets();
            for (Target target : targets) {
                RunOptions options = selection.options(profiles(), null, RunListener.SILENT);
                listing.dryRun(
                        where.embedded()
                                ? "embedded default, " + target.model()
                                : target.toString(),
                        new ConformancePlan(target, options).requests());
            }
        } else if (list == ListFormat.JSON) {
            listing.json(plan(NOWHERE, "model").checks());
        } else {
            listing.table(plan(NOWHERE, "model").checks());
        }
        out.flush();
        return ExitCode.OK;
    }

    private static List<Recording> recordings(Path file) {
        try {
            return SavedReports.recordings(InputFile.text("--replay", file, InputFile.REPORT));
        } catch (IOException e) {
            throw new UsageProblem("--replay: " + file + " cannot be read");
        } catch (IllegalArgumentException e) {
            throw new UsageProblem(
                    "--replay: "
                            + file
                            + " is no JSON report or HAR file of brievio: "
                            + e.getMessage());
        }
    }

    private List<Report> judged(List<Recording> recordings, Terminal terminal, PrintWriter err)
            throws IOException, InterruptedException {
        if (replayed != null) {
            return replay(recordings, terminal, err);
        }
        return where.embedded()
                ? embedded(terminal, err)
                : judge(where.targets(), null, terminal, err);
    }

    private List<Report> replay(List<Recording> recordings, Terminal terminal, PrintWriter err) {
        List<Report> judged = new ArrayList<>();
        for (Recording recording : recordings) {
            List<Profile> chosen = selection.named();
            RunOptions options =
                    selection.options(
                            chosen.isEmpty() ? recording.profiles() : chosen,
                            null,
                            new Progress(terminal, err, quiet));
            judged.add(ConformanceRun.replay(recording, options));
        }
        return judged;
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
            List<Target> targets =
                    where.modelsOr(Simulation.MODELS).stream()
                            .map(model -> where.embedded(proxy.baseUrl(), model, key))
                            .toList();
            return judge(targets, simulation, terminal, err);
        }
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
            List<Profile> chosen = selection.profiles(target.embeddingModel() != null);
            RunOptions options =
                    selection.options(chosen, script, new Progress(terminal, err, quiet));
            ConformanceRun run = new ConformanceRun(target, options);
            running = run;
            try {
                judged.add(run.report());
            } catch (TargetUnusable e) {
                if (targets.size() > 1) {
                    String line = target + ": " + e.getMessage();
                    err.println("brievio: " + Terminal.printable(line));
                    err.flush();
                }
                unusable = unusable == null ? e : unusable;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                failure = e;
                break;
            }
        }
        if (judged.isEmpty() && failure == null && unusable != null) {
            throw unusable;
        }
        return judged;
    }
}
