package com.brievio.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program as a process of its own. */
final class ChildProcess {
    private static final int INTERRUPT = 2;
    private static final int TERMINATE = 15;

    private ChildProcess() {}

    static ProcessBuilder of(String... args) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "com.brievio.cli.Main"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }

    /** Sends the signal that Ctrl-C sends, and returns the exit code that it must lead to. */
    static int interrupt(Process process) throws IOException, InterruptedException {
        int signal = ignoresInterrupt() ? TERMINATE : INTERRUPT;
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        return 128 + signal;
    }

    /**
     * Whether this process, and so its children, ignores SIGINT, as a job that a script put into
     * the background does: the JVM then leaves it ignored, and only SIGTERM reaches the shutdown
     * hook.
     */
    private static boolean ignoresInterrupt() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> new BigInteger(line.substring("SigIgn:".length()).strip(), 16))
                .anyMatch(ignored -> ignored.testBit(INTERRUPT - 1));
    }
}
