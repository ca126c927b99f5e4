package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the upstream of a model name (decisions.md, "Names"). */
public final class Routes {
    private static final Pattern DASHED_VERSION = Pattern.compile("^gemini-(\\d+)-(\\d+)(?=-|$)");

    /** An ARN, or a vendor's name before a dot, with or without the region of a profile. */
    private static final Pattern BEDROCK_ID =
            Pattern.compile(
                    "arn:aws[\\w-]*:bedrock:.+|((us|us-gov|eu|apac|au|ca|jp|global)\\.)?"
                            + "(ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai|qwen"
                            + "|writer)\\..+");

    private final List<Route> providers;

    /**
     * A provider that can be reached.
     *
     * @param upstream the translator
     * @param authorizer puts credentials on its calls
     * @param configured whether the user has set it up, by a key, an address, a project
     */
    public record Route(Upstream upstream, Authorizer authorizer, boolean configured) {}

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
        if (BEDROCK_ID.matcher(name).matches()) {
            return target(name, route("bedrock"), name);
        }
        int slash = name.indexOf('/');
        if (slash > 0) {
            return target(name, route(name.substring(0, slash)), name.substring(slash + 1));
        }
        if (name.startsWith("claude-")) {
            return target(name, first(List.of("anthropic", "vertex", "bedrock")), name);
        }
        if (name.startsWith("gemini-")) {
            return target(name, first(List.of("gemini", "vertex")), name);
        }
        throw notFound(name);
    }

    private @Nullable Route route(String provider) {
        return providers.stream()
                .filter(r -> r.upstream().name().equals(provider))
                .findFirst()
                .orElse(null);
    }

    /** Returns the first that is configured, else the first. */
    private @Nullable Route first(List<String> names) {
        for (String name : names) {
            Route route = route(name);
            if (route != null && route.configured()) {
                return route;
            }
        }
        return route(names.getFirst());
    }

    private Target target(String name, @Nullable Route route, String model) {
        if (route == null || model.isEmpty()) {
            throw notFound(name);
        }
        return new Target(route, DASHED_VERSION.matcher(model).replaceFirst("gemini-$1.$2"));
    }

    private ApiException notFound(String name) {
        String known = String.join(", ", providers.stream().map(r -> r.upstream().name()).toList());
        return ApiError.of(
                        404,
                        ("The model '%s' does not exist here. Use claude-… for Anthropic, gemini-…"
                                        + " for Gemini, or provider/model with one of: %s.")
                                .formatted(name, known),
                        ApiError.INVALID_REQUEST,
                        null,
                        "model_not_found")
                .exception();
    }
}
