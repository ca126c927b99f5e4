package com.brievio.conformance.report;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks × targets.
 *
 * @param rows those that differ first, else in the order of the catalogue
 */
public record Matrix(List<Row> rows) {
    /** Copies the list. */
    public Matrix {
        rows = List.copyOf(rows);
    }

    /**
     * One check.
     *
     * @param id the check
     * @param statuses its status for each report, null where the report does not have it
     */
    public record Row(String id, List<@Nullable Status> statuses) {
        /** Copies the list, which holds nulls. */
        public Row {
            statuses = Collections.unmodifiableList(new ArrayList<>(statuses));
        }

        /** Tells whether two targets fare differently. */
        public boolean differs() {
            return statuses.stream().filter(Objects::nonNull).distinct().count() > 1;
        }
    }

    /** Lays the reports beside each other. */
    public static Matrix of(List<Report> reports) {
        Set<String> ids = new LinkedHashSet<>();
        reports.forEach(r -> r.outcomes().forEach(o -> ids.add(o.id())));
        List<Row> rows = new ArrayList<>();
        for (String id : ids) {
            List<@Nullable Status> statuses = new ArrayList<>();
            for (Report report : reports) {
                statuses.add(status(report, id));
            }
            rows.add(new Row(id, statuses));
        }
        rows.sort(Comparator.comparing((Row row) -> !row.differs()));
        return new Matrix(rows);
    }

    private static @Nullable Status status(Report report, String id) {
        for (Outcome outcome : report.outcomes()) {
            if (outcome.id().equals(id)) {
                return outcome.status();
            }
        }
        return null;
    }
}
