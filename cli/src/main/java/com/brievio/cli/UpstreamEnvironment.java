package com.brievio.cli;

import com.brievio.cli.Configuration.Setting;
import com.brievio.proxy.Provider;
import com.brievio.proxy.Provider.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams as the configuration file and the ecosystem's own variables set them up
 * (decisions.md, "Base URLs" and "Keys"); the file wins. Variables speak of the five upstreams that
 * bear the name of their kind.
 */
final class UpstreamEnvironment {
    private static final String DEFAULT = "default";

    /** The variables of each setting, the first that is set counts. */
    private static final Map<String, Map<String, List<String>>> VARIABLES =
            Map.of(
                    "anthropic",
                            Map.of(
                                    "baseUrl", List.of("ANTHROPIC_BASE_URL"),
                                    "key", List.of("ANTHROPIC_API_KEY")),
                    "gemini",
                            Map.of(
                                    "baseUrl", List.of("GOOGLE_GEMINI_BASE_URL"),
                                    "key", List.of("GEMINI_API_KEY", "GOOGLE_API_KEY")),
                    "openai",
                            Map.of(
                                    "baseUrl", List.of("OPENAI_BASE_URL"),
                                    "key", List.of("OPENAI_API_KEY")),
                    "bedrock",
                            Map.of(
                                    "baseUrl", List.of("AWS_ENDPOINT_URL_BEDROCK_RUNTIME"),
                                    "key", List.of("AWS_BEARER_TOKEN_BEDROCK"),
                                    "region", List.of("AWS_REGION", "AWS_DEFAULT_REGION")),
                    "vertex",
                            Map.of(
                                    "baseUrl", List.of("GOOGLE_VERTEX_BASE_URL"),
                                    "project", List.of("GOOGLE_CLOUD_PROJECT"),
                                    "location", List.of("GOOGLE_CLOUD_LOCATION")));

    private static final Map<String, Map<String, String>> DEFAULTS =
            Map.of(
                    "anthropic", Map.of("baseUrl", "https://api.anthropic.com"),
                    "gemini", Map.of("baseUrl", "https://generativelanguage.googleapis.com"),
                    "openai", Map.of("baseUrl", "https://api.openai.com/v1", "repair", "false"),
                    "bedrock", Map.of("api", "invoke", "profile", Provider.Bedrock.PROFILE),
                    "vertex", Map.of("location", "global"));

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

    /** Returns the names of the upstreams, the five of their kinds first. */
    List<String> names() {
        List<String> names =
                new ArrayList<>(List.of("anthropic", "gemini", "openai", "bedrock", "vertex"));
        configuration.upstreams().keySet().stream()
                .filter(name -> !names.contains(name))
                .forEach(names::add);
        return names;
    }

    private String kind(String name) {
        Setting kind = configuration.setting(name, "kind");
        return kind == null ? name : kind.value();
    }

