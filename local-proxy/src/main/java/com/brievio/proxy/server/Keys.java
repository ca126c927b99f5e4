package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.upstream.Routes;

/** Finds the key for an upstream (decisions.md, "Keys"). */
final class Keys {
    private final boolean passOn;

    /** Passes the client's own token on where {@code passOn} is set and no key is configured. */
    Keys(boolean passOn) {
        this.passOn = passOn;
    }

    /**
     * Returns the configured key, else the client's own.
     *
     * @throws com.brievio.proxy.error.ApiException with 401 where there is neither
     */
    String of(Routes.Route route, HttpCall call) {
        String token = passOn ? Guards.bearer(call) : null;
        String key = route.key() == null ? token : route.key();
        if (key == null) {
            throw ApiError.of(
                            401,
                            "You didn't provide an API key. Send it as 'Authorization: Bearer KEY',"
                                    + " or start brievio with a key for "
                                    + route.upstream().name()
                                    + " in its environment.",
                            ApiError.INVALID_REQUEST,
                            null,
                            "invalid_api_key")
                    .exception();
        }
        return key;
    }
}
