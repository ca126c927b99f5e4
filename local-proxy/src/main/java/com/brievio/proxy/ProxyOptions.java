package com.brievio.proxy;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a proxy is started with. Immutable; the methods that take a value return changed copies. */
public final class ProxyOptions implements Cloneable {
    private String host = "127.0.0.1";
    private int port;
    private final List<Provider> providers;
    private List<RouteRule> routes = List.of();
    private @Nullable String guardKey;
    private List<String> allowedHosts = List.of();
    private boolean open;
    private boolean strict;
    private boolean keepsResponses = true;
    private TranslationOptions translation = TranslationOptions.DEFAULT;
    private Map<String, Map<String, Object>> modelFacts = Map.of();
    private ImageOptions images = ImageOptions.DEFAULT;
    private Limits limits = Limits.DEFAULT;
    private String version = "";
    private Consumer<RequestSummary> log = _ -> {};

    private ProxyOptions(List<Provider> providers) {
        this.providers = List.copyOf(providers);
    }

    /** Returns options for a free loopback port, these upstreams, default limits, no log. */
    public static ProxyOptions of(List<Provider> providers) {
        return new ProxyOptions(providers);
    }

    private ProxyOptions changed(Consumer<ProxyOptions> change) {
        try {
            ProxyOptions copy = (ProxyOptions) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("it is cloneable", e);
        }
    }

    /** Listens on this address. */
    public ProxyOptions onHost(String newHost) {
        return changed(o -> o.host = newHost.replaceAll("[\\[\\]]", ""));
    }

    /** Listens on this port, 0 for a free one. */
    public ProxyOptions onPort(int newPort) {
        return changed(o -> o.port = newPort);
    }

    /** Keeps responses for {@code previous_response_id}, or does not. */
    public ProxyOptions keepingResponses(boolean keeps) {
        return changed(o -> o.keepsResponses = keeps);
    }

    /** Returns whether responses are kept. */
    public boolean keepsResponses() {
        return keepsResponses;
    }

    /** Looks names up in these first. */
    public ProxyOptions routedBy(List<RouteRule> newRoutes) {
        return changed(o -> o.routes = List.copyOf(newRoutes));
    }

    /** Clients must present this key; null lets every client in. */
    public ProxyOptions guardedBy(@Nullable String newKey) {
        return changed(o -> o.guardKey = newKey);
    }

    /** Serves requests for these host names too. */
    public ProxyOptions servingHosts(List<String> newHosts) {
        return changed(o -> o.allowedHosts = List.copyOf(newHosts));
    }

    /** Lets clients of other machines in without a key. */
    public ProxyOptions openTo(boolean everybody) {
        return changed(o -> o.open = everybody);
    }

    /** Ignored and approximated fields become a 400. */
    public ProxyOptions strictly(boolean newStrict) {
        return changed(o -> o.strict = newStrict);
    }

    /** Translates as the user decided. */
    public ProxyOptions with(TranslationOptions newTranslation) {
        return changed(o -> o.translation = newTranslation);
    }

    /** Lays these facts over the bundled ones: family name to facts. */
    public ProxyOptions withModelFacts(Map<String, Map<String, Object>> newFacts) {
        return changed(o -> o.modelFacts = Map.copyOf(newFacts));
    }

    /** Fetches images by URL like this for upstreams that take none. */
    public ProxyOptions with(ImageOptions newImages) {
        return changed(o -> o.images = newImages);
    }

    /** Waits and takes no more than this. */
    public ProxyOptions with(Limits newLimits) {
        return changed(o -> o.limits = newLimits);
    }

    /** Tells this version at {@code /healthz}. */
    public ProxyOptions ofVersion(String newVersion) {
        return changed(o -> o.version = newVersion);
    }

    /** Tells this of every answered request. */
    public ProxyOptions with(Consumer<RequestSummary> newLog) {
        return changed(o -> o.log = newLog);
    }

    /** Returns the address to listen on. */
    public String host() {
        return host;
    }

    /** Returns the port to listen on, 0 for a free one. */
    public int port() {
        return port;
    }

    /** Returns the upstreams that can be reached; their names differ. */
    public List<Provider> providers() {
        return providers;
    }

    /** Returns where names go before the rules that are built in. */
    public List<RouteRule> routes() {
        return routes;
    }

    /** Returns the key that clients must present, or null. */
    public @Nullable String guardKey() {
        return guardKey;
    }

    /** Returns the host names that are served beside the loopback's; none for no check by name. */
    public List<String> allowedHosts() {
        return allowedHosts;
    }

    /** Tells whether clients of other machines are let in without a key. */
    public boolean isOpen() {
        return open;
    }

    /** Tells whether ignored and approximated fields become a 400. */
    public boolean strict() {
        return strict;
    }

    /** Returns what the user decides about translation. */
    public TranslationOptions translation() {
        return translation;
    }

    /** Returns facts of models that differ from the bundled ones: family name to facts. */
    public Map<String, Map<String, Object>> modelFacts() {
        return modelFacts;
    }

    /** Returns how images by URL are fetched for upstreams that take none. */
    public ImageOptions images() {
        return images;
    }

    /** Returns how long and how much the proxy waits and takes. */
    public Limits limits() {
        return limits;
    }

    /** Returns the version to tell at {@code /healthz}. */
    public String version() {
        return version;
    }

    /** Returns what is told of every answered request. */
    public Consumer<RequestSummary> log() {
        return log;
    }

    /** Names no key. */
    @Override
    public String toString() {
        return "ProxyOptions[" + host + ":" + port + ", " + providers + "]";
    }
}