    /**
     * Returns the settings that are in force for the upstream, by key: from the file, else from a
     * variable, else the default.
     */
    Map<String, Setting> settings(String name) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        String kind = kind(name);
        DEFAULTS.getOrDefault(kind, Map.of())
                .forEach((key, value) -> settings.put(key, new Setting(value, DEFAULT)));
        if (name.equals(kind)) {
            VARIABLES
                    .getOrDefault(kind, Map.of())
                    .forEach((key, names) -> {
                        Setting set = variable(names);
                        if (set != null) {
                            settings.put(key, set);
                        }
                    });
        }
        configuration
                .upstreams()
                .getOrDefault(name, Map.of())
                .forEach((key, value) -> {
                    if (!key.equals("kind")) {
                        settings.put(key, value);
                    }
                });
        return settings;
    }

    private @Nullable Setting variable(List<String> names) {
        for (String name : names) {
            String value = value(name);
            if (value != null) {
                return new Setting(value, name);
            }
        }
        return null;
    }

    private @Nullable String value(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /**
     * Returns the providers.
     *
     * @throws UsageProblem where a base URL is none
     */
    List<Provider> providers() {
        return names().stream().map(this::provider).toList();
    }

    /** Returns the providers that the file names: no variable of a shell makes one of these. */
    List<Provider> named() {
        return configuration.upstreams().keySet().stream().map(this::provider).toList();
    }

    private Provider provider(String name) {
        Settings settings = new Settings(settings(name));
        return switch (kind(name)) {
            case "anthropic" -> keyed(name, Dialect.ANTHROPIC, settings);
            case "gemini" -> keyed(name, Dialect.GEMINI, settings);
            case "openai" -> keyed(name, Dialect.OPENAI, settings);
            case "bedrock" -> bedrock(name, settings);
            default -> vertex(name, settings);
        };
    }

    /** The settings of one upstream, typed. */
    private record Settings(Map<String, Setting> all) {
        @Nullable String text(String key) {
            Setting setting = all.get(key);
            return setting == null ? null : setting.value();
        }

        boolean isSet(String key) {
            Setting setting = all.get(key);
            return setting != null && !setting.origin().equals(DEFAULT);
        }

        @Nullable URI url() {
            Setting setting = all.get("baseUrl");
            return setting == null ? null : Urls.http(setting.value(), setting.origin());
        }

        /** Returns a place, which becomes part of a host name. */
        @Nullable String place(String key) {
            Setting setting = all.get(key);
            if (setting != null && !setting.value().matches("[a-z0-9-]{1,40}")) {
                throw new UsageProblem(
                        setting.origin() + ": '" + setting.value() + "' is no name like us-east-1");
            }
            return setting == null ? null : setting.value();
        }
    }

    private static Provider keyed(String name, Dialect dialect, Settings settings) {
        Setting key = settings.all.get("key");
        URI base = settings.url();
        if (base == null) {
            throw new UsageProblem("upstreams." + name + ".baseUrl: is missing");
        }
        return new Provider.Keyed(
                name,
                dialect,
                base,
                key == null ? null : key.value(),
                key == null ? null : "key from " + key.origin(),
                settings.isSet("baseUrl") || key != null,
                "true".equals(settings.text("repair")));
    }

    private Provider.Bedrock bedrock(String name, Settings settings) {
        URI base = settings.url();
        String region = settings.place("region");
        String bearer = settings.text("key");
        String profile = settings.text("profile");
        boolean known = bearer != null || awsCredentialsAtHand();
        return new Provider.Bedrock(
                name,
                base,
                region,
                bearer,
                "converse".equals(settings.text("api")),
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

    private static Provider.Vertex vertex(String name, Settings settings) {
        String location = settings.place("location");
        String file = settings.text("credentials");
        return new Provider.Vertex(
                name,
                settings.url(),
                settings.text("project"),
                location == null ? "global" : location,
                settings.text("key"),
                null,
                file == null ? null : Path.of(file));
    }

    /** Says where each key comes from; names, never values. */
    List<String> keySources() {
        return providers().stream().map(p -> p.name() + ": " + keySource(p)).toList();
    }

    private String keySource(Provider provider) {
        Setting key = settings(provider.name()).get("key");
        String from = key == null ? "" : "key from " + key.origin();
        return switch (provider) {
            case Provider.Keyed keyed when keyed.dialect() == Dialect.OPENAI ->
                    !keyed.configured()
                            ? "not set up (OPENAI_API_KEY or OPENAI_BASE_URL)"
                            : keyed.baseUrl()
                                    + ", "
                                    + (key == null ? "the client's own key" : from);
            case Provider.Keyed _ -> key == null ? "the client's own key" : from;
            case Provider.Bedrock bedrock ->
                    !bedrock.configured()
                            ? "not set up (AWS_REGION, AWS credentials)"
                            : key == null ? "AWS default credential chain" : from;
            case Provider.Vertex vertex ->
                    key != null
                            ? "express " + from
                            : vertex.project() == null
                                    ? "not set up (GOOGLE_CLOUD_PROJECT)"
                                    : "application-default credentials, project "
                                            + vertex.project()
                                            + ", "
                                            + vertex.location();
        };
    }
}
