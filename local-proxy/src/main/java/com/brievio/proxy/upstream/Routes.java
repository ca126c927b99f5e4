package com.brievio.proxy.upstream;

import com.brievio.proxy.Provider;
import com.brievio.proxy.RouteRule;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.error.ErrorCode;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the upstream of a model name (decisions.md, "Names"). */
public final class Routes {
    private static final Pattern DASHED_VERSION = Pattern.compile("^gemini-(\\d+)-(\\d+)(?=-|$)");

    /** What makes any model choosable in clients that take Claude's names only. */
    public static final String OWN_PREFIX = "claude-via-brievio/";

    private final List<Route> providers;
    private final List<RouteMatcher> rules;
    private final Supplier<List<String>> families;

    /**
     * A provider that can be reached.
     *
     * @param name the name in routes, unique
     * @param upstream what is spoken to it
     * @param authorizer puts credentials on its calls
     * @param configured whether the user has set it up, by a key, an address, a project
     * @param ownAddress whether its address is one that the user has set, not the vendor's own
     * @param repair whether deviations of an OpenAI-compatible server are mended on the way
     * @param claims which names of models lead to it without its own name in front
     */
    public record Route(
            String name,
            Upstream upstream,
            Authorizer authorizer,
            boolean configured,
            boolean ownAddress,
            boolean repair,
            ModelClaims claims) {
        /** Returns the route to a provider that is translated; its claims hold for its own name. */
        public static Route of(
                Provider provider, Upstream upstream, Authorizer authorizer, ModelClaims claims) {
            boolean own = provider.name().equals(provider.kind());
            return new Route(
                    provider.name(),
                    upstream,
                    authorizer,
                    provider.configured(),
                    false,
                    false,
                    own ? claims : ModelClaims.NONE);
        }
    }

    /** A resolved name: the provider, the model id that it is sent, whether answers are mended. */
    public record Target(Route route, String model, boolean repair) {
        /** Returns {@code provider/model}, for the log. */
        public String label() {
            return route.name() + "/" + model;
        }
    }

    /**
     * Routes to these providers.
     *
     * @param rules looked at before anything else: aliases first, then patterns, in their order
     * @param families known families of models, to be suggested for a name that goes nowhere
     * @throws IllegalArgumentException where a rule names no provider
     */
    public Routes(List<Route> providers, List<RouteRule> rules, Supplier<List<String>> families) {
        this.providers = List.copyOf(providers);
        this.rules =
                Stream.concat(
                                rules.stream().filter(RouteRule::isAlias),
                                rules.stream().filter(rule -> !rule.isAlias()))
                        .map(RouteMatcher::of)
                        .toList();
        this.families = families;
        for (RouteRule rule : rules) {
            if (route(rule.upstream()) == null) {
                throw new IllegalArgumentException(
                        "route " + rule.pattern() + ": there is no upstream " + rule.upstream());
            }
        }
    }

    /** Returns the providers, in the order of the model list. */
    public List<Route> providers() {
        return providers;
    }

    /** Returns the rules that are names of their own. */
    public List<RouteRule> aliases() {
        return rules.stream().map(RouteMatcher::rule).filter(RouteRule::isAlias).toList();
    }

    /**
     * Resolves the client's model name.
     *
     * @throws ApiException with 404 {@code model_not_found} where no provider serves it
     */
    public Target resolve(String name) {
        return resolve(name, _ -> false);
    }

    /**
     * The same where servers can be asked what they list: an id with a slash that an
     * OpenAI-compatible server lists is that server's, whatever stands before the slash.
     *
     * @param lists tells whether a server lists a model under this name
     */
    public Target resolve(String given, Predicate<Route> lists) {
        String name = given.startsWith(OWN_PREFIX) ? given.substring(OWN_PREFIX.length()) : given;
        Target ruled = ruled(name);
        if (ruled != null) {
            return ruled;
        }
        if (name.indexOf('/') > 0 && claimed(name, true) == null) {
            for (Route route : providers) {
                if (isServer(route) && lists.test(route)) {
                    return target(name, route, name);
                }
            }
        }
        return builtIn(name);
    }

    /** Returns the servers whose lists decide where this name goes, in their order; often none. */
    public List<Route> servers(String given) {
        String name = given.startsWith(OWN_PREFIX) ? given.substring(OWN_PREFIX.length()) : given;
        boolean asks = name.indexOf('/') > 0 && claimed(name, true) == null && ruled(name) == null;
        return asks ? providers.stream().filter(Routes::isServer).toList() : List.of();
    }

