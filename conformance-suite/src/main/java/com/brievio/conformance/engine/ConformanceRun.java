package com.brievio.conformance.engine;

import com.brievio.conformance.Estimate;
import com.brievio.conformance.Outcome;
import com.brievio.conformance.Recording;
import com.brievio.conformance.Report;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
import com.brievio.conformance.probe.Exchanges;
import com.brievio.conformance.probe.ModelList;
import com.brievio.conformance.probe.Negotiation;
import com.brievio.conformance.probe.NotSent;
import com.brievio.conformance.probe.Playback;
import com.brievio.conformance.probe.Recorder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherConstants;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** One run against one target. */
public final class ConformanceRun {
    private final Target target;
    private final RunOptions options;
    private final RunPlan plan;
    private final Recorder recorder;
    private volatile boolean interrupted;

    /**
     * Plans a run.
     *
     * @throws com.brievio.conformance.NoSuchCheck where a pattern matches no check
     */
    public ConformanceRun(Target target, RunOptions options) {
        this.target = target;
        this.options = options;
        this.plan = RunPlan.of(options);
        this.recorder =
                new Recorder(
                        target,
                        options.timeout(),
                        options.concurrency(),
                        options.script(),
                        options.budget());
    }

    /**
     * Returns the model ids that an endpoint lists; the target's own model is not looked at.
     *
     * @throws com.brievio.conformance.TargetUnusable where there is no list
     */
    public static List<String> modelsListedBy(Target target) throws InterruptedException {
        return ModelList.of(target);
    }

    /** Stops the run; what is not yet judged is skipped, and the report says so. */
    public void interrupt() {
        interrupted = true;
        recorder.cancel();
    }

    /**
     * Judges the target.
     *
     * @throws com.brievio.conformance.TargetUnusable where it cannot be reached or refuses the key
     * @throws InterruptedException where the thread is interrupted before the first check
     */
    public Report report() throws InterruptedException {
        Instant startedAt = Instant.now();
        long start = System.nanoTime();
        try (recorder) {
            Traits traits = negotiated();
            options.listener()
                    .planned(
                            target, traits, plan.checks().size(), recorder.estimate(plan.probes()));
            recorder.start(plan.probes());
            Judged judged = judge(target, recorder, plan, options);
            return new Report(
                    target,
                    traits,
                    options.profiles(),
                    plan.filtered(),
                    interrupted ? Report.End.INTERRUPTED : judged.end(),
                    startedAt,
                    Duration.ofNanos(System.nanoTime() - start),
                    judged.outcomes(),
                    recorder.exchanges());
        }
    }

    /**
     * Judges a recorded run once more; nothing is sent.
     *
     * @throws com.brievio.conformance.NoSuchCheck where a pattern matches no check
     */
    public static Report replay(Recording recording, RunOptions options) {
        RunPlan plan = RunPlan.of(options);
        Playback playback = new Playback(recording.traits(), recording.exchanges());
        options.listener()
                .planned(
                        recording.target(),
                        recording.traits(),
                        plan.checks().size(),
                        new Estimate(0, 0, 0));
        Judged judged = judge(recording.target(), playback, plan, options);
        return new Report(
                recording.target(),
                recording.traits(),
                options.profiles(),
                plan.filtered() || recording.filtered(),
                recording.end() == Report.End.COMPLETE ? judged.end() : recording.end(),
                recording.startedAt(),
                recording.duration(),
                judged.outcomes(),
                playback.exchanges());
    }

    /** A budget that does not even last for the negotiation leaves every check open. */
    private Traits negotiated() throws InterruptedException {
        try {
            return Negotiation.with(target, recorder);
        } catch (NotSent e) {
            return recorder.traits();
        }
    }

    /** The outcomes of a run, and whether it had a turn for every check. */
    private record Judged(List<Outcome> outcomes, Report.End end) {}

    private static Judged judge(
            Target target, Exchanges exchanges, RunPlan plan, RunOptions options) {
        List<Outcome> outcomes = new ArrayList<>();
        CheckJudge judge = new CheckJudge(target, exchanges, options);
        ConformanceEngine engine =
                new ConformanceEngine(
                        plan.checks(), judge::judge, options.listener(), outcomes::add);
        LauncherConfig config =
                LauncherConfig.builder()
                        .addTestEngines(engine)
                        .enableTestEngineAutoRegistration(false)
                        .enableLauncherSessionListenerAutoRegistration(false)
                        .enableLauncherDiscoveryListenerAutoRegistration(false)
                        .enablePostDiscoveryFilterAutoRegistration(false)
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build();
        Launcher launcher = LauncherFactory.create(config);
        var request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(
                                DiscoverySelectors.selectUniqueId(
                                        "[engine:" + ConformanceEngine.ID + "]"))
                        .configurationParameter(
                                LauncherConstants.STACKTRACE_PRUNING_ENABLED_PROPERTY_NAME, "false")
                        .build();
        launcher.execute(LauncherExecutionRequestBuilder.request(request).build());
        Report.End end = judge.cutShort() ? Report.End.CUT_SHORT : Report.End.COMPLETE;
        return new Judged(outcomes, end);
    }
}
