package com.brievio.proxy;

import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy is started with.
 *
 * @param host address to listen on
 * @param port port to listen on, 0 for a free one
 * @param providers the upstreams that can be reached
 * @param guardKey the key that clients must present, or null to let every client in
 * @param strict whether ignored and approximated fields become a 400
 * @param reasoning whether thinking text is passed on
 * @param limits how long and how much the proxy waits and takes
 * @param log told of every answered request
 */
public record ProxyOptions(
        String host,
        int port,
        List<Provider> providers,
        @Nullable String guardKey,
        boolean strict,
        boolean reasoning,
        Limits limits,
        Consumer<RequestSummary> log) {

    /** Copies the providers. */
    public ProxyOptions {
        providers = List.copyOf(providers);
    }

    /**
     * An upstream.
     *
     * @param name {@code anthropic} or {@code gemini}
     * @param baseUrl its base URL, with or without the version
     * @param key the key to use, or null to pass the client's own on
     */
    public record Provider(String name, URI baseUrl, @Nullable String key) {}

    /** Returns options for a free loopback port, default limits, no log. */
    public static ProxyOptions of(List<Provider> providers) {
        return new ProxyOptions(
                "127.0.0.1", 0, providers, null, false, true, Limits.DEFAULT, _ -> {});
    }

    /** Returns the same options with these limits. */
    public ProxyOptions with(Limits newLimits) {
        return new ProxyOptions(host, port, providers, guardKey, strict, reasoning, newLimits, log);
    }

    /** Returns the same options with this log. */
    public ProxyOptions with(Consumer<RequestSummary> newLog) {
        return new ProxyOptions(host, port, providers, guardKey, strict, reasoning, limits, newLog);
    }
}