    private static boolean isServer(Route route) {
        return route.upstream() instanceof Passthrough && route.configured();
    }

    private @Nullable Target ruled(String name) {
        for (RouteMatcher matcher : rules) {
            RouteRule rule = matcher.rule();
            String model = matcher.modelFor(name);
            Route route = route(rule.upstream());
            if (model != null && route != null) {
                boolean repair = rule.repair() == null ? route.repair() : rule.repair();
                return target(name, route, model, repair);
            }
        }
        return null;
    }

    private Target builtIn(String name) {
        Route whole = claimed(name, true);
        if (whole != null) {
            return target(name, whole, name);
        }
        int slash = name.indexOf('/');
        Route named = slash > 0 ? route(name.substring(0, slash)) : null;
        if (named != null && (named.configured() || !anyServerServes())) {
            return target(name, named, name.substring(slash + 1));
        }
        return target(name, claimed(name, false), name);
    }

    /** Returns whether there is a server of the user's own that may have models of any name. */
    private boolean anyServerServes() {
        return providers.stream()
                .anyMatch(route ->
                        isServer(route)
                                && route.ownAddress()
                                && !route.claims().equals(ModelClaims.NONE));
    }

    private @Nullable Route route(String provider) {
        return providers.stream().filter(r -> r.name().equals(provider)).findFirst().orElse(null);
    }

    /**
     * Returns who claims the name: of those that are set up the one of the lowest rank, else of
     * all; a last resort counts only where it is set up and nobody else claims the name.
     *
     * @param whole whether only claims on whole ids count
     */
    private @Nullable Route claimed(String name, boolean whole) {
        Route best = null;
        int bestRank = Integer.MAX_VALUE;
        for (Route route : providers) {
            ModelClaims.Claim claim = route.claims().on(name);
            if (claim == null || (whole && !claim.whole())) {
                continue;
            }
            boolean last = claim.rank() == ModelClaims.LAST_RESORT;
            if (last && !route.configured()) {
                continue;
            }
            int rank =
                    claim.rank() + (last || route.configured() ? 0 : ModelClaims.LAST_RESORT / 2);
            if (rank < bestRank) {
                best = route;
                bestRank = rank;
            }
        }
        return best;
    }

    private Target target(String name, @Nullable Route route, String model) {
        return target(name, route, model, route != null && route.repair());
    }

    private Target target(String name, @Nullable Route route, String model, boolean repair) {
        if (route == null || model.isEmpty()) {
            throw notFound(name);
        }
        return switch (route.upstream()) {
            case Translator _ -> {
                requireName(model);
                String dotted = DASHED_VERSION.matcher(model).replaceFirst("gemini-$1.$2");
                yield new Target(route, dotted, repair);
            }
            case Passthrough _ -> new Target(route, model, repair);
        };
    }

    /** A model stands in the path of many upstreams: it may not lead out of its place. */
    private static void requireName(String model) {
        boolean path =
                Stream.of(model.split("[/\\\\]", -1))
                        .anyMatch(s -> s.isEmpty() || s.equals(".") || s.equals(".."));
        if (path) {
            throw ApiError.invalid(
                            "model",
                            "invalid_value",
                            "model: '" + model + "' is no name of a model but part of a path")
                    .exception();
        }
    }

    private ApiException notFound(String name) {
        List<String> near = NearNames.of(name, known(name));
        String known = String.join(", ", providers.stream().map(Route::name).toList());
        return ErrorCode.MODEL_NOT_FOUND
                .error(
                        ("The model '%s' does not exist here. %sUse claude-… for Anthropic, gemini-…"
                                        + " for Gemini, provider/model with one of: %s; or give it a"
                                        + " route.")
                                .formatted(
                                        name,
                                        near.isEmpty()
                                                ? ""
                                                : "Near names: " + String.join(", ", near) + ". ",
                                        known))
                .exception();
    }

    /** Returns the names that somebody may have meant. */
    private List<String> known(String name) {
        String model = name.substring(name.indexOf('/') + 1);
        Stream<String> prefixed =
                name.equals(model)
                        ? Stream.of()
                        : providers.stream().map(route -> route.name() + "/" + model);
        return Stream.of(
                        aliases().stream().map(RouteRule::pattern),
                        prefixed,
                        families.get().stream())
                .flatMap(names -> names)
                .toList();
    }
}
