package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.upstream.Authorizer;
import com.brievio.proxy.upstream.KeyHeader;
import com.brievio.proxy.upstream.UpstreamCall;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key in {@code x-api-key}; a client's OAuth token, which is none, goes as the bearer that it is
 * (anthropic.md section 1, "Auth").
 *
 * @param header puts keys on calls
 */
public record AnthropicKey(KeyHeader header) implements Authorizer {
    private static final String OAUTH = "sk-ant-oat";

    @Override
    public UpstreamCall authorize(UpstreamCall call, @Nullable String clientToken) {
        boolean oauth =
                header.key() == null && clientToken != null && clientToken.startsWith(OAUTH);
        return oauth
                ? call.withHeader("authorization", "Bearer " + clientToken)
                : header.authorize(call, clientToken);
    }

    @Override
    public @Nullable String source() {
        return header.source();
    }

    @Override
    public Map<String, String> masked() {
        return header.masked();
    }
}
