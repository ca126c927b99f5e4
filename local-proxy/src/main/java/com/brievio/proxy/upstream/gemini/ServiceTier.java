package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.RequestField;
import java.util.Locale;

/** The tier that a request asks for, as Google knows it (mapping.md section 2, service_tier). */
public enum ServiceTier {
    /** Nothing is asked for. */
    USUAL,
    STANDARD,
    FLEX,
    PRIORITY,
    /** One that Google does not have. */
    UNKNOWN;

    /** Returns the tier of the request. */
    public static ServiceTier of(ChatRequest request) {
        return switch (request.field(RequestField.SERVICE_TIER).asString("")) {
            case "", "auto" -> USUAL;
            case "default" -> STANDARD;
            case "flex" -> FLEX;
            case "priority", "fast" -> PRIORITY;
            default -> UNKNOWN;
        };
    }

    /** Returns Google's word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
