package com.brievio.cli;

import com.brievio.conformance.Report;
import com.brievio.conformance.report.JsonReport;
import com.brievio.conformance.report.JunitReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code --report FORMAT=FILE} options. */
final class ReportFiles {
    private final List<Wanted> wanted;

    private record Wanted(String format, String file) {}

    private ReportFiles(List<Wanted> wanted) {
        this.wanted = List.copyOf(wanted);
    }

    /**
     * Reads the options; checks formats and folders before anything runs.
     *
     * @throws UsageProblem where one is wrong
     */
    static ReportFiles of(List<String> options) {
        List<Wanted> wanted = new ArrayList<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            String format = equals < 0 ? option : option.substring(0, equals);
            String file = equals < 0 ? "" : option.substring(equals + 1);
            if (!format.equals("json") && !format.equals("junit")) {
                throw new UsageProblem(
                        "--report: unknown format \"" + format + "\"; known are json and junit");
            }
            if (file.isEmpty()) {
                throw new UsageProblem("--report: \"" + option + "\" has not the form FORMAT=FILE");
            }
            if (!file.equals("-")) {
                Path parent = Path.of(file).toAbsolutePath().getParent();
                if (parent == null || !Files.isDirectory(parent)) {
                    throw new UsageProblem("--report: the folder of " + file + " does not exist");
                }
                Path path = Path.of(file);
                boolean writable =
                        Files.exists(path) ? Files.isWritable(path) : Files.isWritable(parent);
                if (Files.isDirectory(path) || !writable) {
                    throw new UsageProblem("--report: " + file + " cannot be written");
                }
            }
            wanted.add(new Wanted(format, file));
        }
        return new ReportFiles(wanted);
    }

    boolean usesStdout() {
        return wanted.stream().anyMatch(w -> w.file().equals("-"));
    }

    List<String> names() {
        return wanted.stream().map(Wanted::file).filter(f -> !f.equals("-")).toList();
    }

    void write(List<Report> reports, PrintWriter out) throws IOException {
        for (Wanted one : wanted) {
            String text =
                    one.format().equals("json")
                            ? JsonReport.write(reports, Version.number())
                            : JunitReport.write(reports);
            if (one.file().equals("-")) {
                out.print(text);
                out.flush();
            } else {
                Files.writeString(Path.of(one.file()), text, StandardCharsets.UTF_8);
            }
        }
    }
}
