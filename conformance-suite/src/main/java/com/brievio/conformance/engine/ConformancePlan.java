package com.brievio.conformance.engine;

import com.brievio.conformance.CheckDescription;
import com.brievio.conformance.CheckDescription.PlannedRequest;
import com.brievio.conformance.Profile;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.Target;
import com.brievio.conformance.check.Catalogue;
import com.brievio.conformance.check.Check;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.ProbeRequests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What a run would judge and send, without sending anything. */
public final class ConformancePlan {
    private static final String DEFECTS = "/com/brievio/conformance/defects.txt";

    private final Target target;
    private final RunPlan plan;

    /**
     * Plans a run.
     *
     * @param target whose model and addresses stand in the requests
     * @throws com.brievio.conformance.NoSuchCheck where a pattern matches no check
     */
    public ConformancePlan(Target target, RunOptions options) {
        this.target = target;
        this.plan = RunPlan.of(options);
    }

    /** Returns the ids of the whole catalogue, in the order of reports. */
    public static List<String> ids() {
        return Catalogue.checks().stream().map(Check::id).toList();
    }

    /** Tells whether patterns or a level leave checks of the profiles out. */
    public boolean filtered() {
        return plan.filtered();
    }

    /** Returns the checks that would be judged, in the order of reports. */
    public List<CheckDescription> checks() {
        List<String> defects = defects();
        return plan.checks().stream().map(check -> description(check, defects)).toList();
    }

    /** Returns the requests that would be sent, each once; follow-ups are not among them. */
    public List<PlannedRequest> requests() {
        return planned(plan.probes());
    }

    private List<PlannedRequest> planned(List<Probe> probes) {
        return probes.stream().map(probe -> ProbeRequests.planned(probe, target)).toList();
    }

    private CheckDescription description(Check check, List<String> defects) {
        return new CheckDescription(
                check.id(),
                check.category(),
                check.title(),
                check.level(),
                check.why(),
                check.fix(),
                check.breaks(),
                Stream.of(Profile.values())
                        .filter(p -> p.covers(check.id(), check.category()))
                        .toList(),
                planned(check.probes()),
                defects.stream()
                        .filter(line -> List.of(line.split(" ", -1)).contains(check.id()))
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .toList());
    }

    /** Each line is a defect, a colon and the checks that it fails; written by the tests. */
    private static List<String> defects() {
        try (InputStream in = ConformancePlan.class.getResourceAsStream(DEFECTS)) {
            if (in == null) {
                throw new IllegalStateException("defects.txt is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("defects.txt cannot be read", e);
        }
    }
}
