package com.brievio.cli;

import com.brievio.conformance.Nearest;
import com.brievio.proxy.RouteRule;
import com.brievio.proxy.Setting;
import com.brievio.proxy.provider.ProviderKind;
import com.brievio.proxy.provider.SettingRule;
import com.brievio.proxy.server.Providers;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file: what stands in it wins over the environment.
 *
 * @param file its name, or null where there is none
 * @param upstreams settings of each upstream, by upstream and key, in the file's order
 * @param routes where names go first
 * @param defaults values of options that the command line does not give
 * @param timeouts by name
 * @param models facts that differ from the bundled ones, by family and fact
 * @param imagesAllowed address ranges that images may be fetched from though they are not public
 * @param platforms what the clouds do with Anthropic's flags and members where it differs from what
 *     is known, by cloud
 * @param allowedHosts host names that are served beside the loopback's
 */
record Configuration(
        @Nullable String file,
        Map<String, Map<String, Setting>> upstreams,
        List<RouteRule> routes,
        Map<String, Setting> defaults,
        Map<String, Duration> timeouts,
        Map<String, Map<String, Object>> models,
        List<String> imagesAllowed,
        Map<String, Map<String, String>> platforms,
        List<String> allowedHosts) {
    /** Nothing is configured. */
    static final Configuration EMPTY =
            new Configuration(
                    null, Map.of(), List.of(), Map.of(), Map.of(), Map.of(), List.of(), Map.of(),
                    List.of());

    private static final List<String> KINDS =
            Providers.kinds().stream().map(ProviderKind::name).sorted().toList();
    private static final List<String> TIMEOUTS = List.of("connect", "firstByte", "idle");
    private static final List<String> FLAGS =
            List.of("strict", "quiet", "reasoning", "autoCache", "store");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");

    /** Copies the maps, order kept. */
    Configuration {
        upstreams = new LinkedHashMap<>(upstreams);
        routes = List.copyOf(routes);
        defaults = Map.copyOf(defaults);
        timeouts = Map.copyOf(timeouts);
        models = Map.copyOf(models);
        imagesAllowed = List.copyOf(imagesAllowed);
        platforms = Map.copyOf(platforms);
        allowedHosts = List.copyOf(allowedHosts);
    }

    /**
     * Reads the file that is named, else {@code brievio.yaml} in the working folder, else in the
     * XDG configuration folder, else nothing.
     *
     * @throws UsageProblem that names everything that is wrong, by file, line and key
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
        return YamlFile.read("--config", file, environment, EMPTY, top -> configuration(file, top));
    }

    private static Configuration configuration(Path file, ConfigMap top) {
        top.allow(
                List.of(
                        "upstreams",
                        "routes",
                        "defaults",
                        "timeouts",
                        "models",
                        "images",
                        "platforms",
                        "allowedHosts"));
        Map<String, Map<String, Setting>> upstreams = upstreams(top.map("upstreams"));
        return new Configuration(
                file.toString(),
                upstreams,
                routes(top.map("routes"), upstreams),
                defaults(top.map("defaults")),
                timeouts(top.map("timeouts")),
                models(top.map("models")),
                imagesAllowed(top.map("images")),
                platforms(top.map("platforms")),
                list(top, "allowedHosts", "host names like brievio.example.org"));
    }

    private static Map<String, Map<String, Setting>> upstreams(ConfigMap section) {
        Map<String, Map<String, Setting>> upstreams = new LinkedHashMap<>();
        for (String name : section.keys()) {
            ConfigMap upstream = section.map(name);
            boolean known = KINDS.contains(name);
            String kind = upstream.oneOf("kind", KINDS);
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                section.wrong(name, "a name has letters, digits, '.', '_' and '-' only");
            }
            if (known && kind != null && !kind.equals(name)) {
                upstream.wrong("kind", "the upstream " + name + " is of the kind " + name);
            }
            if (!known && upstream.written("kind") == null) {
                section.wrong(
                        name,
                        "has no kind ("
                                + String.join(", ", KINDS)
                                + "), did you mean "
                                + Nearest.to(name, KINDS)
                                + "?");
                continue;
            }
            String effective = known ? name : kind;
            if (effective != null) {
                upstreams.put(name, settings(upstream, name, Providers.kind(effective)));
            }
        }
        return upstreams;
    }

    private static Map<String, Setting> settings(
            ConfigMap upstream, String name, ProviderKind kind) {
        List<SettingRule> rules = kind.settings();
        List<String> keys = new ArrayList<>(List.of("kind"));
        rules.forEach(rule -> keys.add(rule.key()));
        upstream.allow(keys);
        Map<String, Setting> settings = new LinkedHashMap<>();
        settings.put("kind", new Setting(kind.name(), name));
        for (SettingRule rule : rules) {
            String text =
                    switch (rule.form()) {
                        case WORD -> upstream.oneOf(rule.key(), rule.words());
                        case URL -> url(upstream, rule.key());
                        case TEXT, PLACE -> upstream.text(rule.key());
                    };
            if (text != null) {
                settings.put(rule.key(), new Setting(text, upstream.place(rule.key())));
            }
        }
        if (kind.needsAddress() && !name.equals(kind.name()) && !settings.containsKey("baseUrl")) {
            upstream.wrong("baseUrl", "is missing");
        }
        return settings;
    }

    private static @Nullable String url(ConfigMap upstream, String key) {
        String text = upstream.text(key);
        if (text == null) {
            return null;
        }
        try {
            URI uri = Urls.http(text, key);
            return uri.toString();
        } catch (UsageProblem e) {
            upstream.wrong(key, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static List<RouteRule> routes(
            ConfigMap section, Map<String, Map<String, Setting>> upstreams) {
        List<String> names = new ArrayList<>(KINDS);
        upstreams.keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
        List<RouteRule> routes = new ArrayList<>();
        for (String pattern : section.keys()) {
            String upstream;
            String model;
            Boolean repair = null;
            if (section.isMap(pattern)) {
                ConfigMap route = section.map(pattern);
                route.allow(List.of("upstream", "model", "repair"));
                upstream = route.text("upstream");
                model = route.text("model");
                repair = route.bool("repair");
                if (route.written("upstream") == null) {
                    route.wrong("upstream", "is missing");
                }
            } else {
                String text = section.text(pattern);
                int slash = text == null ? -1 : text.indexOf('/');
                upstream = text == null || slash < 0 ? text : text.substring(0, slash);
                model = text == null || slash < 0 ? null : text.substring(slash + 1);
            }
            if (upstream != null && !names.contains(upstream)) {
                section.wrong(
                        pattern,
                        "there is no upstream "
                                + upstream
                                + ", did you mean "
                                + Nearest.to(upstream, names)
                                + "?");
            } else if (upstream != null) {
                routes.add(new RouteRule(pattern, upstream, model, repair));
            }
        }
        return routes;
    }

    private static Map<String, Setting> defaults(ConfigMap section) {
        List<String> known = new ArrayList<>(FLAGS);
        known.addAll(List.of("host", "port", "prefill", "grace", "logFormat", "logLevel"));
        section.allow(known);
        Map<String, Setting> defaults = new LinkedHashMap<>();
        for (String key : known) {
            String text;
            if (FLAGS.contains(key)) {
                text = section.oneOf(key, List.of("true", "false"));
            } else {
                text =
                        switch (key) {
                            case "prefill" -> section.oneOf(key, List.of("refuse", "instruct"));
                            case "logFormat" -> section.oneOf(key, List.of("text", "json"));
                            case "logLevel" -> section.oneOf(key, List.of("error", "warn", "info"));
                            default -> section.text(key);
                        };
            }
            if (text != null
                    && List.of("port", "grace").contains(key)
                    && !text.matches("\\d{1,5}")) {
                section.wrong(key, "'" + text + "' is no whole number");
            } else if (text != null) {
                defaults.put(key, new Setting(text, section.place(key)));
            }
        }
        return defaults;
    }

    private static Map<String, Duration> timeouts(ConfigMap section) {
        section.allow(TIMEOUTS);
        Map<String, Duration> timeouts = new LinkedHashMap<>();
        for (String key : TIMEOUTS) {
            String text = section.text(key);
            if (text == null) {
                continue;
            }
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
                section.wrong(key, "'" + text + "' is no time like 500ms, 10s or 5m");
                continue;
            }
            long amount = Long.parseLong(matcher.group(1));
            timeouts.put(
                    key,
                    switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        default -> Duration.ofMinutes(amount);
                    });
        }
        return timeouts;
    }

    private static Map<String, Map<String, Object>> models(ConfigMap section) {
        Map<String, Map<String, Object>> models = new LinkedHashMap<>();
        for (String family : section.keys()) {
            ConfigMap facts = section.map(family);
            Map<String, Object> values = new LinkedHashMap<>();
            facts.keys().forEach(fact -> values.put(fact, facts.value(fact)));
            models.put(family, values);
        }
        return models;
    }

    private static Map<String, Map<String, String>> platforms(ConfigMap section) {
        section.allow(List.of("bedrock", "vertex"));
        Map<String, Map<String, String>> platforms = new LinkedHashMap<>();
        for (String name : section.keys()) {
            ConfigMap platform = section.map(name);
            Map<String, String> words = new LinkedHashMap<>();
            for (String key : platform.keys()) {
                String word = platform.text(key);
                if (word != null) {
                    words.put(key, word);
                }
            }
            platforms.put(name, words);
        }
        return platforms;
    }

    private static List<String> imagesAllowed(ConfigMap section) {
        section.allow(List.of("allow"));
        return list(section, "allow", "address ranges like 10.0.0.0/8");
    }

    private static List<String> list(ConfigMap section, String key, String of) {
        if (!section.keys().contains(key)) {
            return List.of();
        }
        if (!(section.value(key) instanceof List<?> items)) {
            section.wrong(key, "must be a list of " + of);
            return List.of();
        }
        return items.stream().map(String::valueOf).toList();
    }

    /** Returns a setting of an upstream, or null where it is not configured. */
    @Nullable Setting setting(String upstream, String key) {
        return upstreams.getOrDefault(upstream, Map.of()).get(key);
    }
}
