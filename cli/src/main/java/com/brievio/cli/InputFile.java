package com.brievio.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the files that a command line names, no more of them than makes sense. */
final class InputFile {
    /** For files that people write. */
    static final int CONFIGURATION = 4 * 1024 * 1024;

    /** For reports, which hold every answer of a run. */
    static final int REPORT = 256 * 1024 * 1024;

    private InputFile() {}

    /**
     * Returns the text of the file.
     *
     * @param option the option that named it, for the message
     * @param most how many bytes it may have
     * @throws UsageProblem where it has more
     */
    static String text(String option, Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most);
            if (bytes.length == most && in.read() >= 0) {
                throw new UsageProblem(
                        "%s: %s is larger than %d MiB".formatted(option, file, most / 1024 / 1024));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
