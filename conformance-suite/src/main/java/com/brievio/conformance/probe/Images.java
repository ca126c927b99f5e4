package com.brievio.conformance.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;

/** The bundled probe pictures, each filled with one colour, as data URIs. */
final class Images {
    private Images() {}

    static String png(String colour) {
        return dataUri("image/png", colour + ".png");
    }

    static String jpeg() {
        return dataUri("image/jpeg", "red.jpg");
    }

    static String webp() {
        return dataUri("image/webp", "red.webp");
    }

    private static String dataUri(String type, String file) {
        try (InputStream in = Images.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the jar");
            }
            String data = Base64.getEncoder().encodeToString(in.readAllBytes());
            return "data:" + type + ";base64," + data;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
