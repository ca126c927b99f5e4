package com.brievio.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version from the parent POM, as the build wrote it into the jar. */
final class Version implements IVersionProvider {
    static String number() {
        try (InputStream in = Version.class.getResourceAsStream("brievio.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("brievio.properties cannot be read", e);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {"brievio " + number() + " (Java " + Runtime.version().feature() + ")"};
    }
}
