package com.brievio.cli;

import com.brievio.proxy.Provider;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the ecosystem's own variables (decisions.md, "Base URLs" and "Keys"). */
final class UpstreamEnvironment {
    private final Map<String, String> environment;
    private final Path home;

    UpstreamEnvironment(Map<String, String> environment) {
        this(environment, Path.of(System.getProperty("user.home", ".")));
    }

    UpstreamEnvironment(Map<String, String> environment, Path home) {
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
        URI base = url("ANTHROPIC_BASE_URL");
        String key = value("ANTHROPIC_API_KEY");
        return new Provider.Keyed(
                "anthropic",
                base == null ? URI.create("https://api.anthropic.com") : base,
                key,
                base != null || key != null);
    }

    private Provider gemini() {
        URI base = url("GOOGLE_GEMINI_BASE_URL");
        String key = first("GEMINI_API_KEY", "GOOGLE_API_KEY");
        return new Provider.Keyed(
                "gemini",
                base == null ? URI.create("https://generativelanguage.googleapis.com") : base,
                key,
                base != null || key != null);
    }

    private Provider.Bedrock bedrock() {
        URI base = url("AWS_ENDPOINT_URL_BEDROCK_RUNTIME");
        String region = first("AWS_REGION", "AWS_DEFAULT_REGION");
        String bearer = value("AWS_BEARER_TOKEN_BEDROCK");
        boolean known = bearer != null || awsCredentialsAtHand();
        return new Provider.Bedrock(
                base, region, bearer, false, known && (region != null || base != null));
    }

    /** Looks without asking anybody: the chain itself is walked at the first call. */
    private boolean awsCredentialsAtHand() {
        return first("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE") != null
                || first("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") != null
                || first("AWS_CONTAINER_CREDENTIALS_FULL_URI") != null
                || Files.exists(home.resolve(".aws/credentials"))
                || Files.exists(home.resolve(".aws/config"));
    }

    private Provider.Vertex vertex() {
        String location = value("GOOGLE_CLOUD_LOCATION");
        return new Provider.Vertex(
                url("GOOGLE_VERTEX_BASE_URL"),
                value("GOOGLE_CLOUD_PROJECT"),
                location == null ? "global" : location,
                null,
                null);
    }

    /** Says where each key comes from; names, never values. */
    List<String> keySources() {
        Provider.Bedrock bedrock = bedrock();
        Provider.Vertex vertex = vertex();
        return List.of(
                "anthropic: " + keySource("ANTHROPIC_API_KEY"),
                "gemini: " + keySource("GEMINI_API_KEY", "GOOGLE_API_KEY"),
                "bedrock: "
                        + (!bedrock.configured()
                                ? "not set up (AWS_REGION, AWS credentials)"
                                : bedrock.bearerKey() != null
                                        ? "key from AWS_BEARER_TOKEN_BEDROCK"
                                        : "AWS default credential chain"),
                "vertex: "
                        + (vertex.project() == null
                                ? "not set up (GOOGLE_CLOUD_PROJECT)"
                                : "application-default credentials, project "
                                        + vertex.project()
                                        + ", "
                                        + vertex.location()));
    }

    private String keySource(String... names) {
        for (String name : names) {
            if (value(name) != null) {
                return "key from " + name;
            }
        }
        return "the client's own key";
    }

    private @Nullable String first(String... names) {
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

    private @Nullable URI url(String name) {
        String value = value(name);
        return value == null ? null : Urls.http(value, name);
    }
}
