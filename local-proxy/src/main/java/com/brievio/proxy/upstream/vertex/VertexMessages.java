package com.brievio.proxy.upstream.vertex;

import com.brievio.proxy.upstream.NativeMessages;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.anthropic.Claude;
import com.brievio.proxy.upstream.anthropic.NativeVersion;
import java.util.Map;
import java.util.Set;

/**
 * The Messages API at Vertex, which names the model in the URL and the version in the body
 * (anthropic.md section 11).
 */
record VertexMessages(Claude claude, VertexAddress address) implements NativeMessages {
    @Override
    public UpstreamCall message(Request request, String model) {
        String method = request.stream() ? "streamRawPredict" : "rawPredict";
        return new UpstreamCall(
                address.of("anthropic", model, method),
                headers(request),
                request.members()
                        .without(
                                Set.of("model"),
                                NativeVersion.member(
                                        request, claude, model, VertexUpstream.VERSION)),
                request.stream());
    }

    private static Map<String, String> headers(Request request) {
        String betas = request.headers().get("anthropic-beta");
        return betas == null ? Map.of() : Map.of("anthropic-beta", betas);
    }

    @Override
    public UpstreamCall count(Request request, String model) {
        return new UpstreamCall(
                address.of("anthropic", "count-tokens", "rawPredict"),
                headers(request),
                request.members().with("model", model),
                false);
    }
}
