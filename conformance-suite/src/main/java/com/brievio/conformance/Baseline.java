package com.brievio.conformance;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The failures that are known of a target: these and no others may be there.
 *
 * @param entries in the order of the file
 */
public record Baseline(List<Entry> entries) {
    /** Nothing is known: every failure counts. */
    public static final Baseline NONE = new Baseline(List.of());

    /** Copies the list. */
    public Baseline {
        entries = List.copyOf(entries);
    }

    /** What a known failure may do. */
    public enum Kind {
        /** It must fail, or the entry is stale. */
        KNOWN_FAILING,
        /** It may fail or pass. */
        KNOWN_FLAKY;

        /** Returns the name as it stands in files. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A known failure.
     *
     * @param id the check
     * @param kind whether it must fail or may
     * @param reason why it is allowed
     * @param issue a link to where it is worked on, or null
     * @param until the last day on which it is allowed, or null for no end
     * @param model the only model that it is about, or null for all
     */
    public record Entry(
            String id,
            Kind kind,
            String reason,
            @Nullable String issue,
            @Nullable LocalDate until,
            @Nullable String model) {

        /** Tells whether it speaks of this report's target. */
        public boolean isAbout(Report report) {
            return model == null || model.equals(report.target().model());
        }

        /** Tells whether the check was judged in these reports and fails in none. */
        public boolean holds(List<Report> reports) {
            List<Status> seen =
                    reports.stream()
                            .filter(this::isAbout)
                            .flatMap(r -> r.outcomes().stream())
                            .filter(o -> o.id().equals(id))
                            .map(Outcome::status)
                            .toList();
            boolean fails = seen.stream().anyMatch(Status::isViolation);
            boolean judged = seen.stream().anyMatch(s -> s == Status.PASS || s == Status.INFO);
            return judged && !fails;
        }
    }

    /** Returns which checks of this report may fail. */
    public Map<String, Kind> allowed(Report report) {
        Map<String, Kind> allowed = new HashMap<>();
        entries.stream().filter(e -> e.isAbout(report)).forEach(e -> allowed.put(e.id(), e.kind()));
        return allowed;
    }

    /**
     * Returns what is wrong with the entries, a sentence each: known failures that hold everywhere
     * where they were judged, and entries past their last day.
     */
    public List<String> stale(List<Report> reports, LocalDate today) {
        List<String> stale = new ArrayList<>();
        for (Entry entry : entries) {
            LocalDate until = entry.until();
            if (until != null && until.isBefore(today)) {
                stale.add(entry.id() + ": the baseline allows it until " + until + " only");
            } else if (entry.kind() == Kind.KNOWN_FAILING && entry.holds(reports)) {
                stale.add(entry.id() + ": it does not fail any more; take it out of the baseline");
            }
        }
        return stale;
    }
}
