package com.brievio.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds out which process listens on a port, where Linux tells; else says how to ask. */
final class PortHolder {
    private static final String LISTENING = "0A";

    private PortHolder() {}

    /** Returns a few words that say who holds the port, or how to find out. */
    static String of(int port) {
        String inode = inode(Path.of("/proc/net/tcp"), port);
        inode = inode == null ? inode(Path.of("/proc/net/tcp6"), port) : inode;
        String process = inode == null ? null : process(inode);
        return process == null ? "find out by whom: lsof -i :" + port : "held by " + process;
    }

    /** Lines are: sl local_address rem_address st … uid timeout inode. */
    private static @Nullable String inode(Path table, int port) {
        String end = String.format(Locale.ROOT, ":%04X", port);
        try (Stream<String> lines = Files.lines(table)) {
            return lines.map(line -> line.strip().split("\\s+", -1))
                    .filter(f -> f.length > 9 && f[1].endsWith(end) && f[3].equals(LISTENING))
                    .map(f -> f[9])
                    .findFirst()
                    .orElse(null);
        } catch (IOException | UncheckedIOException e) {
            return null;
        }
    }

    private static @Nullable String process(String inode) {
        Path socket = Path.of("socket:[" + inode + "]");
        return ProcessHandle.allProcesses()
                .filter(process -> holds(process.pid(), socket))
                .map(process -> describe(process))
                .findFirst()
                .orElse(null);
    }

    private static boolean holds(long pid, Path socket) {
        Path folder = Path.of("/proc", Long.toString(pid), "fd");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isSymbolicLink(file) && Files.readSymbolicLink(file).equals(socket)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It ended meanwhile, or is another user's.
        }
        return false;
    }

    private static String describe(ProcessHandle process) {
        Optional<String> command = process.info().command().map(c -> Path.of(c).getFileName() + "");
        return "process " + process.pid() + command.map(c -> " (" + c + ")").orElse("");
    }
}
