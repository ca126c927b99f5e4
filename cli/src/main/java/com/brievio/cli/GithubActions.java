package com.brievio.cli;

import com.brievio.conformance.Outcome;
import com.brievio.conformance.Report;
import com.brievio.conformance.Status;
import com.brievio.conformance.report.MarkdownReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** What a run tells GitHub Actions: annotations on its log, and the job's summary. */
final class GithubActions {
    /** GitHub shows no more of each kind in a step. */
    private static final int MOST = 10;

    /** GitHub refuses a summary of more than 1 MiB. */
    private static final int LONGEST_SUMMARY = 1_000_000;

    private GithubActions() {}

    static boolean runs(Map<String, String> environment) {
        return "true".equals(environment.get("GITHUB_ACTIONS"));
    }

    /**
     * Prints while GitHub reads no commands, so that nothing that an endpoint said is taken for
     * one.
     */
    static void quietly(PrintWriter out, Runnable printing) {
        if (!runs(System.getenv())) {
            printing.run();
            return;
        }
        String token = Long.toHexString(ThreadLocalRandom.current().nextLong());
        out.println("::stop-commands::" + token);
        printing.run();
        out.println("::" + token + "::");
    }

    /** Prints workflow commands: an error for each failure, a warning for each warning. */
    static void annotate(List<Report> reports, PrintWriter out) {
        annotate(reports, Status.FAIL, "error", out);
        annotate(reports, Status.ERROR, "error", out);
        annotate(reports, Status.WARN, "warning", out);
        out.flush();
    }

    private static void annotate(
            List<Report> reports, Status status, String command, PrintWriter out) {
        int told = 0;
        for (Report report : reports) {
            for (Outcome outcome : report.outcomes()) {
                if (outcome.status() == status && report.unexcused(outcome) && told < MOST) {
                    told++;
                    String text =
                            report.target().label()
                                    + ": "
                                    + outcome.title()
                                    + ": "
                                    + outcome.message()
                                    + " (fix: "
                                    + outcome.fix()
                                    + ")";
                    out.println(
                            "::"
                                    + command
                                    + " title="
                                    + property(outcome.id())
                                    + "::"
                                    + data(Terminal.printable(text)));
                }
            }
        }
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }

    /**
     * Appends the report to the job's summary, where the environment names its file.
     *
     * @throws IOException where it cannot be written
     */
    static void summarize(List<Report> reports, Map<String, String> environment)
            throws IOException {
        String file = environment.get("GITHUB_STEP_SUMMARY");
        if (file == null || file.isBlank()) {
            return;
        }
        byte[] text = MarkdownReport.write(reports).getBytes(StandardCharsets.UTF_8);
        Files.write(
                Path.of(file),
                Arrays.copyOf(text, Math.min(text.length, LONGEST_SUMMARY)),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
