package com.brievio.cli;

import com.brievio.conformance.Target;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which endpoints and models are judged. */
final class TargetOptions {
    private static final String DEFAULT_KEY = "OPENAI_API_KEY";
    private static final List<String> PARTS =
            List.of("model", "key-env", "embedding-model", "image-url");
    private static final List<String> KEYS =
            List.of(
                    "name",
                    "url",
                    "model",
                    "models",
                    "keyEnv",
                    "headers",
                    "embeddingModel",
                    "imageUrl");
    private static final Set<String> OWN_HEADERS =
            Set.of(
                    "host",
                    "content-length",
                    "connection",
                    "expect",
                    "transfer-encoding",
                    "upgrade");

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "The endpoint, with its /v1, for instance http://127.0.0.1:4000/v1.")
    private @Nullable String baseUrl;

    @Option(
            names = "--model",
            paramLabel = "M",
            description = "Model to judge; repeat for several. Default: the only one listed.")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--target",
            paramLabel = "NAME=URL,model=M",
            description =
                    "A named endpoint; repeat for a matrix. Further parts: model=M again,"
                            + " key-env=NAME, embedding-model=M, image-url=URL.")
    private List<String> named = new ArrayList<>();

    @Option(names = "--targets", paramLabel = "FILE", description = "A YAML file of targets.")
    private @Nullable Path file;

    @Option(
            names = "--api-key-env",
            paramLabel = "NAME",
            defaultValue = DEFAULT_KEY,
            description = "Environment variable with the key (default: ${DEFAULT-VALUE}).")
    private String apiKeyEnv = DEFAULT_KEY;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description =
                    "The key itself. The list of processes shows it to everybody on this machine;"
                            + " --api-key-env does not.")
    private @Nullable String apiKey;

    @Option(
            names = "--header",
            paramLabel = "'K: V'",
            description = "Further request header; repeatable.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = "--embedding-model",
            paramLabel = "M",
            description = "Model for the checks of embeddings; adds their profile.")
    private @Nullable String embeddingModel;

    @Option(
            names = "--image-url",
            paramLabel = "URL",
            description = "Address of a red picture that the endpoint can fetch.")
    private @Nullable String imageUrl;

    private @Nullable URI picture() {
        return imageUrl == null ? null : Urls.picture(imageUrl, "--image-url");
    }

    /**
     * Requires values that make sense, whichever endpoint is judged.
     *
     * @throws UsageProblem where they do not
     */
    void check() {
        headers.forEach(TargetOptions::header);
        if (imageUrl != null) {
            Urls.picture(imageUrl, "--image-url");
        }
    }

    /** Tells whether no endpoint is named, so that the embedded default runs. */
    boolean embedded() {
        return baseUrl == null && named.isEmpty() && file == null;
    }

    /** Tells whether embeddings are to be judged. */
    boolean judgesEmbeddings() {
        return embeddingModel != null;
    }

    /** Returns the models of the embedded default. */
    List<String> modelsOr(List<String> defaults) {
        return models.isEmpty() ? defaults : models;
    }

    /** Returns a target of the embedded default. */
    Target embedded(URI url, String model, String key) {
        return Target.of(url, model, key)
                .withEmbeddingModel(embeddingModel)
                .withImageUrl(picture());
    }

    /**
     * Returns the targets in the order of the command line, then those of the file.
     *
     * @throws UsageProblem where one is wrong
     * @throws com.brievio.conformance.TargetUnusable where an endpoint has no list to choose from
     */
    List<Target> targets() throws InterruptedException {
        List<Map.Entry<String, String>> more = headers.stream().map(TargetOptions::header).toList();
        List<Target> targets = new ArrayList<>();
        if (baseUrl != null) {
            String key = apiKey == null ? System.getenv(apiKeyEnv) : apiKey;
            Endpoint endpoint =
                    new Endpoint(
                            null,
                            Urls.http(baseUrl, "--base-url"),
                            models,
                            presentable(key, "the API key"),
                            more,
                            embeddingModel,
                            picture());
            targets.addAll(endpoint.targets());
        } else if (!models.isEmpty() && !embedded()) {
            throw new UsageProblem(
                    "--model belongs to --base-url; a target has model=M of its own");
        }
        for (String text : named) {
            targets.addAll(endpoint(text, more).targets());
        }
        if (file != null) {
            for (Endpoint endpoint : read(file, more)) {
                targets.addAll(endpoint.targets());
            }
        }
        return targets;
    }

    /** An endpoint and its models; none means the only one that it lists. */
    private record Endpoint(
            @Nullable String name,
            URI url,
            List<String> models,
            @Nullable String key,
            List<Map.Entry<String, String>> headers,
            @Nullable String embeddingModel,
            @Nullable URI imageUrl) {

        List<Target> targets() throws InterruptedException {
            List<String> chosen =
                    models.isEmpty() ? List.of(ModelChoice.onlyOne(url, key, headers)) : models;
            return chosen.stream()
                    .map(model ->
                            new Target(name, url, model, key, headers, embeddingModel, imageUrl))
                    .toList();
        }
    }

    private Endpoint endpoint(String text, List<Map.Entry<String, String>> more) {
        String[] parts = text.split(",", -1);
        int equals = parts[0].indexOf('=');
        if (equals < 1) {
            throw new UsageProblem("--target: \"" + text + "\" has not the form NAME=URL,model=M");
        }
        List<String> itsModels = new ArrayList<>();
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : List.of(parts).subList(1, parts.length)) {
            String[] sides = part.split("=", 2);
            if (sides.length < 2 || !PARTS.contains(sides[0].strip())) {
                throw new UsageProblem(
                        "--target: \"%s\" is none of %s"
                                .formatted(part, String.join("=, ", PARTS) + "="));
            }
            if (sides[0].strip().equals("model")) {
                itsModels.add(sides[1].strip());
            } else {
                values.put(sides[0].strip(), sides[1].strip());
            }
        }
        String picture = values.get("image-url");
        return new Endpoint(
                parts[0].substring(0, equals).strip(),
                Urls.http(parts[0].substring(equals + 1).strip(), "--target"),
                itsModels,
                keyOf(values.get("key-env")),
                more,
                values.getOrDefault("embedding-model", embeddingModel),
                picture == null ? picture() : Urls.picture(picture, "--target"));
    }

    /** A target that names its own variable must find it set. */
    private @Nullable String keyOf(@Nullable String variable) {
        String name = variable == null ? apiKeyEnv : variable;
        String value = variable == null && apiKey != null ? apiKey : System.getenv(name);
        if (variable != null && (value == null || value.isBlank())) {
            throw new UsageProblem("the variable " + variable + " is not set");
        }
        return presentable(value, "the key in " + name);
    }

    private static @Nullable String presentable(@Nullable String key, String what) {
        String presented = key == null || key.isBlank() ? null : key.strip();
        if (presented != null && !presented.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new UsageProblem(what + " holds characters that no header can carry");
        }
        return presented;
    }

    private List<Endpoint> read(Path targets, List<Map.Entry<String, String>> more) {
        return YamlFile.read(
                "--targets",
                targets,
                System.getenv(),
                List.of(),
                top -> {
                    top.allow(List.of("targets"));
                    return top.maps("targets").stream().map(map -> endpoint(map, more)).toList();
                });
    }

    private Endpoint endpoint(ConfigMap map, List<Map.Entry<String, String>> more) {
        map.allow(KEYS);
        List<String> itsModels = new ArrayList<>();
        String single = map.text("model");
        if (single != null) {
            itsModels.add(single);
        }
        if (map.keys().contains("models") && map.value("models") instanceof List<?> list) {
            list.forEach(item -> itsModels.add(String.valueOf(item)));
        }
        List<Map.Entry<String, String>> itsHeaders = new ArrayList<>(more);
        ConfigMap further = map.map("headers");
        for (String name : further.keys()) {
            String value = further.text(name);
            itsHeaders.add(header(name + ": " + (value == null ? "" : value)));
        }
        String picture = map.text("imageUrl");
        String embeddings = map.text("embeddingModel");
        String url = map.required("url");
        return new Endpoint(
                map.text("name"),
                url.isEmpty() ? URI.create("http://invalid") : Urls.http(url, map.place("url")),
                itsModels,
                keyOf(map.text("keyEnv")),
                itsHeaders,
                embeddings == null ? embeddingModel : embeddings,
                picture == null ? picture() : Urls.picture(picture, map.place("imageUrl")));
    }

    private static Map.Entry<String, String> header(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? "" : text.substring(0, colon).strip();
        String value = text.substring(colon + 1).strip();
        boolean printable = value.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || !printable) {
            throw new UsageProblem(
                    "--header: \""
                            + (colon < 0 ? text : name)
                            + "\" has not the form 'Name: value'");
        }
        if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new UsageProblem("--header: " + name + " is set by brievio itself");
        }
        return Map.entry(name, value);
    }
}
