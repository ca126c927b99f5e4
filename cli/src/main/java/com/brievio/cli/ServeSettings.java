package com.brievio.cli;

import com.brievio.proxy.Limits;
import com.brievio.proxy.Setting;
import com.brievio.proxy.TranslationOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code serve} that are in force: of the command line, else the file, else ours.
 */
final class ServeSettings {
    private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();

    static {
        DEFAULTS.put("host", "127.0.0.1");
        DEFAULTS.put("port", "4000");
        DEFAULTS.put("strict", "false");
        DEFAULTS.put("store", "true");
        DEFAULTS.put("reasoning", "true");
        DEFAULTS.put("autoCache", "true");
        DEFAULTS.put("prefill", "refuse");
        DEFAULTS.put("grace", "10");
        DEFAULTS.put("logFormat", "text");
        DEFAULTS.put("logLevel", "info");
        DEFAULTS.put("quiet", "false");
    }

    private final Map<String, Setting> all = new LinkedHashMap<>();
    private final Configuration configuration;

    /**
     * Lays the command line over the file over the defaults.
     *
     * @param flags by the name of the setting: value and option, of those that were given
     */
    ServeSettings(Map<String, Setting> flags, Configuration configuration) {
        this.configuration = configuration;
        DEFAULTS.forEach((key, value) -> all.put(key, new Setting(value, "default")));
        all.putAll(configuration.defaults());
        all.putAll(flags);
    }

    /** Returns every setting with its origin, in a fixed order. */
    Map<String, Setting> all() {
        return all;
    }

    private Setting setting(String key) {
        Setting setting = all.get(key);
        if (setting == null) {
            throw new IllegalStateException("no setting " + key);
        }
        return setting;
    }

    String text(String key) {
        return setting(key).value();
    }

    boolean is(String key) {
        return text(key).equals("true");
    }

    /**
     * Returns the port.
     *
     * @throws UsageProblem where it is none
     */
    int port() {
        Setting port = setting("port");
        if (!port.value().matches("\\d{1,5}") || Integer.parseInt(port.value()) > 65_535) {
            throw new UsageProblem(
                    port.origin() + ": " + port.value() + " is not between 0 and 65535");
        }
        return Integer.parseInt(port.value());
    }

    Duration grace() {
        return Duration.ofSeconds(Math.max(0, Long.parseLong(text("grace"))));
    }

    TranslationOptions translation() {
        return new TranslationOptions(
                is("reasoning"),
                is("autoCache"),
                text("prefill").equals("instruct"),
                configuration.platforms());
    }

    Limits limits() {
        Limits ours = Limits.DEFAULT;
        return new Limits(
                timeout("connect", ours.connect()),
                timeout("firstByte", ours.firstByte()),
                timeout("idle", ours.idle()),
                ours.keepAlive(),
                ours.requestBytes());
    }

    private Duration timeout(String key, Duration ours) {
        Duration set = configuration.timeouts().get(key);
        return set == null ? ours : set;
    }

    /** Returns a given option as a setting, or nothing. */
    static void put(Map<String, Setting> flags, String key, @Nullable Object value, String option) {
        if (value != null) {
            flags.put(key, new Setting(value.toString(), option));
        }
    }
}
