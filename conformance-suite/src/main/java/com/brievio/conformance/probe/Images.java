package com.brievio.conformance.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;

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

    /** The first half of the red picture. */
    static String truncated() {
        byte[] whole = bytes("red.png");
        return dataUri("image/png", Arrays.copyOf(whole, whole.length / 2));
    }

    /** A text file that calls itself a PNG. */
    static String textFile() {
        return dataUri("image/png", "not a picture at all".getBytes(StandardCharsets.US_ASCII));
    }

    /** A data URI of 30 MB that begins as a PNG and goes on as noise. */
    static String huge() {
        byte[] noise = new byte[30 * 1024 * 1024 / 4 * 3];
        new SplittableRandom(7).nextBytes(noise);
        byte[] start = bytes("red.png");
        System.arraycopy(start, 0, noise, 0, 33);
        return dataUri("image/png", noise);
    }

    private static String dataUri(String type, String file) {
        return dataUri(type, bytes(file));
    }

    private static String dataUri(String type, byte[] bytes) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String file) {
        try (InputStream in = Images.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
