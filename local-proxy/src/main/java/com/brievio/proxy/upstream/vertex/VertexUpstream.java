package com.brievio.proxy.upstream.vertex;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.upstream.Embedder;
import com.brievio.proxy.upstream.EventDecoder;
import com.brievio.proxy.upstream.NativeMessages;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamReply;
import com.brievio.proxy.upstream.anthropic.Claude;
import com.brievio.proxy.upstream.anthropic.ClaudeDoor;
import com.brievio.proxy.upstream.gemini.Gemini;
import com.brievio.proxy.upstream.gemini.GeminiDoor;
import com.brievio.proxy.upstream.gemini.GeminiEmbedder;
import com.brievio.proxy.upstream.gemini.GeminiErrors;
import com.brievio.proxy.upstream.gemini.ServiceTier;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Google Vertex AI as a door to Claude and Gemini (anthropic.md section 11, gemini.md section 1).
 */
public final class VertexUpstream implements Translator {
    static final String VERSION = "vertex-2023-10-16";
    private static final String TIER_HEADER = "X-Vertex-AI-LLM-Shared-Request-Type";

    private final VertexAddress address;
    private final Claude claude;
    private final Gemini gemini;

    /** Calls Vertex at this address. */
    public VertexUpstream(VertexAddress address, Claude claude, Gemini gemini) {
        this.address = address;
        this.claude = claude;
        this.gemini = gemini;
    }

    @Override
    public String name() {
        return "vertex";
    }

    private static boolean isClaude(String model) {
        return model.startsWith("claude-");
    }

    @Override
    public UpstreamCall encode(ChatRequest request, String model, Notes notes) {
        if (isClaude(model)) {
            return claudeCall(request, model, notes);
        }
        ObjectNode body = gemini.encode(request, model, GeminiDoor.VERTEX, notes);
        String method = Gemini.method(request);
        return UpstreamCall.post(
                address.of("google", model, method), tier(request, notes), body, request.stream());
    }

    /** Only the global location has other tiers than the usual one. */
    private Map<String, String> tier(ChatRequest request, Notes notes) {
        ServiceTier tier = ServiceTier.of(request);
        return switch (tier) {
            case USUAL, STANDARD -> Map.of();
            case FLEX, PRIORITY -> {
                if (address.isGlobal()) {
                    yield Map.of(TIER_HEADER, tier.word());
                }
                notes.ignored("service_tier");
                yield Map.of();
            }
            case UNKNOWN -> {
                notes.ignored("service_tier");
                yield Map.of();
            }
        };
    }

    @Override
    public @Nullable UpstreamCall countCall(ChatRequest request, String model, Notes notes) {
        if (isClaude(model)) {
            return null;
        }
        ObjectNode body = gemini.encode(request, model, GeminiDoor.VERTEX, notes);
        return UpstreamCall.post(address.of("google", model, "countTokens"), Map.of(), body, false);
    }

    @Override
    public int counted(JsonNode answer) {
        return Json.count(answer, "totalTokens");
    }

    @Override
    public boolean takesImageUrl(String url) {
        return Gemini.takes(url, GeminiDoor.VERTEX);
    }

    private UpstreamCall claudeCall(ChatRequest request, String model, Notes notes) {
        ObjectNode messages = claude.encode(request, model, ClaudeDoor.VERTEX, notes);
        boolean stream = messages.path("stream").asBoolean(false);
        messages.remove("model");
        ObjectNode body = Json.object().put("anthropic_version", VERSION);
        body.setAll(messages);
        String method = stream ? "streamRawPredict" : "rawPredict";
        List<String> betas = claude.betas(request.betas(), ClaudeDoor.VERTEX, model, notes);
        Map<String, String> headers =
                betas.isEmpty() ? Map.of() : Map.of("anthropic-beta", String.join(",", betas));
        return UpstreamCall.post(address.of("anthropic", model, method), headers, body, stream);
    }

    @Override
    public @Nullable NativeMessages nativeMessages(String model) {
        return isClaude(model) ? new VertexMessages(claude, address) : null;
    }

    @Override
    public EventDecoder decoder(
            ChatRequest request, String model, Function<String, @Nullable String> headers) {
        return isClaude(model)
                ? claude.decoder(request, model, ClaudeDoor.VERTEX)
                : gemini.decoder(request, model, GeminiDoor.VERTEX);
    }

    @Override
    public Embedder embedder() {
        return new GeminiEmbedder(
                GeminiDoor.VERTEX, (model, method) -> address.of("google", model, method));
    }

    /** Anthropic's form where Claude answered, Google's everywhere else. */
    @Override
    public ApiError error(UpstreamReply reply) {
        JsonNode json = reply.json();
        boolean fromClaude = json != null && "error".equals(Json.string(json, "type"));
        return fromClaude ? Claude.error(name(), reply) : GeminiErrors.of(name(), reply);
    }

    @Override
    public Map<String, String> headers(Function<String, @Nullable String> upstream) {
        String id = upstream.apply("request-id");
        return id == null ? Map.of() : Map.of("x-brievio-upstream-request-id", id);
    }
}
