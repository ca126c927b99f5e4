package com.brievio.proxy.upstream;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts credentials on a call. May have to ask for them, so it is no part of the translation. */
public interface Authorizer {
    /** What stands in place of a key. */
    String MASK = "***";

    /**
     * Returns the call with credentials.
     *
     * @param clientToken the client's own bearer token, or null where it has none or it must not be
     *     passed on
     * @throws com.brievio.proxy.error.ApiException with 401 that names where credentials were
     *     looked for
     */
    UpstreamCall authorize(UpstreamCall call, @Nullable String clientToken);

    /** Returns whether credentials may have to be asked for, so that it must not run on a loop. */
    default boolean mayBlock() {
        return false;
    }

    /**
     * Names what the credentials come from, for the error that tells that they were refused; null
     * where the upstream's own words suffice.
     */
    @Nullable String source();

    /**
     * Returns the headers that hold the credentials, masked, for a dry run. Asks nobody for any.
     */
    Map<String, String> masked();
}
