package com.brievio.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a target is judged.
 *
 * @param profiles the profiles whose checks run
 * @param only id patterns ({@code *} any characters); empty for all
 * @param skip id patterns to leave out
 * @param lowestLevel checks of a lower level are left out
 * @param timeout longest time for one exchange
 * @param concurrency how many probes run at a time where they do not disturb each other
 * @param expected categories that must not be refused: a refusal there is a failure
 * @param unexpected categories that are declared as absent: what works there is noted
 * @param budget what the run may spend
 * @param strictFlaky whether a failure that does not show again stays one; else it is a warning
 * @param script a way to make the upstream misbehave, or null
 * @param listener told of the progress
 */
public record RunOptions(
        List<Profile> profiles,
        List<String> only,
        List<String> skip,
        Level lowestLevel,
        Duration timeout,
        int concurrency,
        Set<String> expected,
        Set<String> unexpected,
        Budget budget,
        boolean strictFlaky,
        @Nullable UpstreamScript script,
        RunListener listener) {

    /** Copies the lists. */
    public RunOptions {
        profiles = List.copyOf(profiles);
        only = List.copyOf(only);
        skip = List.copyOf(skip);
        expected = Set.copyOf(expected);
        unexpected = Set.copyOf(unexpected);
    }

    /** Returns the defaults: default profiles, all levels, two minutes, four at a time. */
    public static RunOptions defaults() {
        return new RunOptions(
                Profile.defaults(),
                List.of(),
                List.of(),
                Level.MAY,
                Duration.ofMinutes(2),
                4,
                Set.of(),
                Set.of(),
                Budget.UNBOUNDED,
                false,
                null,
                RunListener.SILENT);
    }

    /** Returns the same options with this script. */
    public RunOptions with(UpstreamScript newScript) {
        return new RunOptions(
                profiles,
                only,
                skip,
                lowestLevel,
                timeout,
                concurrency,
                expected,
                unexpected,
                budget,
                strictFlaky,
                newScript,
                listener);
    }

    /** Returns the same options for these profiles. */
    public RunOptions in(List<Profile> newProfiles) {
        return new RunOptions(
                newProfiles,
                only,
                skip,
                lowestLevel,
                timeout,
                concurrency,
                expected,
                unexpected,
                budget,
                strictFlaky,
                script,
                listener);
    }

    /** Returns the same options without the checks of these patterns. */
    public RunOptions without(List<String> patterns) {
        return new RunOptions(
                profiles,
                only,
                patterns,
                lowestLevel,
                timeout,
                concurrency,
                expected,
                unexpected,
                budget,
                strictFlaky,
                script,
                listener);
    }

    /** Returns the same options with the checks of these patterns alone. */
    public RunOptions only(List<String> patterns) {
        return new RunOptions(
                profiles,
                patterns,
                skip,
                lowestLevel,
                timeout,
                concurrency,
                expected,
                unexpected,
                budget,
                strictFlaky,
                script,
                listener);
    }
}
