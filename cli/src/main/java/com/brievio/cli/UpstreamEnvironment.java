package com.brievio.cli;

import com.brievio.proxy.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams as the configuration file and the ecosystem's own variables set them up
 * (decisions.md, "Base URLs" and "Keys"); the file wins.
 */
final class UpstreamEnvironment {
    private final Configuration configuration;
    private final Map<String, String> environment;
    private final Path home;

    UpstreamEnvironment(Configuration configuration, Map<String, String> environment) {
        this(configuration, environment, Path.of(System.getProperty("user.home", ".")));
    }

    UpstreamEnvironment(Configuration configuration, Map<String, String> environment, Path home) {
        this.configuration = configuration;
        this.environment = Map.copyOf(environment);
        this.home = home;
    }

    /**
     * Returns the providers.
     *
     * @throws UsageProblem where a base URL is none
     */
    List<Provider> providers() {
        return List.of(anthropic(), gemini(), bedrock(), vertex());
    }

    private Provider anthropic() {
        URI base = url("anthropic", "ANTHROPIC_BASE_URL");
        String key = first("anthropic", "key", "ANTHROPIC_API_KEY");
        return new Provider.Keyed(
                "anthropic",
                base == null ? URI.create("https://api.anthropic.com") : base,
                key,
                key == null ? null : keySource("anthropic", "ANTHROPIC_API_KEY"),
                base != null || key != null);
    }

    private Provider gemini() {
        URI base = url("gemini", "GOOGLE_GEMINI_BASE_URL");
        String key = first("gemini", "key", "GEMINI_API_KEY", "GOOGLE_API_KEY");
        return new Provider.Keyed(
                "gemini",
                base == null ? URI.create("https://generativelanguage.googleapis.com") : base,
                key,
                key == null ? null : keySource("gemini", "GEMINI_API_KEY", "GOOGLE_API_KEY"),
                base != null || key != null);
    }

    private Provider.Bedrock bedrock() {
        URI base = url("bedrock", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME");
        String region =
                place(first("bedrock", "region", "AWS_REGION", "AWS_DEFAULT_REGION"), "AWS_REGION");
        String bearer = first("bedrock", "key", "AWS_BEARER_TOKEN_BEDROCK");
        String profile = configuration.setting("bedrock", "profile");
        boolean known = bearer != null || awsCredentialsAtHand();
        return new Provider.Bedrock(
                base,
                region,
                bearer,
                "converse".equals(configuration.setting("bedrock", "api")),
                profile == null ? Provider.Bedrock.PROFILE : profile,
                known && (region != null || base != null || profileNamesARegion()));
    }

    /** Looks without asking anybody: the chain itself is walked at the first call. */
    private boolean awsCredentialsAtHand() {
        boolean named =
                List.of(
                                "AWS_ACCESS_KEY_ID",
                                "AWS_PROFILE",
                                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                                "AWS_CONTAINER_CREDENTIALS_FULL_URI")
                        .stream()
                        .anyMatch(name -> value(name) != null);
        return named || Files.exists(awsFile("AWS_SHARED_CREDENTIALS_FILE", "credentials"));
    }

    private Path awsFile(String variable, String name) {
        String named = value(variable);
        return named == null ? home.resolve(".aws").resolve(name) : Path.of(named);
    }

    /** Whether some profile names a region; which one counts is the chain's affair. */
    private boolean profileNamesARegion() {
        Path file = awsFile("AWS_CONFIG_FILE", "config");
        try (Stream<String> lines = Files.lines(file)) {
            return lines.anyMatch(line -> line.strip().matches("region\\s*=\\s*\\S+"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /** Returns the place, which becomes part of a host name. */
    private static @Nullable String place(@Nullable String name, String source) {
        if (name != null && !name.matches("[a-z0-9-]{1,40}")) {
            throw new UsageProblem(source + ": '" + name + "' is no name like us-east-1");
        }
        return name;
    }

    private Provider.Vertex vertex() {
        String location =
                place(
                        first("vertex", "location", "GOOGLE_CLOUD_LOCATION"),
                        "GOOGLE_CLOUD_LOCATION");
        String file = configuration.setting("vertex", "credentials");
        return new Provider.Vertex(
                url("vertex", "GOOGLE_VERTEX_BASE_URL"),
                first("vertex", "project", "GOOGLE_CLOUD_PROJECT"),
                location == null ? "global" : location,
                configuration.setting("vertex", "key"),
                null,
                file == null ? null : Path.of(file));
    }

    /** Says where each key comes from; names, never values. */
    List<String> keySources() {
        Provider.Bedrock bedrock = bedrock();
        Provider.Vertex vertex = vertex();
        return List.of(
                "anthropic: " + keySource("anthropic", "ANTHROPIC_API_KEY"),
                "gemini: " + keySource("gemini", "GEMINI_API_KEY", "GOOGLE_API_KEY"),
                "bedrock: "
                        + (!bedrock.configured()
                                ? "not set up (AWS_REGION, AWS credentials)"
                                : bedrock.bearerKey() != null
                                        ? keySource("bedrock", "AWS_BEARER_TOKEN_BEDROCK")
                                        : "AWS default credential chain"),
                "vertex: "
                        + (vertex.expressKey() != null
                                ? "express key from the configuration"
                                : vertex.project() == null
                                        ? "not set up (GOOGLE_CLOUD_PROJECT)"
                                        : "application-default credentials, project "
                                                + vertex.project()
                                                + ", "
                                                + vertex.location()));
    }

    private String keySource(String upstream, String... names) {
        if (configuration.setting(upstream, "key") != null) {
            return "key from the configuration";
        }
        for (String name : names) {
            if (value(name) != null) {
                return "key from " + name;
            }
        }
        return "the client's own key";
    }

    /** Returns what is configured, else the first variable that is set, else null. */
    private @Nullable String first(String upstream, String key, String... names) {
        String configured = configuration.setting(upstream, key);
        if (configured != null) {
            return configured;
        }
        for (String name : names) {
            String value = value(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private @Nullable String value(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private @Nullable URI url(String upstream, String name) {
        String configured = configuration.setting(upstream, "baseUrl");
        if (configured != null) {
            return Urls.http(configured, "upstreams." + upstream + ".baseUrl");
        }
        String value = value(name);
        return value == null ? null : Urls.http(value, name);
    }
}
