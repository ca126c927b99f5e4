package com.brievio.conformance;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A named set of checks that an endpoint can meet as a whole (conformance.md section 2.0). */
public enum Profile {
    CORE,
    TOOLS,
    VISION,
    JSON,
    UNICODE,
    EMBEDDINGS,
    /** What agents need: core, tools and json. */
    AGENT,
    /** What a gateway owes its clients when its upstream fails. */
    GATEWAY,
    /** Requests that are large or take long. */
    SLOW,
    /** Leaving in the middle of an answer. */
    DISCONNECT,
    /** The {@code /responses} API. */
    RESPONSES,
    /** The native {@code /messages} API of Anthropic. */
    ANTHROPIC;

    private static final Set<String> OF_GATEWAY =
            Set.of(
                    "params.unknown-ignored",
                    "error.upstream-5xx",
                    "error.upstream-timeout",
                    "error.in-stream-shape",
                    "error.429-status",
                    "error.429-retry-after");
    private static final Set<String> OF_SLOW =
            Set.of("error.context-length", "vision.oversize", "emb.too-long");

    /** Returns the profiles that run unless others are chosen. */
    public static List<Profile> defaults() {
        return List.of(CORE, TOOLS, VISION, JSON, UNICODE);
    }

    /** Returns the name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Tells whether this check, of this category, belongs to the profile. */
    public boolean covers(String id, String category) {
        if (this == SLOW || OF_SLOW.contains(id)) {
            return this == SLOW && OF_SLOW.contains(id);
        }
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
            case AGENT ->
                    CORE.covers(id, category)
                            || TOOLS.covers(id, category)
                            || JSON.covers(id, category);
            case GATEWAY -> OF_GATEWAY.contains(id);
            case TOOLS, VISION, JSON, UNICODE, EMBEDDINGS, DISCONNECT, RESPONSES, ANTHROPIC ->
                    category.equals(label());
            case SLOW -> false;
        };
    }
}
