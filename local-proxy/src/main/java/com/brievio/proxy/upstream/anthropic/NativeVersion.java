package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.upstream.NativeMessages;
import java.util.List;

/**
 * The member {@code anthropic_version} that a cloud wants in the body (anthropic.md sections 10 and
 * 11).
 */
public final class NativeVersion {
    private static final String NEWEST = "2026-10-21";

    private NativeVersion() {}

    /**
     * Returns the members to put in front: the version that the client named in its header where
     * the cloud has it for this model, else the cloud's own first one.
     */
    public static List<String> member(
            NativeMessages.Request request, Claude claude, String model, String first) {
        if (request.members().has("anthropic_version")) {
            return List.of();
        }
        boolean newest =
                NEWEST.equals(request.headers().get("anthropic-version")) && claude.isNew(model);
        return List.of("\"anthropic_version\":\"" + (newest ? NEWEST : first) + "\"");
    }
}
