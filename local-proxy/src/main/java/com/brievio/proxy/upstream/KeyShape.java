package com.brievio.proxy.upstream;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the keys of a vendor look like, and where they belong (decisions.md, "Keys"): a client's own
 * token reaches a vendor's public host only where it has that vendor's shape.
 *
 * @param vendor the vendor's name
 * @param shape of its keys
 * @param example how its keys begin
 * @param hosts the vendor's public hosts
 */
public record KeyShape(String vendor, Pattern shape, String example, Pattern hosts) {
    /** Declares a shape by regular expressions. */
    public static KeyShape of(String vendor, String shape, String example, String hosts) {
        return new KeyShape(vendor, Pattern.compile(shape), example, Pattern.compile(hosts));
    }

    /** Returns whether the token has this shape. */
    public boolean fits(String token) {
        return shape.matcher(token).matches();
    }

    /** Returns whether the address is one of the vendor's public hosts. */
    boolean isAt(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        return hosts.matcher(host).matches();
    }
}
