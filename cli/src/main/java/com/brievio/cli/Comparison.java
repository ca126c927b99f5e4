package com.brievio.cli;

import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import com.brievio.conformance.report.Matrix;
import com.brievio.conformance.report.SavedReports;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code --compare A.json B.json}: what differs, and what became worse since the first. */
final class Comparison {
    private Comparison() {}

    /**
     * Reads the saved reports of all files.
     *
     * @throws UsageProblem where one is none
     */
    static List<Report> read(List<Path> files) {
        List<Report> reports = new ArrayList<>();
        for (Path file : files) {
            try {
                reports.addAll(SavedReports.reports(Files.readString(file)));
            } catch (IOException e) {
                throw new UsageProblem("--compare: " + file + " cannot be read");
            } catch (IllegalArgumentException e) {
                throw new UsageProblem(
                        "--compare: " + file + " is no JSON report of brievio: " + e.getMessage());
            }
        }
        return reports;
    }

    /**
     * Prints the rows that differ.
     *
     * @return exit code 1 where a check of the first report became a failure in a later one
     */
    static int print(List<Report> reports, Terminal terminal, PrintWriter out) {
        table(reports, terminal, out);
        int regressions = 0;
        for (Matrix.Row row : Matrix.of(reports).rows()) {
            Status first = row.statuses().getFirst();
            boolean worse =
                    first != null
                            && !isFailure(first)
                            && row.statuses().stream().anyMatch(s -> s != null && isFailure(s));
            if (worse) {
                regressions++;
                out.println(terminal.tag(Status.FAIL, "regression ") + row.id());
            }
        }
        out.println(
                regressions == 0
                        ? "no check of the first report fails in a later one"
                        : regressions + " checks of the first report fail in a later one");
        return regressions == 0 ? ExitCode.OK : ExitCode.FAILED_CHECK;
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
