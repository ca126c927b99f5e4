package com.brievio.proxy;

import java.util.List;
import java.util.Map;
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
 * @param translation what the user decides about translation
 * @param modelFacts facts of models that differ from the bundled ones: family name to facts
 * @param images how images by URL are fetched for upstreams that take none
 * @param limits how long and how much the proxy waits and takes
 * @param log told of every answered request
 */
public record ProxyOptions(
        String host,
        int port,
        List<Provider> providers,
        @Nullable String guardKey,
        boolean strict,
        TranslationOptions translation,
        Map<String, Map<String, Object>> modelFacts,
        ImageOptions images,
        Limits limits,
        Consumer<RequestSummary> log) {

    /** Copies the providers. */
    public ProxyOptions {
        providers = List.copyOf(providers);
        modelFacts = Map.copyOf(modelFacts);
    }

    /** Names no key. */
    @Override
    public String toString() {
        return "ProxyOptions[" + host + ":" + port + ", " + providers + "]";
    }

    /** Returns options for a free loopback port, default limits, no log. */
    public static ProxyOptions of(List<Provider> providers) {
        return new ProxyOptions(
                "127.0.0.1",
                0,
                providers,
                null,
                false,
                TranslationOptions.DEFAULT,
                Map.of(),
                ImageOptions.DEFAULT,
                Limits.DEFAULT,
                _ -> {});
    }

    /** Returns the same options with these limits. */
    public ProxyOptions with(Limits newLimits) {
        return new ProxyOptions(
                host,
                port,
                providers,
                guardKey,
                strict,
                translation,
                modelFacts,
                images,
                newLimits,
                log);
    }

    /** Returns the same options with this log. */
    public ProxyOptions with(Consumer<RequestSummary> newLog) {
        return new ProxyOptions(
                host,
                port,
                providers,
                guardKey,
                strict,
                translation,
                modelFacts,
                images,
                limits,
                newLog);
    }

    /** Returns the same options with this translation. */
    public ProxyOptions with(TranslationOptions newTranslation) {
        return new ProxyOptions(
                host,
                port,
                providers,
                guardKey,
                strict,
                newTranslation,
                modelFacts,
                images,
                limits,
                log);
    }

    /** Returns the same options with these for images. */
    public ProxyOptions with(ImageOptions newImages) {
        return new ProxyOptions(
                host,
                port,
                providers,
                guardKey,
                strict,
                translation,
                modelFacts,
                newImages,
                limits,
                log);
    }

    /** Returns the same options on this port. */
    public ProxyOptions onPort(int newPort) {
        return new ProxyOptions(
                host,
                newPort,
                providers,
                guardKey,
                strict,
                translation,
                modelFacts,
                images,
                limits,
                log);
    }

    /** Returns the same options with this guard key. */
    public ProxyOptions guardedBy(String newKey) {
        return new ProxyOptions(
                host,
                port,
                providers,
                newKey,
                strict,
                translation,
                modelFacts,
                images,
                limits,
                log);
    }

    /** Returns the same options, strict. */
    public ProxyOptions strictly() {
        return new ProxyOptions(
                host,
                port,
                providers,
                guardKey,
                true,
                translation,
                modelFacts,
                images,
                limits,
                log);
    }
}
