package com.brievio.cli;

import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import com.brievio.conformance.report.Matrix;
import com.brievio.conformance.report.SavedReports;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code --compare A.json B.json}: what differs, and what became worse since the first. */
final class Comparison {
    private Comparison() {}

    /**
     * Reads the saved reports, those of each file together.
     *
     * @throws UsageProblem where one is none
     */
    static List<List<Report>> read(List<Path> files) {
        List<List<Report>> read = new ArrayList<>();
        for (Path file : files) {
            try {
                read.add(SavedReports.reports(InputFile.text("--compare", file, InputFile.REPORT)));
            } catch (IOException e) {
                throw new UsageProblem("--compare: " + file + " cannot be read");
            } catch (IllegalArgumentException e) {
                throw new UsageProblem(
                        "--compare: " + file + " is no JSON report of brievio: " + e.getMessage());
            }
        }
        return read;
    }

    /**
     * Prints the rows that differ.
     *
     * @return exit code 1 where a check of the first file became a failure in a later one
     */
    static int print(List<List<Report>> files, Terminal terminal, PrintWriter out) {
        table(files.stream().flatMap(List::stream).toList(), terminal, out);
        int regressions = 0;
        for (List<Report> later : files.subList(1, files.size())) {
            for (Report after : later) {
                Report before = counterpart(files.getFirst(), after, later.size());
                if (before != null) {
                    regressions += regressions(before, after, terminal, out);
                }
            }
        }
        out.println(
                regressions == 0
                        ? "no check of the first report fails in a later one"
                        : regressions + " checks of the first report fail in a later one");
        return regressions == 0 ? ExitCode.OK : ExitCode.FAILED_CHECK;
    }

    /** The report of the same target; where each file has one report, those two. */
    private static @Nullable Report counterpart(List<Report> first, Report after, int laterRuns) {
        if (first.size() == 1 && laterRuns == 1) {
            return first.getFirst();
        }
        for (Report before : first) {
            boolean named = Objects.equals(before.target().name(), after.target().name());
            if (named && before.target().model().equals(after.target().model())) {
                return before;
            }
        }
        return null;
    }

    private static int regressions(
            Report before, Report after, Terminal terminal, PrintWriter out) {
        int count = 0;
        for (Matrix.Row row : Matrix.of(List.of(before, after)).rows()) {
            Status was = row.statuses().get(0);
            Status is = row.statuses().get(1);
            if (was != null && is != null && !isFailure(was) && isFailure(is)) {
                count++;
                String where = Terminal.printable(after.target().toString());
                out.println(terminal.tag(Status.FAIL, "regression ") + row.id() + "  " + where);
            }
        }
        return count;
    }

    private static boolean isFailure(Status status) {
        return status == Status.FAIL || status == Status.ERROR;
    }

    /** Prints the checks whose status differs between the reports, a column for each. */
    static void table(List<Report> reports, Terminal terminal, PrintWriter out) {
        List<Matrix.Row> all = Matrix.of(reports).rows();
        List<Matrix.Row> rows = all.stream().filter(Matrix.Row::differs).toList();
        out.println();
        out.println(
                rows.isEmpty()
                        ? "all " + all.size() + " checks fare alike in " + reports.size() + " runs"
                        : rows.size() + " of " + all.size() + " checks differ:");
        if (rows.isEmpty()) {
            return;
        }
        int id = rows.stream().mapToInt(r -> r.id().length()).max().orElse(0);
        for (int i = 0; i < reports.size(); i++) {
            out.println(
                    "  " + (i + 1) + "  " + Terminal.printable(reports.get(i).target().toString()));
        }
        StringBuilder head = new StringBuilder("  " + " ".repeat(id));
        for (int i = 0; i < reports.size(); i++) {
            head.append(String.format(Locale.ROOT, "  %-14d", i + 1));
        }
        out.println(head.toString().stripTrailing());
        for (Matrix.Row row : rows) {
            StringBuilder line = new StringBuilder("  " + row.id());
            line.append(" ".repeat(id - row.id().length()));
            for (Status status : row.statuses()) {
                String word = status == null ? "" : terminal.glyph(status) + " " + status.label();
                line.append("  ");
                line.append(status == null ? "" : terminal.tag(status, word));
                line.append(" ".repeat(Math.max(0, 14 - word.length())));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
