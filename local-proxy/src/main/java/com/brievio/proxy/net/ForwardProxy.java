package com.brievio.proxy.net;

import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The process's proxy for outbound HTTPS.
 *
 * @param address where it listens, not resolved
 * @param credentials what it wants to know of us, or null
 */
record ForwardProxy(InetSocketAddress address, @Nullable PasswordAuthentication credentials) {
    /** Returns the proxy for calls to this address, or null. */
    static @Nullable ForwardProxy of(URI uri) {
        ProxySelector selector = ProxySelector.getDefault();
        if (selector == null || !"https".equalsIgnoreCase(uri.getScheme())) {
            return null;
        }
        for (Proxy proxy : selector.select(uri)) {
            if (proxy.type() == Proxy.Type.HTTP
                    && proxy.address() instanceof InetSocketAddress at) {
                return new ForwardProxy(at, credentials(at));
            }
        }
        return null;
    }

    private static @Nullable PasswordAuthentication credentials(InetSocketAddress at) {
        return Authenticator.requestPasswordAuthentication(
                at.getHostString(),
                null,
                at.getPort(),
                "https",
                "",
                "Basic",
                null,
                Authenticator.RequestorType.PROXY);
    }
}
