package com.brievio.cli;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads addresses that people type. */
final class Urls {
    private Urls() {}

    /**
     * Returns the http or https URL.
     *
     * @param source where it was given, for the message
     * @throws UsageProblem where it is none
     */
    static URI http(String text, String source) {
        URI uri = parsed(text);
        boolean bare =
                uri != null
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null
                        && uri.getRawUserInfo() == null;
        if (uri != null && bare) {
            return uri;
        }
        throw new UsageProblem(
                source
                        + ": \""
                        + withoutSecrets(text)
                        + "\" is no URL like http://127.0.0.1:4000/v1, without query, fragment or user");
    }

    private static String withoutSecrets(String text) {
        return text.replaceFirst("//[^/@]*@", "//***@")
                .replaceAll("([?&#][^=&#]*=)[^&#]*", "$1***");
    }

    /**
     * Returns the http or https address of a picture, which may have a query.
     *
     * @param source where it was given, for the message
     * @throws UsageProblem where it is none
     */
    static URI picture(String text, String source) {
        URI uri = parsed(text);
        if (uri == null) {
            throw new UsageProblem(source + ": \"" + text + "\" is no http or https address");
        }
        return uri;
    }

    private static @Nullable URI parsed(String text) {
        try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return http && uri.getHost() != null ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
