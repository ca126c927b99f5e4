package com.brievio.proxy.image;

import com.brievio.proxy.ImageOptions;
import com.brievio.proxy.Limits;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.upstream.DataUri;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Fetches an image by URL: public addresses only, checked at every redirect, bounded in size and
 * time, the type taken from the bytes (decisions.md, "Image URLs").
 *
 * <p>The JDK keeps a name's addresses for half a minute, so the connection goes to those that were
 * checked. Should they run out in between, the check after the answer sees the new ones, and
 * nothing of the answer is used.
 */
public final class ImageFetcher implements AutoCloseable {
    private static final int MOST_HOPS = 4;
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final List<AddressRange> allowed;
    private final ImageOptions options;
    private final UpstreamClient client;

    /**
     * Fetches under these options.
     *
     * @throws IllegalArgumentException where a range that is allowed is none
     */
    public ImageFetcher(ImageOptions options) {
        this.allowed = options.allow().stream().map(AddressRange::parse).toList();
        this.options = options;
        this.client =
                new UpstreamClient(
                        new Limits(CONNECT, options.limit(), options.limit(), CONNECT, 0));
    }

    /** Returns the moment, in the terms of {@link System#nanoTime}, when time is over from now. */
    long deadline() {
        return System.nanoTime() + options.limit().toNanos();
    }

    /**
     * Returns the image as a data URI.
     *
     * @param path JSON path of the URL, for the error
     * @param deadline when it must be there, of {@link #deadline}
     * @throws ApiException with 400 {@code invalid_image_url}
     * @throws InterruptedException when the server stops
     */
    String dataUri(String url, String path, long deadline) throws InterruptedException {
        URI uri = parsed(url, path);
        for (int hop = 0; hop < MOST_HOPS; hop++) {
            check(uri, path);
            UpstreamCall call = new UpstreamCall(uri, Map.of("accept", "image/*"), null, false);
            try (UpstreamClient.Answer answer = send(call, left(deadline, path), path)) {
                check(uri, path);
                String location = answer.header("location");
                if (answer.status() >= 300 && answer.status() < 400 && location != null) {
                    uri = parsed(resolved(uri, location, path), path);
                    continue;
                }
                return read(answer, left(deadline, path), path);
            }
        }
        throw invalid(path, "the image is redirected too often");
    }

    private static Duration left(long deadline, String path) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (!left.isPositive()) {
            throw invalid(path, "the image did not come in time");
        }
        return left;
    }

    private static URI parsed(String url, String path) {
        try {
            URI uri = new URI(url.strip());
            String scheme = uri.getScheme();
            boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
            if (!http) {
                throw invalid(path, "only http, https and data URLs are supported");
            }
            if (uri.getRawUserInfo() != null) {
                throw invalid(path, "URLs with a user's name are not fetched");
            }
            if (uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= 65535) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // falls through to the refusal
        }
        throw invalid(path, "this is no valid URL");
    }

    private static String resolved(URI from, String location, String path) {
        try {
            return from.resolve(new URI(location)).toString();
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw invalid(path, "the image is redirected to no URL");
        }
    }

    /** One word for every refusal: a client must not learn which inner names exist. */
    private void check(URI uri, String path) {
        try {
            String host = uri.getHost().replaceAll("[\\[\\]]", "");
            for (InetAddress address : InetAddress.getAllByName(host)) {
                boolean may =
                        AddressRange.isPublic(address)
                                || allowed.stream().anyMatch(range -> range.contains(address));
                if (!may) {
                    throw invalid(path, "the image's host has no public address");
                }
            }
        } catch (UnknownHostException e) {
            throw invalid(path, "the image's host has no public address");
        }
    }

    private UpstreamClient.Answer send(UpstreamCall call, Duration patience, String path)
            throws InterruptedException {
        try {
            return client.send(call, "image", patience);
        } catch (ApiException e) {
            boolean late = e.error().status() == 504;
            throw invalid(
                    path, late ? "the image did not come in time" : "the image cannot be fetched");
        }
    }

    private String read(UpstreamClient.Answer answer, Duration left, String path) {
        if (answer.status() != 200) {
            throw invalid(path, "the image's host answered " + answer.status());
        }
        byte[] bytes;
        try {
            bytes = answer.atMost(options.mostBytes() + 1, left);
        } catch (IOException e) {
            throw invalid(path, "the image did not come in time, or broke off");
        }
        if (bytes.length > options.mostBytes()) {
            throw invalid(path, "the image is larger than " + options.mostBytes() + " bytes");
        }
        String type = DataUri.sniff(bytes);
        if (type == null || !type.startsWith("image/")) {
            throw invalid(path, "what the URL names is no image that is known");
        }
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static ApiException invalid(String path, String why) {
        return ApiError.invalid(path, "invalid_image_url", path + ": " + why).exception();
    }

    /** Closes the connections. */
    @Override
    public void close() {
        client.close();
    }
}
