package com.brievio.cli;

import com.brievio.conformance.Budget;
import com.brievio.conformance.Level;
import com.brievio.conformance.Profile;
import com.brievio.conformance.RunListener;
import com.brievio.conformance.RunOptions;
import com.brievio.conformance.UpstreamScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which checks run, and what they may take. */
final class SelectionOptions {
    private static final int LONGEST_TIMEOUT = 86_400;
    private static final List<String> FEATURES = List.of("tools", "vision", "json", "embeddings");

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
            names = "--expect",
            paramLabel = "FEATURE",
            split = ",",
            description =
                    "Features that must work, or with ! in front are declared absent, for"
                            + " instance tools,json,!vision.")
    private List<String> features = new ArrayList<>();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Longest time for one request (default: ${DEFAULT-VALUE}).")
    private int timeout = 120;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "4",
            description = "Requests at a time; timed ones run alone (default: ${DEFAULT-VALUE}).")
    private int concurrency = 4;

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

    /**
     * Requires values that make sense.
     *
     * @throws UsageProblem where they do not
     */
    void check() {
        for (String feature : features) {
            if (!FEATURES.contains(feature.replaceFirst("^!", ""))) {
                throw new UsageProblem(
                        "--expect: \"%s\" is none of %s"
                                .formatted(feature, String.join(", ", FEATURES)));
            }
        }
        if (maxRequests < 1 || maxOutputTokens < 1) {
            throw new UsageProblem("--max-requests and --max-output-tokens must be at least 1");
        }
        if (timeout < 1 || concurrency < 1 || timeout > LONGEST_TIMEOUT) {
            throw new UsageProblem(
                    "--timeout and --concurrency must be at least 1, --timeout at most "
                            + LONGEST_TIMEOUT);
        }
    }

    /** Returns the chosen profiles, or those that run unless others are chosen. */
    List<Profile> profiles(boolean embeddings) {
        if (!profiles.isEmpty()) {
            return profiles;
        }
        List<Profile> defaults = new ArrayList<>(Profile.defaults());
        if (embeddings) {
            defaults.add(Profile.EMBEDDINGS);
        }
        return defaults;
    }

    /** Returns the profiles where some are named, else none. */
    List<Profile> named() {
        return List.copyOf(profiles);
    }

    RunOptions options(
            List<Profile> chosen, @Nullable UpstreamScript script, RunListener listener) {
        return new RunOptions(
                chosen,
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
                listener);
    }

    /** Returns the declared features; those with an exclamation mark are declared absent. */
    private Set<String> declared(boolean absent) {
        return features.stream()
                .filter(f -> f.startsWith("!") == absent)
                .map(f -> absent ? f.substring(1) : f)
                .collect(Collectors.toSet());
    }
}
