package com.brievio.proxy.server;

import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.coding.ContentCoding;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.net.HttpCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request must satisfy before it is looked at (decisions.md, "Calls from web pages"): no web
 * page may spend the user's key.
 */
final class Guards {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private static final List<String> KEY_HEADERS =
            List.of("authorization", "x-api-key", "x-goog-api-key", "api-key");

    /** How a request may be packed. */
    private static final Set<String> CODINGS = Set.of("gzip", "x-gzip", "deflate");

    private final Set<String> hosts = new HashSet<>(LOOPBACK);
    private final boolean checksHost;
    private final boolean open;
    private final @Nullable String guardKey;
    private final int bodyLimit;

    Guards(ProxyOptions options) {
        hosts.add(options.host().toLowerCase(Locale.ROOT));
        options.allowedHosts().forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
        this.guardKey = options.guardKey();
        this.checksHost = guardKey == null || !options.allowedHosts().isEmpty();
        this.open = options.isOpen();
        this.bodyLimit = options.limits().requestBytes();
    }

    /**
     * Checks Host, Origin, the content type of a POST and the guard key.
     *
     * @throws ApiException with 400, 401, 403 or 415
     */
    void check(HttpCall call) {
        boolean probe = call.path().equals("/healthz");
        String named = call.header("host");
        if (named == null && !probe) {
            throw refuse(400, "The Host header is missing.", null);
        }
        if (checksHost && named != null && !probe && !isServed(hostName(named))) {
            throw refuse(
                    403,
                    "Host '"
                            + hostName(named)
                            + "' is not served here; use a loopback name, name it in allowedHosts of"
                            + " the configuration, or ask for a key with --api-key-env.",
                    "forbidden_host");
        }
        String origin = call.header("origin");
        if (origin != null && !isOwn(origin)) {
            throw refuse(
                    403, "Calls from web pages of another origin are refused.", "forbidden_origin");
        }
        if (!probe && !letsIn(call)) {
            throw refuse(401, "Incorrect API key provided.", "invalid_api_key");
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

    /**
     * The key is the guard where there is one. Without one no web page may reach us under a name of
     * its own; a bare address cannot be such a name, and is served where everybody may come.
     */
    private boolean isServed(String name) {
        boolean address = name.startsWith("[") || name.matches("[0-9.]+");
        return hosts.contains(name)
                || hosts.contains(name.replaceAll("[\\[\\]]", ""))
                || (open && address);
    }

    /** Tells whether the client has the key that is asked for, if one is. */
    boolean letsIn(HttpCall call) {
        if (guardKey == null) {
            return true;
        }
        String given = token(call);
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8),
                        guardKey.getBytes(StandardCharsets.UTF_8));
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
    static @Nullable String token(HttpCall call) {
        String header = call.header("authorization");
        boolean bearer = header != null && header.regionMatches(true, 0, "Bearer ", 0, 7);
        String key = call.header("x-api-key");
        if (header == null || !bearer) {
            return key == null ? null : visible(key.strip());
        }
        return visible(header.substring(7).strip());
    }

    /** Returns every value of the request's headers that may be a key. */
    static List<String> tokens(HttpCall call) {
        List<String> tokens = new ArrayList<>();
        for (String name : KEY_HEADERS) {
            String value = call.header(name);
            if (value != null) {
                tokens.add(value.strip());
                tokens.add(value.strip().replaceFirst("(?i)^(bearer|basic) +", ""));
            }
        }
        return tokens;
    }

    private static @Nullable String visible(String token) {
        boolean visible = token.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        return token.isEmpty() || !visible ? null : token;
    }

    /**
     * Checks how the body is packed.
     *
     * @throws ApiException with 415 where it cannot be unpacked here
     */
    void checkCoding(HttpCall call) {
        String refused = coding(call).otherThan(CODINGS);
        if (refused != null) {
            throw refuse(
                    415,
                    "Content-Encoding "
                            + HeaderText.visible(refused)
                            + " is not supported; send the body as it is, or packed as gzip or"
                            + " deflate.",
                    "unsupported_content_encoding");
        }
    }

    /** Returns whether the body has to be unpacked. */
    boolean isPacked(HttpCall call) {
        return coding(call).packs();
    }

    private static ContentCoding coding(HttpCall call) {
        return ContentCoding.of(call.header("content-encoding"));
    }

    /**
     * Returns the body unpacked.
     *
     * @throws ApiException with 400 where it is no such coding, 413 where it exceeds the limit
     */
    byte[] unpacked(HttpCall call, byte[] packed) {
        ContentCoding coding = coding(call);
        byte[] body;
        try {
            body = coding.unpacked(new ByteArrayInputStream(packed)).readNBytes(bodyLimit + 1);
        } catch (IOException e) {
            throw refuse(
                    400,
                    "The request body is not what its Content-Encoding says: "
                            + String.join(", ", coding.names())
                            + ".",
                    "invalid_body");
        }
        if (body.length > bodyLimit) {
            throw refuse(
                    413,
                    "The request body exceeds the limit of " + bodyLimit + " bytes.",
                    "request_too_large");
        }
        return body;
    }
}
