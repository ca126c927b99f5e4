package com.brievio.cli;

import com.brievio.proxy.Limits;
import com.brievio.proxy.RouteRule;
import com.brievio.proxy.Setting;
import com.brievio.proxy.error.Secrets;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;

/**
 * What is in force, as YAML that could be a configuration file; the origin of each value beside it.
 */
final class PrintedConfig {
    private final PrintWriter out;
    private final Configuration configuration;

    PrintedConfig(PrintWriter out, Configuration configuration) {
        this.out = out;
        this.configuration = configuration;
    }

    void print(ServeSettings settings, UpstreamEnvironment upstreams) {
        out.println(
                "# configuration file: "
                        + (configuration.file() == null ? "none" : configuration.file()));
        out.println("defaults:");
        settings.all().forEach((key, value) -> line("  ", key, value));
        out.println("timeouts:");
        Limits limits = settings.limits();
        timeout("connect", limits.connect());
        timeout("firstByte", limits.firstByte());
        timeout("idle", limits.idle());
        out.println("upstreams:");
        for (String name : upstreams.names()) {
            Map<String, Setting> all = upstreams.settings(name);
            out.println("  " + name + ":" + (all.isEmpty() ? " {}" : ""));
            all.forEach(
                    (key, value) -> line("    ", key, key.equals("key") ? masked(value) : value));
        }
        out.println("routes:" + (configuration.routes().isEmpty() ? " {}" : ""));
        configuration.routes().forEach(this::route);
        out.println("models:" + (configuration.models().isEmpty() ? " {}" : ""));
        configuration
                .models()
                .forEach((family, facts) -> out.println("  " + family + ": " + facts));
        out.println("platforms:" + (configuration.platforms().isEmpty() ? " {}" : ""));
        configuration.platforms().forEach((name, words) -> out.println("  " + name + ": " + words));
        out.println("allowedHosts: " + configuration.allowedHosts());
        out.println("images:");
        out.println("  allow: " + configuration.imagesAllowed());
        out.flush();
    }

    private void route(RouteRule rule) {
        out.println(
                "  '%s': {upstream: %s%s%s}"
                        .formatted(
                                rule.pattern(),
                                rule.upstream(),
                                rule.model() == null ? "" : ", model: '" + rule.model() + "'",
                                rule.repair() == null ? "" : ", repair: " + rule.repair()));
    }

    private void timeout(String key, Duration value) {
        String origin =
                configuration.timeouts().containsKey(key) ? configuration.file() : "default";
        line("  ", key, new Setting(value.toMillis() + "ms", String.valueOf(origin)));
    }

    private static Setting masked(Setting key) {
        return new Setting("'***'", key.origin());
    }

    private void line(String indent, String key, Setting setting) {
        String line = indent + key + ": " + setting.value() + "  # " + setting.origin();
        out.println(Secrets.masked(line));
    }
}
