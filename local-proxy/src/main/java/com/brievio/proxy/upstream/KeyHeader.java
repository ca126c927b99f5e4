package com.brievio.proxy.upstream;

import com.brievio.proxy.error.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key in a header: the configured one, else the client's own (decisions.md, "Keys").
 *
 * @param variable the variable that holds the key, for the error that tells that there is none;
 *     null where a call may go without one
 * @param header the header's name
 * @param prefix what stands before the key, such as {@code "Bearer "}
 * @param key the key to use, or null to pass the client's own on
 * @param source what a configured key comes from, or null where the upstream's words suffice
 * @param shapes where a client's own key may go
 */
public record KeyHeader(
        @Nullable String variable,
        String header,
        String prefix,
        @Nullable String key,
        @Nullable String source,
        KeyShapes shapes)
        implements Authorizer {

    /** Returns a bearer token that is always the same. */
    public static KeyHeader bearer(String token, String source) {
        return new KeyHeader(null, "authorization", "Bearer ", token, source, KeyShapes.NONE);
    }

    @Override
    public UpstreamCall authorize(UpstreamCall call, @Nullable String clientToken) {
        if (key == null && clientToken != null) {
            shapes.require(call.uri(), clientToken);
        }
        String used = key == null ? clientToken : key;
        if (used != null) {
            return call.withHeader(header, prefix + used);
        }
        if (variable == null) {
            return call;
        }
        throw ErrorCode.INVALID_KEY
                .error(
                        "You didn't provide an API key. Send it as 'Authorization: Bearer KEY',"
                                + " or start brievio with "
                                + variable
                                + " in its environment.")
                .exception();
    }

    @Override
    public Map<String, String> masked() {
        return Map.of(header, prefix + (key == null ? "<the client's own key>" : MASK));
    }

    /** Names no key. */
    @Override
    public String toString() {
        return "KeyHeader[" + header + "]";
    }
}
