package com.brievio.proxy.upstream;

import com.brievio.proxy.Provider;
import com.brievio.proxy.provider.ProviderKind;
import org.jspecify.annotations.Nullable;

/** A kind of provider with what the proxy needs of it: names of models, and the way there. */
public interface UpstreamKind extends ProviderKind {
    /** Returns which names of models lead to it without its own name in front. */
    default ModelClaims claims() {
        return ModelClaims.NONE;
    }

    /** Returns what the vendor's keys look like, or null where they are no keys of its own. */
    default @Nullable KeyShape keyShape() {
        return null;
    }

    /** Returns the route to this provider. */
    Routes.Route connect(Provider provider, Shared shared);
}
