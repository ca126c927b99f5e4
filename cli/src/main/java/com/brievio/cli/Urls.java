package com.brievio.cli;

import java.net.URI;
import java.net.URISyntaxException;

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
        try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare =
                    uri.getRawQuery() == null
                            && uri.getRawFragment() == null
                            && uri.getRawUserInfo() == null;
            if (http && uri.getHost() != null && bare) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // falls through to the same message
        }
        throw new UsageProblem(
                source
                        + ": \""
                        + text
                        + "\" is no URL like http://127.0.0.1:4000/v1, without query, fragment or user");
    }
}
