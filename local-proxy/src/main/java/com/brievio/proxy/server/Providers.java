package com.brievio.proxy.server;

import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.provider.ProviderKind;
import com.brievio.proxy.upstream.KeyShapes;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.Shared;
import com.brievio.proxy.upstream.UpstreamKind;
import com.brievio.proxy.upstream.anthropic.AnthropicKind;
import com.brievio.proxy.upstream.bedrock.BedrockKind;
import com.brievio.proxy.upstream.gemini.GeminiKind;
import com.brievio.proxy.upstream.openai.OpenAiKind;
import com.brievio.proxy.upstream.vertex.VertexKind;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** The list of kinds of providers: a new one is a line here, and a folder. */
public final class Providers {
    private static final List<UpstreamKind> KINDS =
            List.of(
                    new AnthropicKind(),
                    new GeminiKind(),
                    new OpenAiKind(),
                    new BedrockKind(),
                    new VertexKind());

    private Providers() {}

    /** Returns the kinds, in the order in which they are listed. */
    public static List<ProviderKind> kinds() {
        return List.copyOf(KINDS);
    }

    /**
     * Returns the kind of this name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static ProviderKind kind(String name) {
        return known(name);
    }

    private static UpstreamKind known(String name) {
        return KINDS.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(name + " is not a kind of provider"));
    }

    /**
     * Returns the routes to all providers.
     *
     * @throws IllegalArgumentException where a rule names no provider
     */
    static Routes routes(ProxyOptions options, ModelFacts facts, InstantSource clock) {
        Shared shared = new Shared(facts, options.translation(), clock, keyShapes());
        return new Routes(
                options.providers().stream().map(one -> route(one, shared)).toList(),
                options.routes(),
                facts::families);
    }

    /** Returns the shapes of keys of all kinds. */
    static KeyShapes keyShapes() {
        return new KeyShapes(
                KINDS.stream().map(UpstreamKind::keyShape).filter(Objects::nonNull).toList());
    }

    private static Routes.Route route(Provider provider, Shared shared) {
        return known(provider.kind()).connect(provider, shared);
    }
}
