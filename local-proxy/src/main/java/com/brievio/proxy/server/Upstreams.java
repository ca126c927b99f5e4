package com.brievio.proxy.server;

import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.TranslationOptions;
import com.brievio.proxy.credentials.AwsCredentials;
import com.brievio.proxy.credentials.GoogleTokens;
import com.brievio.proxy.upstream.Authorizer;
import com.brievio.proxy.upstream.KeyHeader;
import com.brievio.proxy.upstream.KeyShape;
import com.brievio.proxy.upstream.LazyAuthorizer;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.ThinkingMemory;
import com.brievio.proxy.upstream.Upstream;
import com.brievio.proxy.upstream.anthropic.AnthropicKey;
import com.brievio.proxy.upstream.anthropic.AnthropicUpstream;
import com.brievio.proxy.upstream.anthropic.Claude;
import com.brievio.proxy.upstream.bedrock.BedrockUpstream;
import com.brievio.proxy.upstream.gemini.Gemini;
import com.brievio.proxy.upstream.gemini.GeminiUpstream;
import com.brievio.proxy.upstream.openai.CompatibleServer;
import com.brievio.proxy.upstream.vertex.VertexAddress;
import com.brievio.proxy.upstream.vertex.VertexUpstream;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The list of upstreams: registering one is one case here. */
final class Upstreams {
    private static final Duration TOKEN_PATIENCE = Duration.ofSeconds(20);

    private final Claude claude;
    private final Gemini gemini;
    private final InstantSource clock;

    private Upstreams(ModelFacts facts, TranslationOptions options, InstantSource clock) {
        this.claude = new Claude(facts, options, new ThinkingMemory());
        this.gemini = new Gemini(facts, options, new ThinkingMemory());
        this.clock = clock;
    }

    /**
     * Returns the routes to all providers.
     *
     * @throws IllegalArgumentException where a model fact is unknown or a rule names no provider
     */
    static Routes routes(ProxyOptions options, InstantSource clock) {
        ModelFacts facts = ModelFacts.overridden(options.modelFacts());
        Upstreams upstreams = new Upstreams(facts, options.translation(), clock);
        return new Routes(
                options.providers().stream().map(upstreams::route).toList(),
                options.routes(),
                facts.families());
    }

    /** Returns the names, sorted. */
    static List<String> names() {
        return List.of("anthropic", "bedrock", "gemini", "openai", "vertex");
    }

    /** Returns the route to this provider. */
    private Routes.Route route(Provider provider) {
        return switch (provider) {
            case Provider.Keyed keyed -> keyed(keyed);
            case Provider.Bedrock bedrock -> bedrock(bedrock);
            case Provider.Vertex vertex -> vertex(vertex);
        };
    }

    private Routes.Route keyed(Provider.Keyed keyed) {
        URI base = keyed.baseUrl();
        return switch (keyed.dialect()) {
            case ANTHROPIC ->
                    route(
                            keyed,
                            new AnthropicUpstream(base, claude, clock),
                            new AnthropicKey(key(keyed, "ANTHROPIC_API_KEY", "x-api-key", "")));
            case GEMINI ->
                    route(
                            keyed,
                            new GeminiUpstream(base, gemini),
                            key(keyed, "GEMINI_API_KEY", "x-goog-api-key", ""));
            case OPENAI ->
                    new Routes.Route(
                            keyed.name(),
                            new CompatibleServer(keyed.name(), base),
                            key(keyed, null, "authorization", "Bearer "),
                            keyed.configured(),
                            KeyShape.wantedAt(base) == null,
                            keyed.repair());
        };
    }

    private static KeyHeader key(
            Provider.Keyed keyed, @Nullable String variable, String header, String prefix) {
        return new KeyHeader(variable, header, prefix, keyed.key(), keyed.keySource());
    }

    private static Routes.Route route(Provider provider, Upstream upstream, Authorizer authorizer) {
        return new Routes.Route(
                provider.name(), upstream, authorizer, provider.configured(), false, false);
    }

    private Routes.Route bedrock(Provider.Bedrock bedrock) {
        Supplier<URI> base =
                () ->
                        bedrock.baseUrl() != null
                                ? bedrock.baseUrl()
                                : URI.create(
                                        "https://bedrock-runtime."
                                                + (bedrock.region() == null
                                                        ? AwsCredentials.profileRegion()
                                                        : bedrock.region())
                                                + ".amazonaws.com");
        return route(
                bedrock,
                new BedrockUpstream(base, claude, bedrock.converse(), bedrock.profile()),
                bedrock.bearerKey() == null
                        ? new LazyAuthorizer(
                                "AWS4-HMAC-SHA256",
                                () -> AwsCredentials.defaultChain(bedrock.region()))
                        : bearer(
                                bedrock.bearerKey(),
                                "AWS_BEARER_TOKEN_BEDROCK or the configured key"));
    }

    private Routes.Route vertex(Provider.Vertex vertex) {
        String key = vertex.expressKey();
        VertexAddress address =
                new VertexAddress(
                        vertex.baseUrl(), vertex.project(), vertex.location(), key != null);
        Authorizer authorizer;
        if (key != null) {
            authorizer = new KeyHeader(null, "x-goog-api-key", "", key, "the express key");
        } else if (vertex.token() != null) {
            authorizer = bearer(vertex.token(), "the access token");
        } else {
            authorizer =
                    new LazyAuthorizer(
                            "Bearer",
                            () -> new GoogleTokens(vertex.credentialsFile(), TOKEN_PATIENCE));
        }
        return route(vertex, new VertexUpstream(address, claude, gemini), authorizer);
    }

    private static Authorizer bearer(String key, String source) {
        return new KeyHeader(null, "authorization", "Bearer ", key, source);
    }
}
