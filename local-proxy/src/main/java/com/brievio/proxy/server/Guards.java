package com.brievio.proxy.server;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request must satisfy before it is looked at (decisions.md, "Calls from web pages"): no web
 * page may spend the user's key.
 */
final class Guards {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final String host;
    private final @Nullable String guardKey;
    private final int bodyLimit;

    Guards(String host, @Nullable String guardKey, int bodyLimit) {
        this.host = host.toLowerCase(Locale.ROOT);
        this.guardKey = guardKey;
        this.bodyLimit = bodyLimit;
    }

    /**
     * Checks Host, Origin, the content type of a POST and the guard key.
     *
     * @throws ApiException with 400, 401, 403 or 415
     */
    void check(HttpCall call) {
        String named = call.header("host");
        if (named == null) {
            throw refuse(400, "The Host header is missing.", null);
        }
        String name = hostName(named);
        if (!LOOPBACK.contains(name) && !name.equals(host)) {
            throw refuse(
                    403,
                    "Host '"
                            + name
                            + "' is not served here; use a loopback name or start with"
                            + " --host "
                            + name
                            + ".",
                    "forbidden_host");
        }
        String origin = call.header("origin");
        if (origin != null && !isOwn(origin)) {
            throw refuse(
                    403, "Calls from web pages of another origin are refused.", "forbidden_origin");
        }
        if (guardKey != null && !call.path().equals("/healthz")) {
            checkKey(token(call));
        }
        String type = call.header("content-type");
        boolean json = type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
        if (call.method().equals("POST") && !json) {
            throw refuse(
                    415,
                    "Content-Type must be application/json, not "
                            + (type == null ? "absent" : type)
                            + ".",
                    "unsupported_media_type");
        }
    }

    private void checkKey(@Nullable String given) {
        String wanted = guardKey == null ? "" : guardKey;
        boolean same =
                given != null
                        && MessageDigest.isEqual(
                                given.getBytes(StandardCharsets.UTF_8),
                                wanted.getBytes(StandardCharsets.UTF_8));
        if (!same) {
            throw refuse(401, "Incorrect API key provided.", "invalid_api_key");
        }
    }

    private static ApiException refuse(int status, String message, @Nullable String code) {
        return ApiError.of(status, message, ApiError.INVALID_REQUEST, null, code).exception();
    }

    private static String hostName(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        int colon = lower.lastIndexOf(':');
        boolean port = colon > 0 && colon > lower.lastIndexOf(']');
        return port ? lower.substring(0, colon) : lower;
    }

    private static boolean isOwn(String origin) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && LOOPBACK.contains(hostName(origin.substring(scheme + 3)));
    }

    /**
     * Returns the client's token where it may be passed on to an upstream, or null (decisions.md,
     * "Keys").
     */
    @Nullable String tokenToPassOn(HttpCall call) {
        return guardKey == null ? token(call) : null;
    }

    /** Returns the bearer token, or the key where Anthropic's clients put it, or null. */
    private static @Nullable String token(HttpCall call) {
        String header = call.header("authorization");
        boolean bearer = header != null && header.regionMatches(true, 0, "Bearer ", 0, 7);
        String key = call.header("x-api-key");
        if (header == null || !bearer) {
            return key == null ? null : visible(key.strip());
        }
        return visible(header.substring(7).strip());
    }

    private static @Nullable String visible(String token) {
        boolean visible = token.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        return token.isEmpty() || !visible ? null : token;
    }

    /**
     * Reads the request body.
     *
     * @throws ApiException with 413 where it exceeds the limit
     */
    byte[] body(HttpCall call) throws IOException {
        String length = call.header("content-length");
        if (length != null && length.matches("\\d{10,}")) {
            throw tooLarge();
        }
        InputStream in = call.body();
        byte[] body = in.readNBytes(bodyLimit);
        if (body.length == bodyLimit && in.read() >= 0) {
            // Take what a little too large a client still sends, else it sees a reset, no answer.
            discard(in, bodyLimit);
            throw tooLarge();
        }
        return body;
    }

    private static void discard(InputStream in, long most) throws IOException {
        byte[] waste = new byte[64 * 1024];
        long left = most;
        int n;
        while (left > 0 && (n = in.read(waste)) >= 0) {
            left -= n;
        }
    }

    private ApiException tooLarge() {
        return refuse(
                413,
                "The request body exceeds the limit of " + bodyLimit + " bytes.",
                "request_too_large");
    }
}
