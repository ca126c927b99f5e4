package com.brievio.proxy.server;

import com.brievio.proxy.RouteRule;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.net.HttpCall;
import com.brievio.proxy.net.UpstreamClient;
import com.brievio.proxy.net.WholeResponse;
import com.brievio.proxy.upstream.KeyShape;
import com.brievio.proxy.upstream.KeyShapes;
import com.brievio.proxy.upstream.Opening;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Upstream;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamReply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The models of all upstreams that can be asked, and the aliases. Upstreams are asked at the same
 * time; what one has answered is kept for a minute.
 */
final class ModelList {
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration A_REQUESTS_WAIT = Duration.ofSeconds(1);
    private static final int MOST_PAGES = 50;
    private static final int MOST_KEPT = 64;

    private final Routes routes;
    private final UpstreamClient client;
    private final InstantSource clock;
    private final KeyShapes keyShapes;
    private final Map<Key, Kept> kept =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
                    return size() > MOST_KEPT;
                }
            };

    /** Whom was asked with which key of the client's. */
    private record Key(String route, @Nullable String token) {}

    private record Kept(List<Upstream.Model> models, Instant until) {}

    ModelList(Routes routes, UpstreamClient client, InstantSource clock, KeyShapes keyShapes) {
        this.routes = routes;
        this.client = client;
        this.clock = clock;
        this.keyShapes = keyShapes;
    }

    /**
     * Returns the models, each under a name that leads to it. One dead upstream does not break the
     * list; where all fail the first failure is told.
     *
     * @param token the client's own key, where it may be passed on
     */
    List<Upstream.Model> models(HttpCall inbound, @Nullable String token)
            throws InterruptedException {
        Map<String, Upstream.Model> models = new LinkedHashMap<>();
        for (RouteRule alias : routes.aliases()) {
            models.put(alias.pattern(), new Upstream.Model(alias.pattern(), 0, alias.upstream()));
        }
        Map<Routes.Route, Future<List<Upstream.Model>>> asked = new LinkedHashMap<>();
        ApiException failure = null;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Routes.Route route : routes.providers()) {
                if (route.upstream().modelsCall(null) != null && mayAsk(route, token)) {
                    Callable<List<Upstream.Model>> ask = () -> of(route, token, inbound);
                    asked.put(route, threads.submit(ask));
                }
            }
            for (var entry : asked.entrySet()) {
                try {
                    for (Upstream.Model model : entry.getValue().get()) {
                        Upstream.Model named = named(model, entry.getKey());
                        models.putIfAbsent(named.id(), named);
                    }
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof ApiException api)) {
                        throw new IllegalStateException("models cannot be listed", e.getCause());
                    }
                    failure = failure == null ? api : failure;
                }
            }
        }
        if (models.isEmpty() && failure != null) {
            throw failure;
        }
        return List.copyOf(models.values());
    }

    /** The client's key is shown to nobody that the user has not set up, save whose key it is. */
    private boolean mayAsk(Routes.Route route, @Nullable String token) {
        if (route.configured()) {
            return true;
        }
        UpstreamCall call = route.upstream().modelsCall(null);
        KeyShape wanted = call == null ? null : keyShapes.wantedAt(call.uri());
        return token != null && wanted != null && wanted.fits(token);
    }

    /** Where the bare id leads elsewhere, the provider's name stands in front. */
    private Upstream.Model named(Upstream.Model model, Routes.Route route) {
        try {
            Routes.Target target = routes.resolve(model.id());
            boolean same =
                    target.route().name().equals(route.name()) && target.model().equals(model.id());
            return same ? model : model.as(route.name() + "/" + model.id());
        } catch (ApiException e) {
            return model.as(route.name() + "/" + model.id());
        }
    }

    /**
     * Tells whether an OpenAI-compatible server lists the model, for a request that waits for it:
     * no where the list is not there within a second. What comes later is kept for the next.
     */
    boolean isListed(String model, Routes.Route route, HttpCall inbound, @Nullable String token) {
        List<Upstream.Model> known = kept(new Key(route.name(), token));
        return (known == null ? awaited(route, inbound, token) : known)
                .stream().anyMatch(listed -> listed.id().equals(model));
    }

    private List<Upstream.Model> awaited(
            Routes.Route route, HttpCall inbound, @Nullable String token) {
        CompletableFuture<List<Upstream.Model>> asked = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("brievio-models")
                .start(() -> {
                    try {
                        asked.complete(of(route, token, inbound));
                    } catch (InterruptedException | RuntimeException e) {
                        asked.complete(List.of());
                    }
                });
        try {
            return asked.get(A_REQUESTS_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Returns whether this server's list is at hand, so that nobody has to be asked. */
    boolean isKnown(Routes.Route route, @Nullable String token) {
        return kept(new Key(route.name(), token)) != null;
    }

    private @Nullable List<Upstream.Model> kept(Key key) {
        synchronized (kept) {
            Kept before = kept.get(key);
            return before != null && before.until().isAfter(clock.instant())
                    ? before.models()
                    : null;
        }
    }

    private List<Upstream.Model> of(Routes.Route route, @Nullable String token, HttpCall inbound)
            throws InterruptedException {
        Key key = new Key(route.name(), token);
        List<Upstream.Model> known = kept(key);
        if (known != null) {
            return known;
        }
        List<Upstream.Model> models = new ArrayList<>();
        UpstreamCall call = route.upstream().modelsCall(null);
        for (int page = 0; call != null && page < MOST_PAGES; page++) {
            Upstream.ModelsPage read = page(route, token, Hops.onward(inbound, call));
            models.addAll(read.models());
            call = read.next() == null ? null : route.upstream().modelsCall(read.next());
        }
        synchronized (kept) {
            kept.put(key, new Kept(List.copyOf(models), clock.instant().plus(KEPT)));
        }
        return models;
    }

    /** An answer of status 200 that is none: an error object keeps its words. */
    private static ApiError noList(Upstream upstream, UpstreamReply reply) {
        JsonNode json = reply.json();
        String message = json == null ? null : Json.string(json.path("error"), "message");
        return ErrorCode.MALFORMED.error(
                upstream.name()
                        + ": the list of models "
                        + (message == null
                                ? "is not JSON" + Opening.of(reply.body()).quoted()
                                : "is an error: " + message));
    }

    private Upstream.ModelsPage page(Routes.Route route, @Nullable String token, UpstreamCall call)
            throws InterruptedException {
        Upstream upstream = route.upstream();
        UpstreamCall authorized = route.authorizer().authorize(call, token);
        WholeResponse response =
                client.fetch(authorized, upstream.name(), WholeResponse.Limit.of(PATIENCE));
        if (response.head().status() >= 300) {
            throw Refusal.of(response, route);
        }
        JsonNode json = response.reply().json();
        if (json == null || json.path("error").isObject()) {
            throw noList(upstream, response.reply()).exception();
        }
        return upstream.modelsPage(json);
    }
}
