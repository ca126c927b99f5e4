package com.brievio.proxy.upstream.vertex;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.upstream.EventDecoder;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Upstream;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamReply;
import com.brievio.proxy.upstream.anthropic.Claude;
import com.brievio.proxy.upstream.anthropic.ClaudeDoor;
import com.brievio.proxy.upstream.gemini.GeminiErrors;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Google Vertex AI as a door to Claude (anthropic.md section 11). */
public final class VertexUpstream implements Upstream {
    private static final String VERSION = "vertex-2023-10-16";

    private final @Nullable URI base;
    private final @Nullable String project;
    private final String location;
    private final Claude claude;

    /**
     * Calls Vertex.
     *
     * @param base its base URL, given with or without {@code /v1}; null for the location's own host
     * @param project Google Cloud project, or null where none is set: then every call is refused
     * @param location a region, {@code global}, {@code us} or {@code eu}
     */
    public VertexUpstream(
            @Nullable URI base, @Nullable String project, String location, Claude claude) {
        this.base = base;
        this.project = project;
        this.location = location;
        this.claude = claude;
    }

    @Override
    public String name() {
        return "vertex";
    }

    @Override
    public UpstreamCall encode(ChatRequest request, String model, Notes notes) {
        if (!model.startsWith("claude-")) {
            throw ApiError.of(
                            404,
                            "The model 'vertex/" + model + "' does not exist here. Use claude-….",
                            ApiError.INVALID_REQUEST,
                            null,
                            "model_not_found")
                    .exception();
        }
        if (project == null) {
            throw ApiError.of(
                            401,
                            "vertex: no project is set; start brievio with GOOGLE_CLOUD_PROJECT in"
                                    + " its environment",
                            ApiError.INVALID_REQUEST,
                            null,
                            "invalid_api_key")
                    .exception();
        }
        ObjectNode messages = claude.encode(request, model, ClaudeDoor.VERTEX, notes);
        boolean stream = messages.path("stream").asBoolean(false);
        messages.remove("model");
        ObjectNode body = Json.object().put("anthropic_version", VERSION);
        body.setAll(messages);
        URI uri =
                URI.create(
                        "%s/v1/projects/%s/locations/%s/publishers/anthropic/models/%s:%s"
                                .formatted(
                                        host(),
                                        encoded(project),
                                        encoded(location),
                                        encoded(model),
                                        stream ? "streamRawPredict" : "rawPredict"));
        return new UpstreamCall(uri, Map.of(), body, stream);
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%40", "@");
    }

    private String host() {
        if (base != null) {
            return base.toString().replaceFirst("/+$", "").replaceFirst("/v1$", "");
        }
        return switch (location) {
            case "global" -> "https://aiplatform.googleapis.com";
            case "us", "eu" -> "https://aiplatform." + location + ".rep.googleapis.com";
            default -> "https://" + location + "-aiplatform.googleapis.com";
        };
    }

    @Override
    public EventDecoder decoder(
            ChatRequest request, String model, Function<String, @Nullable String> headers) {
        return claude.decoder(request, model, ClaudeDoor.VERTEX);
    }

    /** Anthropic's form where the model answered, Google's where it was not reached. */
    @Override
    public ApiError error(UpstreamReply reply) {
        JsonNode json = reply.json();
        boolean fromModel = json != null && "error".equals(Json.string(json, "type"));
        return fromModel ? Claude.error(name(), reply) : GeminiErrors.of(name(), reply);
    }

    @Override
    public Map<String, String> headers(Function<String, @Nullable String> upstream) {
        String id = upstream.apply("request-id");
        return id == null ? Map.of() : Map.of("x-brievio-upstream-request-id", id);
    }

    /** Vertex lists no models of other vendors. */
    @Override
    public @Nullable UpstreamCall modelsCall(@Nullable String cursor) {
        return null;
    }

    @Override
    public ModelsPage modelsPage(JsonNode body) {
        return new ModelsPage(List.of(), null);
    }
}
