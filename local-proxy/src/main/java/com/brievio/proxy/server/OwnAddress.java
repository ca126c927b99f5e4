package com.brievio.proxy.server;

import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;

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

    /** Compares addresses, not names: any name may lead here. */
    private static boolean isHere(URI uri, String host) {
        String name = uri.getHost() == null ? "" : uri.getHost().replaceFirst("\\.$", "");
        if (name.equals(host)) {
            return true;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(name)) {
                boolean ours =
                        address.isLoopbackAddress()
                                || address.isAnyLocalAddress()
                                || NetworkInterface.getByInetAddress(address) != null;
                if (ours) {
                    return true;
                }
            }
        } catch (UnknownHostException | SocketException e) {
            // No request will reach it either.
        }
        return false;
    }
}
