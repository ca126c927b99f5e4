package com.brievio.proxy.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many files and connections this process may have open. */
final class Descriptors {
    private static final int UNKNOWN = 8192;

    /** The program's own files, and a few calls for tokens and models. */
    private static final int OWN = 64;

    private static final Pattern OPEN_FILES = Pattern.compile("Max open files +(\\d+)");

    private Descriptors() {}

    /** Returns how many clients may be connected, each with a connection to an upstream. */
    static int mostConnections() {
        return Math.max(8, (limit() - OWN) / 2);
    }

    private static int limit() {
        try {
            Matcher found = OPEN_FILES.matcher(Files.readString(Path.of("/proc/self/limits")));
            if (found.find()) {
                return (int) Math.min(1 << 20, Long.parseLong(found.group(1)));
            }
        } catch (IOException | NumberFormatException e) {
            // not Linux, or no limit
        }
        return UNKNOWN;
    }
}
