package com.brievio.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The configuration file: what stands in it wins over the environment.
 *
 * @param upstreams settings of each upstream, by upstream and key
 * @param models facts that differ from the bundled ones, by family and fact
 * @param imagesAllowed address ranges that images may be fetched from though they are not public
 */
record Configuration(
        Map<String, Map<String, String>> upstreams,
        Map<String, Map<String, Object>> models,
        List<String> imagesAllowed) {
    /** Nothing is configured. */
    static final Configuration EMPTY = new Configuration(Map.of(), Map.of(), List.of());

    private static final Map<String, List<String>> UPSTREAM_KEYS =
            Map.of(
                    "anthropic", List.of("baseUrl", "key"),
                    "gemini", List.of("baseUrl", "key"),
                    "bedrock", List.of("baseUrl", "key", "region", "api", "profile"),
                    "vertex", List.of("baseUrl", "project", "location", "credentials", "key"));
    private static final List<String> APIS = List.of("invoke", "converse");

    /** Copies the maps. */
    Configuration {
        upstreams = Map.copyOf(upstreams);
        models = Map.copyOf(models);
        imagesAllowed = List.copyOf(imagesAllowed);
    }

    /**
     * Reads the file that is named, else {@code brievio.yaml} in the working folder, else in the
     * XDG configuration folder, else nothing.
     *
     * @throws UsageProblem that names file, line and key
     */
    static Configuration load(@Nullable Path named, Map<String, String> environment) {
        if (named != null) {
            return read(named, environment);
        }
        Path own = Path.of("brievio.yaml");
        if (Files.exists(own)) {
            return read(own, environment);
        }
        String xdg = environment.get("XDG_CONFIG_HOME");
        Path folder =
                xdg == null || xdg.isBlank()
                        ? Path.of(System.getProperty("user.home", "."), ".config")
                        : Path.of(xdg);
        Path shared = folder.resolve("brievio").resolve("brievio.yaml");
        return Files.exists(shared) ? read(shared, environment) : EMPTY;
    }

    private static Configuration read(Path file, Map<String, String> environment) {
        Optional<Node> root;
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
            StreamReader text = new StreamReader(settings, Files.readString(file));
            root = new Composer(settings, new ParserImpl(settings, text)).getSingleNode();
        } catch (IOException e) {
            throw new UsageProblem("--config: " + file + " cannot be read");
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw new UsageProblem(file + ":" + line + ": no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new UsageProblem(file + ": no YAML: " + e.getMessage());
        }
        if (root.isEmpty()) {
            return EMPTY;
        }
        ConfigMap top = new ConfigMap(file.toString(), "", root.get(), environment::get);
        top.allow(List.of("upstreams", "models", "images"));
        return new Configuration(
                upstreams(top.map("upstreams")),
                models(top.map("models")),
                imagesAllowed(top.map("images")));
    }

    private static Map<String, Map<String, String>> upstreams(@Nullable ConfigMap section) {
        Map<String, Map<String, String>> upstreams = new LinkedHashMap<>();
        if (section == null) {
            return upstreams;
        }
        section.allow(UPSTREAM_KEYS.keySet().stream().sorted().toList());
        for (String name : section.keys()) {
            ConfigMap upstream = section.map(name);
            if (upstream == null) {
                continue;
            }
            upstream.allow(UPSTREAM_KEYS.getOrDefault(name, List.of()));
            Map<String, String> settings = new LinkedHashMap<>();
            for (String key : upstream.keys()) {
                String text = upstream.text(key);
                if (text == null || text.isBlank()) {
                    throw upstream.wrong(key, "is empty");
                }
                if (key.equals("api") && !APIS.contains(text)) {
                    throw upstream.wrong(key, "'" + text + "' is not invoke or converse");
                }
                settings.put(key, text.strip());
            }
            upstreams.put(name, settings);
        }
        return upstreams;
    }

    private static Map<String, Map<String, Object>> models(@Nullable ConfigMap section) {
        Map<String, Map<String, Object>> models = new LinkedHashMap<>();
        if (section == null) {
            return models;
        }
        for (String family : section.keys()) {
            ConfigMap facts = section.map(family);
            Map<String, Object> values = new LinkedHashMap<>();
            if (facts != null) {
                facts.keys().forEach(fact -> values.put(fact, facts.value(fact)));
            }
            models.put(family, values);
        }
        return models;
    }

    private static List<String> imagesAllowed(@Nullable ConfigMap section) {
        if (section == null) {
            return List.of();
        }
        section.allow(List.of("allow"));
        if (!(section.value("allow") instanceof List<?> ranges)) {
            throw section.wrong("allow", "must be a list of address ranges like 10.0.0.0/8");
        }
        return ranges.stream().map(String::valueOf).toList();
    }

    /** Returns a setting of an upstream, or null where it is not configured. */
    @Nullable String setting(String upstream, String key) {
        return upstreams.getOrDefault(upstream, Map.of()).get(key);
    }
}
