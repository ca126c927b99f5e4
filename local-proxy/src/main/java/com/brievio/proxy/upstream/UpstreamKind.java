package com.brievio.proxy.upstream;

import com.brievio.proxy.Provider;
import com.brievio.proxy.provider.ProviderKind;

/** A kind of provider with what the proxy needs of it: names of models, and the way there. */
public interface UpstreamKind extends ProviderKind {
    /** Returns which names of models lead to it without its own name in front. */
    default ModelClaims claims() {
        return ModelClaims.NONE;
    }

    /** Returns the route to this provider. */
    Routes.Route connect(Provider provider, Shared shared);
}
