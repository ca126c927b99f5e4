package com.brievio.conformance;

import java.util.List;
import java.util.Locale;

/** A named set of categories that an endpoint can meet as a whole (conformance.md section 2.0). */
public enum Profile {
    CORE,
    TOOLS,
    VISION,
    JSON,
    UNICODE;

    /** Returns the profiles that run unless others are chosen. */
    public static List<Profile> defaults() {
        return List.of(CORE, TOOLS, VISION, JSON, UNICODE);
    }

    /** Returns the name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Tells whether checks of this category belong to the profile. */
    public boolean covers(String category) {
        return switch (this) {
            case CORE ->
                    switch (category) {
                        case "envelope",
                                "streaming",
                                "usage",
                                "params",
                                "errors",
                                "http",
                                "models" ->
                                true;
                        default -> false;
                    };
            case TOOLS, VISION, JSON, UNICODE -> category.equals(label());
        };
    }
}
