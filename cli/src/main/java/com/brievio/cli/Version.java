package com.brievio.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version from the parent POM, as the build wrote it into the jar. */
final class Version implements IVersionProvider {
    static String number() {
        return property("version");
    }

    /** The commit that was built, "unknown" where the build saw none. */
    private static String commit() {
        String commit = property("commit");
        return commit.startsWith("$") ? "unknown" : commit;
    }

    private static String property(String name) {
        try (InputStream in = Version.class.getResourceAsStream("brievio.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty(name, "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("brievio.properties cannot be read", e);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "brievio %s (commit %s, Java %s)".formatted(number(), commit(), Runtime.version())
        };
    }
}
