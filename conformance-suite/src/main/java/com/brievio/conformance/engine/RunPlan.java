package com.brievio.conformance.engine;

import com.brievio.conformance.Nearest;
import com.brievio.conformance.NoSuchCheck;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.check.Catalogue;
import com.brievio.conformance.check.Check;
import com.brievio.conformance.probe.Probe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The checks that a run judges.
 *
 * @param checks in catalogue order
 * @param filtered whether patterns or a level left checks of the profiles out
 */
record RunPlan(List<Check> checks, boolean filtered) {

    /** Copies the list. */
    RunPlan {
        checks = List.copyOf(checks);
    }

    /**
     * Selects the checks.
     *
     * @throws NoSuchCheck where a pattern matches no check of the catalogue, or none is left
     */
    static RunPlan of(RunOptions options) {
        options.only().forEach(RunPlan::requireMatch);
        options.skip().forEach(RunPlan::requireMatch);
        List<Check> ofProfiles =
                Catalogue.checks().stream()
                        .filter(c -> !options.only().isEmpty() || inProfile(c, options))
                        .toList();
        List<Check> chosen =
                ofProfiles.stream()
                        .filter(c -> c.level().compareTo(options.lowestLevel()) <= 0)
                        .filter(c ->
                                options.only().isEmpty()
                                        || options.only().stream()
                                                .anyMatch(p -> matches(p, c.id())))
                        .filter(c -> options.skip().stream().noneMatch(p -> matches(p, c.id())))
                        .toList();
        if (chosen.isEmpty()) {
            throw new NoSuchCheck("the profile, level and patterns leave no check to run");
        }
        return new RunPlan(chosen, chosen.size() < ofProfiles.size());
    }

    private static boolean inProfile(Check check, RunOptions options) {
        return options.profiles().stream().anyMatch(p -> p.covers(check.id(), check.category()));
    }

    private static boolean matches(String pattern, String id) {
        StringBuilder regex = new StringBuilder();
        for (String literal : pattern.split("\\*+", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
        }
        return id.matches(regex.toString());
    }

    private static void requireMatch(String pattern) {
        List<String> ids = Catalogue.checks().stream().map(Check::id).toList();
        if (ids.stream().noneMatch(id -> matches(pattern, id))) {
            throw new NoSuchCheck(
                    "no check matches \""
                            + pattern
                            + "\"; the nearest is "
                            + Nearest.to(pattern, ids));
        }
    }

    /** Returns the probes of the checks, each once. */
    List<Probe> probes() {
        Map<String, Probe> probes = new LinkedHashMap<>();
        for (Check check : checks) {
            check.probes().forEach(p -> probes.putIfAbsent(p.id(), p));
        }
        return new ArrayList<>(probes.values());
    }
}
