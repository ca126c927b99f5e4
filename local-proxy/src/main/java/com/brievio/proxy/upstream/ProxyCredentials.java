package com.brievio.proxy.upstream;

import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What the process's proxy, if one is set, wants to know of us. */
final class ProxyCredentials {
    private ProxyCredentials() {}

    /** Returns the value of {@code Proxy-Authorization} for a call to this address, or null. */
    static @Nullable String of(URI uri) {
        ProxySelector selector = ProxySelector.getDefault();
        if (selector == null || !"https".equalsIgnoreCase(uri.getScheme())) {
            return null;
        }
        for (Proxy proxy : selector.select(uri)) {
            if (proxy.type() == Proxy.Type.HTTP
                    && proxy.address() instanceof InetSocketAddress at) {
                PasswordAuthentication known =
                        Authenticator.requestPasswordAuthentication(
                                at.getHostString(),
                                null,
                                at.getPort(),
                                "https",
                                "",
                                "Basic",
                                null,
                                Authenticator.RequestorType.PROXY);
                return known == null
                        ? null
                        : "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                (known.getUserName()
                                                                + ":"
                                                                + new String(known.getPassword()))
                                                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        return null;
    }
}
