package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the upstream of a model name (decisions.md, "Names"). */
public final class Routes {
    private static final Pattern DASHED_VERSION = Pattern.compile("^gemini-(\\d+)-(\\d+)(?=-|$)");

    private final List<Route> providers;

    /**
     * A provider that can be reached.
     *
     * @param upstream the translator
     * @param key the key to use, or null to pass the client's own on
     */
    public record Route(Upstream upstream, @Nullable String key) {}

    /** A resolved name: the provider and the model id that it is sent. */
    public record Target(Route route, String model) {}

    /** Routes to these providers. */
    public Routes(List<Route> providers) {
        this.providers = List.copyOf(providers);
    }

    /** Returns the providers, in the order of the model list. */
    public List<Route> providers() {
        return providers;
    }

    /**
     * Resolves the client's model name.
     *
     * @throws ApiException with 404 {@code model_not_found} where no provider serves it
     */
    public Target resolve(String name) {
        int slash = name.indexOf('/');
        if (slash > 0) {
            return target(name, name.substring(0, slash), name.substring(slash + 1));
        }
        if (name.startsWith("claude-")) {
            return target(name, "anthropic", name);
        }
        if (name.startsWith("gemini-")) {
            return target(name, "gemini", name);
        }
        throw notFound(name);
    }

    private Target target(String name, String provider, String model) {
        for (Route route : providers) {
            if (route.upstream().name().equals(provider) && !model.isEmpty()) {
                return new Target(
                        route, DASHED_VERSION.matcher(model).replaceFirst("gemini-$1.$2"));
            }
        }
        throw notFound(name);
    }

    private ApiException notFound(String name) {
        return ApiError.of(
                        404,
                        ("The model '%s' does not exist here. Use claude-… for Anthropic, gemini-…"
                                        + " for Gemini, or provider/model with one of: %s.")
                                .formatted(
                                        name,
                                        String.join(
                                                ", ",
                                                providers.stream()
                                                        .map(r -> r.upstream().name())
                                                        .toList())),
                        ApiError.INVALID_REQUEST,
                        null,
                        "model_not_found")
                .exception();
    }
}
