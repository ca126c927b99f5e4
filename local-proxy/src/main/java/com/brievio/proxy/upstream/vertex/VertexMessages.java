package com.brievio.proxy.upstream.vertex;

import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.upstream.NativeMessages;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.anthropic.Claude;
import com.brievio.proxy.upstream.anthropic.ClaudeDoor;
import com.brievio.proxy.upstream.anthropic.NativeVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Messages API at Vertex, which names the model in the URL and the version in the body
 * (anthropic.md section 11).
 */
record VertexMessages(Claude claude, VertexAddress address) implements NativeMessages {
    private static final String BETAS = "anthropic-beta";

    @Override
    public UpstreamCall message(Request request, String model, Notes notes) {
        String method = request.stream() ? "streamRawPredict" : "rawPredict";
        List<String> betas =
                claude.betas(
                        ChatRequest.flags(request.headers().get(BETAS)),
                        ClaudeDoor.VERTEX,
                        model,
                        notes);
        return new UpstreamCall(
                address.of("anthropic", model, method),
                betas.isEmpty() ? Map.of() : Map.of(BETAS, String.join(",", betas)),
                claude.fitting(request.members(), model, ClaudeDoor.VERTEX, betas, notes)
                        .without(
                                Set.of("model"),
                                NativeVersion.member(
                                        request, claude, model, VertexUpstream.VERSION)),
                request.stream());
    }

    /** Counting takes no flag at all. */
    @Override
    public UpstreamCall count(Request request, String model, Notes notes) {
        return new UpstreamCall(
                address.of("anthropic", "count-tokens", "rawPredict"),
                Map.of(),
                claude.fitting(request.members(), model, ClaudeDoor.VERTEX, List.of(), notes)
                        .with("model", model),
                false);
    }
}
