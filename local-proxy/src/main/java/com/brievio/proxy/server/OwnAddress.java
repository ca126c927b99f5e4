package com.brievio.proxy.server;

import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import java.net.URI;

/** The proxy's own address is no upstream: every request would ask itself for ever. */
final class OwnAddress {
    private OwnAddress() {}

    /**
     * Refuses an upstream that is this address.
     *
     * @throws IllegalArgumentException that names the upstream
     */
    static void refuse(ProxyOptions options, int port) {
        for (Provider provider : options.providers()) {
            URI uri = provider.baseUrl();
            if (uri != null && port(uri) == port && isHere(uri, options.host())) {
                throw new IllegalArgumentException(
                        "the base URL of %s, %s, is brievio's own address; unset it here, it is for clients"
                                .formatted(provider.name(), uri));
            }
        }
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static boolean isHere(URI uri, String host) {
        String name = uri.getHost() == null ? "" : uri.getHost();
        return name.equals("localhost")
                || name.equals(host)
                || name.startsWith("127.")
                || name.equals("0.0.0.0")
                || name.equals("[::1]");
    }
}
