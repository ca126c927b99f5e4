package com.brievio.conformance;

import com.brievio.conformance.wire.Exchange;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The result of one run against one target.
 *
 * @param target what was judged
 * @param traits what was found out about it
 * @param profiles the profiles that ran
 * @param filtered whether patterns or a level left checks out, so that no profile can be met
 * @param end how the run ended
 * @param startedAt when it began
 * @param duration how long it took
 * @param outcomes one for each check, in catalogue order
 * @param exchanges what was recorded, keys masked
 * @param allowed the checks that a baseline allows to fail
 */
public record Report(
        Target target,
        Traits traits,
        List<Profile> profiles,
        boolean filtered,
        End end,
        Instant startedAt,
        Duration duration,
        List<Outcome> outcomes,
        List<Exchange> exchanges,
        Map<String, Baseline.Kind> allowed) {

    /** A report without a baseline. */
    public Report(
            Target target,
            Traits traits,
            List<Profile> profiles,
            boolean filtered,
            End end,
            Instant startedAt,
            Duration duration,
            List<Outcome> outcomes,
            List<Exchange> exchanges) {
        this(
                target, traits, profiles, filtered, end, startedAt, duration, outcomes, exchanges,
                Map.of());
    }

    /** Returns the same report, where what the baseline knows does not count as a failure. */
    public Report allowing(Baseline baseline) {
        return new Report(
                target,
                traits,
                profiles,
                filtered,
                end,
                startedAt,
                duration,
                outcomes,
                exchanges,
                baseline.allowed(this));
    }

    /** Tells whether it is violated and a baseline allows that. */
    public boolean isKnown(Outcome outcome) {
        return outcome.status().isViolation() && allowed.containsKey(outcome.id());
    }

    /** Tells whether it is violated and no baseline allows that. */
    public boolean unexcused(Outcome outcome) {
        return outcome.status().isViolation() && !allowed.containsKey(outcome.id());
    }

    /** How a run ended. */
    public enum End {
        /** Every check had its turn. */
        COMPLETE,
        /** The budget was spent, or a recording ended, before the last check was asked. */
        CUT_SHORT,
        /** It was stopped. */
        INTERRUPTED
    }

    /** Copies the lists. */
    public Report {
        profiles = List.copyOf(profiles);
        outcomes = List.copyOf(outcomes);
        exchanges = List.copyOf(exchanges);
        allowed = Map.copyOf(allowed);
    }

    /** Returns what the whole run says. */
    public Verdict verdict() {
        boolean failed = outcomes.stream().anyMatch(o -> o.status() != Status.WARN && unexcused(o));
        return switch (end) {
            case INTERRUPTED -> Verdict.INTERRUPTED;
            case CUT_SHORT -> failed ? Verdict.FAILED : Verdict.INCOMPLETE;
            case COMPLETE ->
                    failed ? Verdict.FAILED : decided() ? Verdict.PASSED : Verdict.INCONCLUSIVE;
        };
    }

    /** Tells whether anything passed, or failed as a baseline allows. */
    public boolean decided() {
        return outcomes.stream().anyMatch(o -> o.status() == Status.PASS || isKnown(o));
    }

    /** Tells whether a profile can be met: no check of it was left out. */
    public boolean whole() {
        return !filtered && end == End.COMPLETE;
    }

    /** Returns how many checks have each status; every status is present. */
    public Map<Status, Integer> counts() {
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        for (Status status : Status.values()) {
            counts.put(status, 0);
        }
        outcomes.forEach(o -> counts.merge(o.status(), 1, Integer::sum));
        return counts;
    }

    /** Returns the ids that nobody could judge, and that keep the profile undecided. */
    public List<String> undecided(Profile profile) {
        return musts(profile)
                .filter(o -> o.status() == Status.INCONCLUSIVE || !o.reached())
                .map(Outcome::id)
                .toList();
    }

    private Stream<Outcome> musts(Profile profile) {
        return outcomes.stream()
                .filter(o -> profile.covers(o.id(), o.category()) && o.level() == Level.MUST);
    }

    /** Returns the ids that keep the target from meeting the profile. */
    public List<String> failing(Profile profile) {
        return musts(profile)
                .filter(o ->
                        switch (o.status()) {
                            case FAIL, ERROR, UNSUPPORTED -> true;
                            case SKIP, INCONCLUSIVE, PASS, WARN, INFO -> false;
                        })
                .map(Outcome::id)
                .toList();
    }

    /** What a run says of a profile. */
    public enum Standing {
        MET,
        NOT_MET,
        /** Nobody could judge all that must hold. */
        UNDECIDED;

        /** Returns the words for people. */
        public String words() {
            return name().replace('_', ' ');
        }
    }

    /** Returns what this run says of the profile; a filtered or cut run decides for none. */
    public Standing standing(Profile profile) {
        if (!failing(profile).isEmpty()) {
            return Standing.NOT_MET;
        }
        return whole() && undecided(profile).isEmpty() ? Standing.MET : Standing.UNDECIDED;
    }

    /** Returns the usage that the endpoint reported, summed over all exchanges. */
    public Tokens tokens() {
        int prompt = 0;
        int completion = 0;
        for (Exchange exchange : exchanges) {
            prompt += exchange.promptTokens();
            completion += exchange.completionTokens();
        }
        return new Tokens(prompt, completion);
    }

    /** Tokens in and out. */
    public record Tokens(int prompt, int completion) {}
}
