package com.brievio.cli;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of the ecosystem's own variables, {@code HTTPS_PROXY} and {@code NO_PROXY} in capital
 * or small letters: for outbound HTTPS of both commands, never for this machine itself.
 */
final class HttpsProxy extends ProxySelector {
    private static final List<String> NAMES =
            List.of("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy");
    private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

    private final List<Proxy> proxy;
    private final List<String> exceptions;

    private final @Nullable String userInfo;

    private HttpsProxy(URI address, List<String> exceptions) {
        int port = address.getPort() < 0 ? 80 : address.getPort();
        InetSocketAddress at = InetSocketAddress.createUnresolved(address.getHost(), port);
        this.proxy = List.of(new Proxy(Proxy.Type.HTTP, at));
        this.userInfo = address.getRawUserInfo();
        this.exceptions = List.copyOf(exceptions);
    }

    /**
     * Lets every client of this process use the proxy, where the environment names one.
     *
     * @throws UsageProblem where the variable holds no address
     */
    static void install(Map<String, String> environment) {
        HttpsProxy proxy = of(environment);
        if (proxy == null) {
            return;
        }
        // The JDK sends no password through a tunnel unless it is told that it may.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        ProxySelector.setDefault(proxy);
        if (proxy.userInfo != null) {
            Authenticator.setDefault(new Credentials(proxy.userInfo));
        }
    }

    /** Returns the proxy that the environment names, or null. */
    static @Nullable HttpsProxy of(Map<String, String> environment) {
        for (String name : NAMES) {
            String value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                return new HttpsProxy(address(name, value), exceptions(environment));
            }
        }
        return null;
    }

    private static URI address(String name, String value) {
        String text = value.contains("://") ? value : "http://" + value;
        try {
            URI uri = URI.create(text);
            if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // falls through to the refusal
        }
        throw new UsageProblem(
                name
                        + ": is no proxy address like http://proxy.example.org:3128; unset or mend it");
    }

    private static List<String> exceptions(Map<String, String> environment) {
        String listed =
                environment.getOrDefault("NO_PROXY", environment.getOrDefault("no_proxy", ""));
        return Stream.of(listed.split("[,\\s]+", -1))
                .map(item -> item.strip().toLowerCase(Locale.ROOT))
                .filter(item -> !item.isEmpty())
                .toList();
    }

    @Override
    public List<Proxy> select(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme()) && !isException(uri) ? proxy : DIRECT;
    }

    private boolean isException(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        boolean here =
                host.equals("localhost")
                        || host.endsWith(".localhost")
                        || host.matches("127(\\.\\d+){3}")
                        || host.equals("[::1]");
        return here || exceptions.stream().anyMatch(e -> matches(e, host, uri.getPort()));
    }

    /**
     * {@code *}, a host with its subdomains, with or without a dot in front, with or without port.
     */
    private static boolean matches(String exception, String host, int port) {
        if (exception.equals("*")) {
            return true;
        }
        String name = exception;
        int colon = exception.lastIndexOf(':');
        if (colon > 0 && exception.substring(colon + 1).matches("\\d+")) {
            int wanted = port < 0 ? 443 : port;
            if (!exception.substring(colon + 1).equals(Integer.toString(wanted))) {
                return false;
            }
            name = exception.substring(0, colon);
        }
        String plain = name.replaceFirst("^\\*?\\.", "");
        return host.equals(plain) || host.endsWith("." + plain);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request that met it is told.
    }

    /** User and password of the address, for the proxy alone. */
    private static final class Credentials extends Authenticator {
        private final String userInfo;

        Credentials(String userInfo) {
            this.userInfo = userInfo;
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            if (getRequestorType() != RequestorType.PROXY) {
                return null;
            }
            int colon = userInfo.indexOf(':');
            String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
            String password = colon < 0 ? "" : userInfo.substring(colon + 1);
            return new PasswordAuthentication(decoded(user), decoded(password).toCharArray());
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
    }
}
