package com.brievio.proxy.upstream.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.stream.EventStage;
import com.brievio.proxy.stream.ReasoningMute;
import com.brievio.proxy.stream.StopCutter;
import com.brievio.proxy.upstream.EventDecoder;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.StagedDecoder;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamReply;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks OpenAI's chat API, for clients that speak another one (openai-chat.md). Chat
 * requests go to it as they are: {@link CompatibleServer}.
 */
final class ServerTranslator implements Translator {
    private final String name;
    private final URI completions;
    private final boolean openAi;
    private final boolean isGoogle;
    private final boolean showsReasoning;

    ServerTranslator(String name, URI completions, boolean showsReasoning) {
        this.name = name;
        this.completions = completions;
        this.openAi = "api.openai.com".equals(completions.getHost());
        this.isGoogle = String.valueOf(completions.getHost()).endsWith(".googleapis.com");
        this.showsReasoning = showsReasoning;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public UpstreamCall encode(ChatRequest request, String model, Notes notes) {
        return UpstreamCall.post(
                completions,
                Map.of(),
                new ChatEncoder(request, model, openAi, isGoogle, notes).encode(),
                request.stream());
    }

    @Override
    public EventDecoder decoder(
            ChatRequest request, String model, Function<String, @Nullable String> headers) {
        List<EventStage> stages = new ArrayList<>();
        if (!showsReasoning) {
            stages.add(new ReasoningMute());
        }
        if (!request.stop().isEmpty()) {
            stages.add(new StopCutter(request.stop()));
        }
        return new StagedDecoder(
                name,
                request,
                new ChatDecoder(name, request.stop(), json -> ServerErrors.in(name, json)),
                stages);
    }

    @Override
    public boolean takesImageUrl(String url) {
        return true;
    }

    @Override
    public ApiError error(UpstreamReply reply) {
        return ServerErrors.of(name, reply);
    }

    @Override
    public Map<String, String> headers(Function<String, @Nullable String> upstream) {
        return Map.of();
    }
}
