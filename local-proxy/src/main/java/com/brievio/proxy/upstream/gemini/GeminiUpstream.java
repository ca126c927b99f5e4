package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.upstream.Embedder;
import com.brievio.proxy.upstream.EventDecoder;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamReply;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Google's Gemini API, AI Studio (gemini.md section 1). */
public final class GeminiUpstream implements Translator {
    private final String base;
    private final Gemini gemini;

    /** Calls the API below this base URL, given with or without {@code /v1beta}. */
    public GeminiUpstream(URI base, Gemini gemini) {
        this.base = base.toString().replaceFirst("/+$", "").replaceFirst("/v1beta$", "");
        this.gemini = gemini;
    }

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public UpstreamCall encode(ChatRequest request, String model, Notes notes) {
        ObjectNode body = gemini.encode(request, model, GeminiDoor.STUDIO, notes);
        return UpstreamCall.post(
                uri(model, Gemini.method(request)), Map.of(), body, request.stream());
    }

    private URI uri(String model, String method) {
        boolean tuned = model.startsWith("tunedModels/");
        String id = model.replaceFirst("^(tunedModels|models)/", "");
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        String place = tuned ? "/v1beta/tunedModels/" : "/v1beta/models/";
        return URI.create(base + place + encoded + ":" + method);
    }

    @Override
    public EventDecoder decoder(
            ChatRequest request, String model, Function<String, @Nullable String> headers) {
        return gemini.decoder(request, model, GeminiDoor.STUDIO);
    }

    @Override
    public UpstreamCall countCall(ChatRequest request, String model, Notes notes) {
        ObjectNode whole = Json.object().put("model", "models/" + model);
        whole.setAll(gemini.encode(request, model, GeminiDoor.STUDIO, notes));
        ObjectNode body = Json.object();
        body.set("generateContentRequest", whole);
        return UpstreamCall.post(uri(model, "countTokens"), Map.of(), body, false);
    }

    @Override
    public int counted(JsonNode answer) {
        return Json.count(answer, "totalTokens");
    }

    @Override
    public boolean takesImageUrl(String url) {
        return Gemini.takes(url, GeminiDoor.STUDIO);
    }

    @Override
    public Embedder embedder() {
        return new GeminiEmbedder(GeminiDoor.STUDIO, this::uri);
    }

    @Override
    public ApiError error(UpstreamReply reply) {
        return GeminiErrors.of(name(), reply);
    }

    @Override
    public Map<String, String> headers(Function<String, @Nullable String> upstream) {
        return Map.of();
    }

    @Override
    public UpstreamCall modelsCall(@Nullable String cursor) {
        String page =
                cursor == null
                        ? ""
                        : "&pageToken=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        return UpstreamCall.get(URI.create(base + "/v1beta/models?pageSize=1000" + page), Map.of());
    }

    @Override
    public ModelsPage modelsPage(JsonNode body) {
        List<Model> models = new ArrayList<>();
        for (JsonNode item : body.path("models")) {
            boolean useful = false;
            for (JsonNode method : item.path("supportedGenerationMethods")) {
                useful |= method.asString("").matches("generateContent|embedContent");
            }
            if (useful) {
                String id = item.path("name").asString("").replaceFirst("^models/", "");
                models.add(new Model(id, 0, "google"));
            }
        }
        String next = Json.string(body, "nextPageToken");
        return new ModelsPage(models, next == null || next.isEmpty() ? null : next);
    }
}
