package com.brievio.proxy.net;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ApiException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wrong with the head of a request, or with the framing of its body (RFC 9112). */
final class HeadFaults {
    /** Longest request line, and longest headers together, in bytes. */
    static final int LONGEST_LINE = 16 * 1024;

    static final int LONGEST_HEADERS = 64 * 1024;
    private static final int MOST_HEADERS = 200;

    private HeadFaults() {}

    /** Returns what is wrong, or null; never holds a header's value. */
    static @Nullable ApiException of(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return ofDecoder(request.decoderResult().cause());
        }
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1) {
            return refuse(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.", "http_version");
        }
        if (request.method().name().equals("CONNECT")) {
            return refuse(
                    405, "CONNECT is not served here: brievio is no forward proxy.", "connect");
        }
        if (!isTarget(request.uri())) {
            return refuse(400, "The request target is not a valid URI.", "invalid_uri");
        }
        return framing(request.headers());
    }

    private static @Nullable ApiException framing(HttpHeaders headers) {
        int count = 0;
        for (Map.Entry<String, String> header : headers) {
            count++;
            if (hasControls(header.getValue())) {
                return refuse(
                        400,
                        "The header "
                                + header.getKey()
                                + " holds a control character; send visible characters only.",
                        "invalid_header");
            }
        }
        if (count > MOST_HEADERS) {
            return refuse(
                    431,
                    "The request has more than " + MOST_HEADERS + " headers.",
                    "headers_too_large");
        }
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty() && headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            return refuse(
                    400,
                    "The request has both Content-Length and Transfer-Encoding.",
                    "invalid_framing");
        }
        if (codings.size() > 1
                || (codings.size() == 1 && !codings.getFirst().equalsIgnoreCase("chunked"))) {
            return refuse(
                    501, "Transfer-Encoding other than chunked is not supported.", "not_supported");
        }
        if (headers.getAll(HttpHeaderNames.HOST).size() > 1) {
            return refuse(400, "The request has more than one Host header.", "invalid_header");
        }
        return null;
    }

    private static boolean hasControls(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < 0x20 && c != '\t') || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTarget(String target) {
        if (target.equals("*")) {
            return true;
        }
        try {
            return new URI(target).getRawPath() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static ApiException ofDecoder(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return refuse(
                    414,
                    "The request line is longer than " + LONGEST_LINE + " bytes.",
                    "uri_too_long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return refuse(
                    431,
                    "The headers of the request are longer than " + LONGEST_HEADERS + " bytes.",
                    "headers_too_large");
        }
        return refuse(400, "The request is not valid HTTP/1.1.", "invalid_http");
    }

    /** Returns the error for a body whose chunks are none. */
    static ApiException ofBody() {
        return refuse(400, "The chunks of the request body are not valid.", "invalid_framing");
    }

    /** Returns the error for a request that does not come in time. */
    static ApiException late() {
        return refuse(408, "The request did not come in time.", "request_timeout");
    }

    /** Returns the error for a body beyond the limit. */
    static ApiException tooLarge(int limit) {
        return refuse(
                413,
                "The request body exceeds the limit of " + limit + " bytes.",
                "request_too_large");
    }

    private static ApiException refuse(int status, String message, String code) {
        return ApiError.of(status, message, ApiError.INVALID_REQUEST, null, code).exception();
    }
}
