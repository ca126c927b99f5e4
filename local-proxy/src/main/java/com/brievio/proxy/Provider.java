package com.brievio.proxy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An upstream that the proxy can reach. */
public sealed interface Provider {
    /** Returns the name in routes, unique. */
    String name();

    /** Tells whether the user has set it up: a key, an address, a project, credentials. */
    boolean configured();

    /** What a server with a key speaks. */
    enum Dialect {
        /** Anthropic's Messages. */
        ANTHROPIC,
        /** Google's Gemini, AI Studio. */
        GEMINI,
        /** OpenAI's own, spoken by many servers. */
        OPENAI
    }

    /** Returns the base URL that the user has set, or null for the provider's own. */
    @Nullable URI baseUrl();

    /**
     * A server with a key, or without.
     *
     * @param name name in routes
     * @param dialect what it speaks
     * @param baseUrl its base URL; with or without the version where the dialect has its own path
     * @param key the key to use, or null to pass the client's own on
     * @param keySource what the key comes from, for the error that tells that it was refused; null
     *     where the upstream's words suffice
     * @param configured whether the user has set a key or an address
     * @param repair whether deviations of an OpenAI-compatible server are mended on the way
     */
    record Keyed(
            String name,
            Dialect dialect,
            URI baseUrl,
            @Nullable String key,
            @Nullable String keySource,
            boolean configured,
            boolean repair)
            implements Provider {
        /** Is configured, under the dialect's own name. */
        public Keyed(Dialect dialect, URI baseUrl, @Nullable String key) {
            this(dialect.name().toLowerCase(Locale.ROOT), dialect, baseUrl, key, null, true, false);
        }

        /** Names no key. */
        @Override
        public String toString() {
            return name + " at " + baseUrl;
        }
    }

    /**
     * Amazon Bedrock.
     *
     * @param name name in routes
     * @param baseUrl its base URL, or null for the region's own
     * @param region AWS region, or null for that of the profile
     * @param bearerKey a Bedrock API key, or null to sign with the AWS default credential chain
     * @param converse whether Claude is spoken to by Converse instead of InvokeModel
     * @param profile what a bare Claude name is prefixed with
     * @param configured whether credentials and a region are at hand
     */
    record Bedrock(
            String name,
            @Nullable URI baseUrl,
            @Nullable String region,
            @Nullable String bearerKey,
            boolean converse,
            String profile,
            boolean configured)
            implements Provider {
        /** The prefix of the profiles that serve from every region. */
        public static final String PROFILE = "global.anthropic.";

        /** Names no key. */
        @Override
        public String toString() {
            return name + " in " + region;
        }
    }

    /**
     * Google Vertex AI.
     *
     * @param name name in routes
     * @param baseUrl its base URL, or null for the location's own
     * @param project Google Cloud project, or null where none is set
     * @param location region, {@code global}, {@code us} or {@code eu}
     * @param expressKey an express key for Gemini, which needs no project, or null
     * @param token an access token, or null for the application-default credentials
     * @param credentialsFile a credentials file in place of the application-default ones, or null
     */
    record Vertex(
            String name,
            @Nullable URI baseUrl,
            @Nullable String project,
            String location,
            @Nullable String expressKey,
            @Nullable String token,
            @Nullable Path credentialsFile)
            implements Provider {
        @Override
        public boolean configured() {
            return project != null || expressKey != null;
        }

        /** Names no key. */
        @Override
        public String toString() {
            return name + " in " + location;
        }
    }
}
