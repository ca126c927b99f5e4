package com.brievio.proxy.net;

import java.net.URI;

/** Where connections lead: they are shared by calls to the same origin (RFC 6454). */
record Origin(boolean secure, String host, int port) {
    static Origin of(URI uri) {
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        return new Origin(secure, host, port);
    }
}
