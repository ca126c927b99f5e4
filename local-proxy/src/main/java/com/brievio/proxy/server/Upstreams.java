package com.brievio.proxy.server;

import com.brievio.proxy.Provider;
import com.brievio.proxy.TranslationOptions;
import com.brievio.proxy.credentials.AwsCredentials;
import com.brievio.proxy.credentials.GoogleTokens;
import com.brievio.proxy.upstream.Authorizer;
import com.brievio.proxy.upstream.KeyHeader;
import com.brievio.proxy.upstream.LazyAuthorizer;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Routes;
import com.brievio.proxy.upstream.ThinkingMemory;
import com.brievio.proxy.upstream.anthropic.AnthropicUpstream;
import com.brievio.proxy.upstream.anthropic.Claude;
import com.brievio.proxy.upstream.bedrock.BedrockUpstream;
import com.brievio.proxy.upstream.gemini.Gemini;
import com.brievio.proxy.upstream.gemini.GeminiUpstream;
import com.brievio.proxy.upstream.vertex.VertexAddress;
import com.brievio.proxy.upstream.vertex.VertexUpstream;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** The list of upstreams: registering one is one case here. */
final class Upstreams {
    private static final Duration TOKEN_PATIENCE = Duration.ofSeconds(20);

    private final Claude claude;
    private final Gemini gemini;
    private final InstantSource clock;

    Upstreams(ModelFacts facts, TranslationOptions options, InstantSource clock) {
        this.claude = new Claude(facts, options, new ThinkingMemory());
        this.gemini = new Gemini(facts, options, new ThinkingMemory());
        this.clock = clock;
    }

    /** Returns the names, sorted. */
    static List<String> names() {
        return List.of("anthropic", "bedrock", "gemini", "vertex");
    }

    /**
     * Returns the route to this provider.
     *
     * @throws IllegalArgumentException for an unknown name
     */
    Routes.Route route(Provider provider) {
        return switch (provider) {
            case Provider.Keyed keyed -> keyed(keyed);
            case Provider.Bedrock bedrock -> bedrock(bedrock);
            case Provider.Vertex vertex -> vertex(vertex);
        };
    }

    private Routes.Route keyed(Provider.Keyed keyed) {
        URI base = keyed.baseUrl();
        return switch (keyed.name()) {
            case "anthropic" ->
                    new Routes.Route(
                            new AnthropicUpstream(base, claude, clock),
                            new KeyHeader(
                                    "ANTHROPIC_API_KEY",
                                    "x-api-key",
                                    "",
                                    keyed.key(),
                                    keyed.keySource()),
                            keyed.configured());
            case "gemini" ->
                    new Routes.Route(
                            new GeminiUpstream(base, gemini),
                            new KeyHeader(
                                    "GEMINI_API_KEY",
                                    "x-goog-api-key",
                                    "",
                                    keyed.key(),
                                    keyed.keySource()),
                            keyed.configured());
            default ->
                    throw new IllegalArgumentException(
                            "unknown upstream " + keyed.name() + ", known: " + names());
        };
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
        return new Routes.Route(
                new BedrockUpstream(base, claude, bedrock.converse(), bedrock.profile()),
                bedrock.bearerKey() == null
                        ? new LazyAuthorizer(() -> AwsCredentials.defaultChain(bedrock.region()))
                        : bearer(
                                bedrock.bearerKey(),
                                "AWS_BEARER_TOKEN_BEDROCK or the configured key"),
                bedrock.configured());
    }

    private Routes.Route vertex(Provider.Vertex vertex) {
        String key = vertex.expressKey();
        VertexAddress address =
                new VertexAddress(
                        vertex.baseUrl(), vertex.project(), vertex.location(), key != null);
        Authorizer authorizer;
        if (key != null) {
            authorizer = new KeyHeader("", "x-goog-api-key", "", key, "the express key");
        } else if (vertex.token() != null) {
            authorizer = bearer(vertex.token(), "the access token");
        } else {
            authorizer =
                    new LazyAuthorizer(
                            () -> new GoogleTokens(vertex.credentialsFile(), TOKEN_PATIENCE));
        }
        return new Routes.Route(
                new VertexUpstream(address, claude, gemini),
                authorizer,
                vertex.project() != null || key != null);
    }

    private static Authorizer bearer(String key, String source) {
        return new KeyHeader("", "authorization", "Bearer ", key, source);
    }
}
