package com.brievio.proxy.provider;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the program runs, for kinds whose credentials are not settings.
 *
 * @param environment the environment's variables
 * @param home the user's folder
 */
public record Surroundings(Map<String, String> environment, Path home) {
    /** Copies the variables. */
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** Returns a variable without white space around it, or null where it is not set or blank. */
    public @Nullable String value(String variable) {
        String value = environment.get(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
