package com.brievio.proxy.upstream;

import org.jspecify.annotations.Nullable;

/** Puts credentials on a call. May have to ask for them, so it is no part of the translation. */
public interface Authorizer {
    /**
     * Returns the call with credentials.
     *
     * @param clientToken the client's own bearer token, or null where it has none or it must not be
     *     passed on
     * @throws com.brievio.proxy.error.ApiException with 401 that names where credentials were
     *     looked for
     */
    UpstreamCall authorize(UpstreamCall call, @Nullable String clientToken);

    /**
     * Names what the credentials come from, for the error that tells that they were refused; null
     * where the upstream's own words suffice.
     */
    @Nullable String source();
}
