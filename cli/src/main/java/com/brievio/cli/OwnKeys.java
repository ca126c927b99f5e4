package com.brievio.cli;

import com.brievio.proxy.Setting;
import com.brievio.proxy.error.Secrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys that this process holds, told to what masks them: nothing that it writes shows one. */
final class OwnKeys {
    private static final Pattern NAME =
            Pattern.compile(".*(API_?KEY|_KEY|TOKEN|SECRET|PASSWORD)$", Pattern.CASE_INSENSITIVE);

    private OwnKeys() {}

    /** Learns the keys of the environment and of the upstreams' settings. */
    static void know(Map<String, String> environment, UpstreamEnvironment upstreams) {
        environment.forEach((name, value) -> {
            if (NAME.matcher(name).matches()) {
                Secrets.know(value);
            } else if (value.startsWith("http://") || value.startsWith("https://")) {
                Secrets.know(address(value));
            }
        });
        for (String name : upstreams.names()) {
            Map<String, Setting> settings = upstreams.settings(name);
            Setting key = settings.get("key");
            Setting base = settings.get("baseUrl");
            Secrets.know(key == null ? null : key.value());
            Secrets.know(base == null ? null : address(base.value()));
        }
    }

    private static @Nullable URI address(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
