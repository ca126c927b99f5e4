package com.brievio.proxy.upstream;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of a vendor look like, and where they belong (decisions.md, "Keys"): a client's own
 * token reaches a vendor's public host only where it has that vendor's shape.
 */
public enum KeyShape {
    ANTHROPIC("Anthropic", "sk-ant-.+", "sk-ant-…", "api\\.anthropic\\.com"),
    OPENAI("OpenAI", "sk-(?!ant-|or-).+|sess-.+|eyJ.+", "sk-…", "api\\.openai\\.com"),
    GOOGLE(
            "Google",
            "AIza.+|AQ\\..+|ya29\\..+",
            "AIza…",
            "(generativelanguage|aiplatform)\\.googleapis\\.com");

    private final String vendor;
    private final Pattern shape;
    private final String example;
    private final Pattern hosts;

    KeyShape(String vendor, String shape, String example, String hosts) {
        this.vendor = vendor;
        this.shape = Pattern.compile(shape);
        this.example = example;
        this.hosts = Pattern.compile(hosts);
    }

    /**
     * Returns the shape that a client's token must have to be sent to this host, or null for any.
     */
    public static @Nullable KeyShape wantedAt(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        for (KeyShape shape : values()) {
            if (shape.hosts.matcher(host).matches()) {
                return shape;
            }
        }
        return null;
    }

    /** Tells whether the token has this shape. */
    public boolean fits(String token) {
        return shape.matcher(token).matches();
    }

    /** Returns the vendor's name. */
    public String vendor() {
        return vendor;
    }

    /** Returns how its keys begin. */
    public String example() {
        return example;
    }
}
