package com.brievio.cli;

import com.brievio.conformance.Nearest;
import com.brievio.conformance.Report;
import com.brievio.conformance.report.Badges;
import com.brievio.conformance.report.HarReport;
import com.brievio.conformance.report.HtmlReport;
import com.brievio.conformance.report.JsonReport;
import com.brievio.conformance.report.JunitReport;
import com.brievio.conformance.report.MarkdownReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The {@code --report FORMAT=FILE} options. */
final class ReportFiles {
    private enum Format {
        JSON,
        JUNIT,
        MD,
        HTML,
        HAR,
        /** A folder of files. */
        BADGE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final List<String> FORMATS =
            Stream.of(Format.values()).map(Format::label).toList();

    private final List<Wanted> wanted;

    private record Wanted(Format format, String file) {}

    private ReportFiles(List<Wanted> wanted) {
        this.wanted = List.copyOf(wanted);
    }

    /**
     * Reads the options; checks formats and folders before anything runs.
     *
     * @param filtered whether checks are left out, which earns no badge
     * @throws UsageProblem where one is wrong
     */
    static ReportFiles of(List<String> options, boolean filtered) {
        List<Wanted> wanted = new ArrayList<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            String label = equals < 0 ? option : option.substring(0, equals);
            String file = equals < 0 ? "" : option.substring(equals + 1);
            if (!FORMATS.contains(label)) {
                throw new UsageProblem(
                        "--report: unknown format \"%s\", did you mean %s? Known are %s"
                                .formatted(
                                        label,
                                        Nearest.to(label, FORMATS),
                                        String.join(", ", FORMATS)));
            }
            if (file.isEmpty()) {
                throw new UsageProblem("--report: \"" + option + "\" has not the form FORMAT=FILE");
            }
            Format format = Format.valueOf(label.toUpperCase(Locale.ROOT));
            if (format == Format.BADGE) {
                requireBadgesEarned(file, filtered);
            } else if (!file.equals("-")) {
                requireWritable("--report", file);
            }
            wanted.add(new Wanted(format, file));
        }
        return new ReportFiles(wanted);
    }

    private static void requireBadgesEarned(String folder, boolean filtered) {
        if (filtered) {
            throw new UsageProblem(
                    "--report badge: a run that leaves checks out (--only, --skip, --level) earns"
                            + " no badge");
        }
        Path path = path("--report", folder);
        boolean writable =
                Files.exists(path)
                        ? Files.isDirectory(path) && Files.isWritable(path)
                        : hasWritableParent(path);
        if (!writable) {
            throw new UsageProblem("--report: the folder " + folder + " cannot be written");
        }
    }

    /**
     * Requires that a file can be written where the option says.
     *
     * @throws UsageProblem where it cannot
     */
    static void requireWritable(String option, String file) {
        Path path = path(option, file);
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new UsageProblem(option + ": the folder of " + file + " does not exist");
        }
        boolean writable = Files.exists(path) ? Files.isWritable(path) : hasWritableParent(path);
        if (Files.isDirectory(path) || !writable) {
            throw new UsageProblem(option + ": " + file + " cannot be written");
        }
    }

    private static boolean hasWritableParent(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent != null && Files.isDirectory(parent) && Files.isWritable(parent);
    }

    private static Path path(String option, String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new UsageProblem(option + ": \"" + file + "\" is no path");
        }
    }

    boolean usesStdout() {
        return wanted.stream().anyMatch(w -> w.file().equals("-"));
    }

    List<String> names() {
        return wanted.stream().map(Wanted::file).filter(f -> !f.equals("-")).toList();
    }

    /**
     * Writes all that can be written.
     *
     * @return what could not be, a sentence each
     */
    List<String> write(List<Report> reports, PrintWriter out) {
        List<String> failed = new ArrayList<>();
        for (Wanted one : wanted) {
            if (one.format() == Format.BADGE) {
                for (Map.Entry<String, String> badge : Badges.write(reports).entrySet()) {
                    Path file = Path.of(one.file()).resolve(badge.getKey());
                    save(file, badge.getValue(), failed);
                }
                continue;
            }
            String text = text(one.format(), reports);
            if (one.file().equals("-")) {
                out.print(text);
                out.flush();
            } else {
                save(Path.of(one.file()), text, failed);
            }
        }
        return failed;
    }

    private static String text(Format format, List<Report> reports) {
        return switch (format) {
            case JSON -> JsonReport.write(reports, Version.number());
            case JUNIT -> JunitReport.write(reports);
            case MD -> MarkdownReport.write(reports);
            case HTML -> HtmlReport.write(reports, Version.number());
            case HAR -> HarReport.write(reports, Version.number());
            case BADGE -> throw new IllegalArgumentException("badges are files of their own");
        };
    }

    static void save(Path file, String text, List<String> failed) {
        try {
            write(file, text);
        } catch (IOException e) {
            String reason =
                    e instanceof FileSystemException f && f.getReason() != null
                            ? f.getReason()
                            : e.getMessage();
            failed.add(file + " could not be written: " + reason);
        }
    }

    /**
     * Writes beside the file and moves it there, so that no half report replaces a whole one. Half
     * characters, which an endpoint may send, become question marks.
     */
    private static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || (Files.exists(file) && !Files.isRegularFile(file))) {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8)); // a device or a pipe
            return;
        }
        Files.createDirectories(folder);
        if (!Files.isWritable(folder)) {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
            return;
        }
        Path half = Files.createTempFile(folder, ".brievio", ".part");
        try {
            Files.write(half, text.getBytes(StandardCharsets.UTF_8));
            half.toFile().setReadable(true, false);
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(half);
        }
    }
}
