package com.brievio.cli;

import com.brievio.proxy.Provider;
import com.brievio.proxy.Setting;
import com.brievio.proxy.provider.ProviderKind;
import com.brievio.proxy.provider.SettingRule;
import com.brievio.proxy.provider.Surroundings;
import com.brievio.proxy.server.Providers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams as the configuration file and the ecosystem's own variables set them up
 * (decisions.md, "Base URLs" and "Keys"); the file wins. Variables speak of the five upstreams that
 * bear the name of their kind.
 */
final class UpstreamEnvironment {
    private final Configuration configuration;
    private final Surroundings surroundings;

    UpstreamEnvironment(Configuration configuration, Map<String, String> environment) {
        this(configuration, environment, Path.of(System.getProperty("user.home", ".")));
    }

    UpstreamEnvironment(Configuration configuration, Map<String, String> environment, Path home) {
        this.configuration = configuration;
        this.surroundings = new Surroundings(environment, home);
    }

    /** Returns the names of the upstreams, those that bear the name of their kind first. */
    List<String> names() {
        List<String> names =
                new ArrayList<>(Providers.kinds().stream().map(ProviderKind::name).toList());
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
        boolean own = name.equals(kind(name));
        for (SettingRule rule : declared(name).settings()) {
            Setting set = own ? variable(rule.variables()) : null;
            if (set == null && rule.fallback() != null) {
                set = new Setting(rule.fallback(), Setting.DEFAULT);
            }
            if (set != null) {
                settings.put(rule.key(), set);
            }
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
            String value = surroundings.value(name);
            if (value != null) {
                return new Setting(value, name);
            }
        }
        return null;
    }

    private ProviderKind declared(String name) {
        return Providers.kind(kind(name));
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
        ProviderKind kind = declared(name);
        Map<String, Setting> settings = settings(name);
        for (SettingRule rule : kind.settings()) {
            settings.computeIfPresent(rule.key(), (_, setting) -> checked(rule, setting));
        }
        Provider provider = new Provider(name, kind.name(), settings, false);
        boolean configured = kind.isSetUp(provider, surroundings);
        return new Provider(name, kind.name(), settings, configured);
    }

    private static Setting checked(SettingRule rule, Setting setting) {
        return switch (rule.form()) {
            case URL ->
                    new Setting(
                            Urls.http(setting.value(), setting.origin()).toString(),
                            setting.origin());
            case PLACE -> place(setting);
            case TEXT, WORD -> setting;
        };
    }

    /** A place becomes part of a host name. */
    private static Setting place(Setting setting) {
        if (!setting.value().matches("[a-z0-9-]{1,40}")) {
            throw new UsageProblem(
                    setting.origin() + ": '" + setting.value() + "' is no name like us-east-1");
        }
        return setting;
    }

    /** Says where each key comes from; names, never values. */
    List<String> keySources() {
        return providers().stream()
                .map(one -> one.name() + ": " + declared(one.name()).credentials(one))
                .toList();
    }
}
