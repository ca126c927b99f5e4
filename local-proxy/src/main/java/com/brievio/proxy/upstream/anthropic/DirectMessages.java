package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.upstream.NativeMessages;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.UpstreamCall;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * The Messages API at Anthropic itself: the client's own bytes.
 *
 * @param base the base URL without the version
 */
record DirectMessages(String base) implements NativeMessages {
    @Override
    public UpstreamCall message(Request request, String model, Notes notes) {
        return call("/v1/messages", request, model, request.stream());
    }

    @Override
    public UpstreamCall count(Request request, String model, Notes notes) {
        return call("/v1/messages/count_tokens", request, model, false);
    }

    @Override
    public boolean isAnthropic() {
        return true;
    }

    private UpstreamCall call(String path, Request request, String model, boolean stream) {
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.putIfAbsent("anthropic-version", AnthropicUpstream.VERSION);
        String query = request.query() == null ? "" : "?" + request.query();
        return new UpstreamCall(
                URI.create(base + path + query),
                headers,
                request.members().with("model", model),
                stream);
    }
}
