package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.upstream.EventDecoder;
import com.brievio.proxy.upstream.NativeMessages;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamReply;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic's Messages API, direct (anthropic.md section 1). */
public final class AnthropicUpstream implements Translator {
    static final String VERSION = "2023-06-01";
    private static final Map<String, String> HEADERS = Map.of("anthropic-version", VERSION);

    private final String base;
    private final Claude claude;
    private final InstantSource clock;

    /** Calls the API below this base URL, given with or without {@code /v1}. */
    public AnthropicUpstream(URI base, Claude claude, InstantSource clock) {
        this.base = base.toString().replaceFirst("/+$", "").replaceFirst("/v1$", "");
        this.claude = claude;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public UpstreamCall encode(ChatRequest request, String model, Notes notes) {
        ObjectNode body = claude.encode(request, model, ClaudeDoor.DIRECT, notes);
        boolean stream = body.path("stream").asBoolean(false);
        Map<String, String> headers = new LinkedHashMap<>(HEADERS);
        if (!request.betas().isEmpty()) {
            headers.put("anthropic-beta", String.join(",", request.betas()));
        }
        return UpstreamCall.post(URI.create(base + "/v1/messages"), headers, body, stream);
    }

    @Override
    public EventDecoder decoder(
            ChatRequest request, String model, Function<String, @Nullable String> headers) {
        return claude.decoder(request, model, ClaudeDoor.DIRECT);
    }

    @Override
    public NativeMessages nativeMessages(String model) {
        return new DirectMessages(base);
    }

    @Override
    public boolean takesImageUrl(String url) {
        return url.regionMatches(true, 0, "https://", 0, 8);
    }

    @Override
    public ApiError error(UpstreamReply reply) {
        return AnthropicErrors.of(name(), reply);
    }

    @Override
    public Map<String, String> headers(Function<String, @Nullable String> upstream) {
        Map<String, String> headers = new LinkedHashMap<>();
        copy(upstream, "request-id", headers, "x-brievio-upstream-request-id");
        copy(upstream, "x-should-retry", headers, "x-should-retry");
        for (String kind : List.of("requests", "tokens")) {
            String prefix = "anthropic-ratelimit-" + kind;
            copy(upstream, prefix + "-limit", headers, "x-ratelimit-limit-" + kind);
            copy(upstream, prefix + "-remaining", headers, "x-ratelimit-remaining-" + kind);
            String reset = upstream.apply(prefix + "-reset");
            if (reset != null) {
                try {
                    long seconds =
                            Duration.between(clock.instant(), Instant.parse(reset)).toSeconds();
                    headers.put("x-ratelimit-reset-" + kind, Math.max(0, seconds) + "s");
                } catch (DateTimeParseException e) {
                    // No time: nothing the client could use.
                }
            }
        }
        return headers;
    }

    private static void copy(
            Function<String, @Nullable String> from,
            String name,
            Map<String, String> to,
            String as) {
        String value = from.apply(name);
        if (value != null) {
            to.put(as, value);
        }
    }

    @Override
    public UpstreamCall modelsCall(@Nullable String cursor) {
        String page =
                cursor == null
                        ? ""
                        : "&after_id=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        return UpstreamCall.get(URI.create(base + "/v1/models?limit=1000" + page), HEADERS);
    }

    @Override
    public ModelsPage modelsPage(JsonNode body) {
        List<Model> models = new ArrayList<>();
        for (JsonNode item : body.path("data")) {
            models.add(new Model(item.path("id").asString(""), created(item), "anthropic"));
        }
        boolean more = body.path("has_more").asBoolean(false);
        return new ModelsPage(models, more ? Json.string(body, "last_id") : null);
    }

    private static long created(JsonNode item) {
        String text = Json.string(item, "created_at");
        try {
            return text == null ? 0 : Instant.parse(text).getEpochSecond();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }
}
