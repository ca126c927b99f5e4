package com.brievio.proxy.server;

import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Upstream;
import com.brievio.proxy.upstream.anthropic.AnthropicUpstream;
import com.brievio.proxy.upstream.gemini.GeminiUpstream;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The list of upstreams: registering one is one line here. */
final class Upstreams {
    /** What every upstream is built from. */
    record Parts(ModelFacts facts, boolean reasoning, InstantSource clock) {}

    private static final Map<String, BiFunction<URI, Parts, Upstream>> BY_NAME =
            Map.of(
                    "anthropic",
                    (uri, p) -> new AnthropicUpstream(uri, p.facts(), p.reasoning(), p.clock()),
                    "gemini",
                    (uri, p) -> new GeminiUpstream(uri, p.facts(), p.reasoning()));

    private Upstreams() {}

    /** Returns the names, sorted. */
    static List<String> names() {
        return BY_NAME.keySet().stream().sorted().toList();
    }

    /**
     * Returns the upstream of this name.
     *
     * @throws IllegalArgumentException for an unknown name
     */
    static Upstream create(
            String name, URI base, ModelFacts facts, boolean reasoning, InstantSource clock) {
        @Nullable BiFunction<URI, Parts, Upstream> factory = BY_NAME.get(name);
        if (factory == null) {
            throw new IllegalArgumentException("unknown upstream " + name + ", known: " + names());
        }
        return factory.apply(base, new Parts(facts, reasoning, clock));
    }
}
