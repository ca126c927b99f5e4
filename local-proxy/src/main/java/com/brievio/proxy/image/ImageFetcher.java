package com.brievio.proxy.image;

import com.brievio.proxy.ImageOptions;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.net.UpstreamClient;
import com.brievio.proxy.net.WholeResponse;
import com.brievio.proxy.upstream.DataUri;
import com.brievio.proxy.upstream.UpstreamCall;
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
 * <p>The connection goes to the addresses that were checked, whatever the name leads to meanwhile.
 */
public final class ImageFetcher {
    private static final int MOST_HOPS = 4;

    private final List<AddressRange> allowed;
    private final ImageOptions options;
    private final UpstreamClient client;

    /**
     * Fetches under these options.
     *
     * @throws IllegalArgumentException where a range that is allowed is none
     */
    public ImageFetcher(ImageOptions options, UpstreamClient client) {
        this.allowed = options.allow().stream().map(AddressRange::parse).toList();
        this.options = options;
        this.client = client;
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
            List<InetAddress> addresses = checked(uri, path);
            WholeResponse response = fetch(uri, addresses, left(deadline, path), path);
            int status = response.head().status();
            String location = response.head().header("location");
            if (status < 300 || status >= 400 || location == null) {
                return dataUri(response, path);
            }
            uri = parsed(resolved(uri, location, path), path);
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
    private List<InetAddress> checked(URI uri, String path) {
        try {
            String host = uri.getHost().replaceAll("[\\[\\]]", "");
            List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
            for (InetAddress address : addresses) {
                boolean may =
                        AddressRange.isPublic(address)
                                || allowed.stream().anyMatch(range -> range.contains(address));
                if (!may) {
                    throw invalid(path, "the image's host has no public address");
                }
            }
            return addresses;
        } catch (UnknownHostException e) {
            throw invalid(path, "the image's host has no public address");
        }
    }

    private WholeResponse fetch(
            URI uri, List<InetAddress> addresses, Duration patience, String path)
            throws InterruptedException {
        UpstreamCall call = new UpstreamCall(uri, Map.of("accept", "image/*"), null, false);
        WholeResponse.Limit limit = new WholeResponse.Limit(options.mostBytes(), patience);
        try {
            return client.fetch(call, "image", addresses, limit);
        } catch (ApiException e) {
            throw switch (e.error().status()) {
                case 503 -> e;
                case 504 -> invalid(path, "the image did not come in time");
                default -> invalid(path, failure(e.error()));
            };
        }
    }

    private String failure(ApiError error) {
        return ErrorCode.RESPONSE_TOO_LARGE.is(error)
                ? "the image is larger than " + options.mostBytes() + " bytes"
                : ErrorCode.TRUNCATED.is(error)
                        ? "the image broke off"
                        : "the image cannot be fetched";
    }

    private static String dataUri(WholeResponse response, String path) {
        if (response.head().status() != 200) {
            throw invalid(path, "the image's host answered " + response.head().status());
        }
        byte[] bytes = response.body();
        String type = DataUri.sniff(bytes);
        if (type == null || !type.startsWith("image/")) {
            throw invalid(path, "what the URL names is no image that is known");
        }
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static ApiException invalid(String path, String why) {
        return ApiError.invalid(path, "invalid_image_url", path + ": " + why).exception();
    }
}
