package com.brievio.proxy.upstream.openai;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.error.ErrorCode;
import com.brievio.proxy.error.Secrets;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.stream.JsonRewrite;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Passthrough;
import com.brievio.proxy.upstream.RetryAfter;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamReply;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** OpenAI, or any server that speaks its API (openai-other.md). */
public final class CompatibleServer implements Passthrough {
    private final String name;
    private final String base;
    private final boolean responses;
    private final Translator translator;

    /**
     * Calls the API below this base URL.
     *
     * @param name its name in messages
     * @param base up to and including the version, as OpenAI's SDKs take it; {@code /v1} where it
     *     has no path
     * @param responses whether it speaks the Responses API
     * @param showsReasoning whether thinking reaches clients of other APIs
     */
    public CompatibleServer(String name, URI base, boolean responses, boolean showsReasoning) {
        this.name = name;
        String text = base.toString().replaceFirst("/+$", "");
        this.base = base.getPath().matches("/*") ? text + "/v1" : text;
        this.responses = responses;
        this.translator =
                new ServerTranslator(
                        name, URI.create(this.base + "/chat/completions"), showsReasoning);
    }

    @Override
    public boolean speaksResponses() {
        return responses;
    }

    @Override
    public Translator translator() {
        return translator;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public UpstreamCall call(
            String operation, Map<String, String> headers, byte[] body, boolean stream) {
        return new UpstreamCall(URI.create(base + "/" + operation), headers, body, stream);
    }

    @Override
    public ByteStage repair(boolean streamed, boolean includeUsage, Notes notes) {
        return streamed
                ? new StreamRepair(includeUsage, notes)
                : new JsonRewrite(answer -> mended(answer, notes));
    }

    private static @Nullable JsonNode mended(JsonNode answer, Notes notes) {
        boolean mended = false;
        for (JsonNode choice : answer.path("choices")) {
            mended |= ToolCalls.argumentsAsText(choice.path("message"), notes);
            mended |= ToolCalls.idsOfTheirOwn(choice.path("message"), notes);
        }
        return mended ? answer : null;
    }

    @Override
    public ApiError error(UpstreamReply reply) {
        JsonNode json = reply.json();
        String message = json == null ? null : Json.string(json.path("error"), "message");
        String said = message == null ? "HTTP " + reply.status() : Secrets.masked(message);
        return RetryAfter.on(ErrorCode.error(null, reply.status(), name + ": " + said), reply);
    }

    @Override
    public Map<String, String> headers(Function<String, @Nullable String> upstream) {
        return Map.of();
    }

    @Override
    public UpstreamCall modelsCall(@Nullable String cursor) {
        return UpstreamCall.get(URI.create(base + "/models"), Map.of());
    }

    @Override
    public ModelsPage modelsPage(JsonNode body) {
        List<Model> models = new ArrayList<>();
        for (JsonNode item : body.path("data")) {
            String id = Json.string(item, "id");
            if (id != null && !id.isEmpty()) {
                String owner = Json.string(item, "owned_by");
                models.add(
                        new Model(id, Json.count(item, "created"), owner == null ? name : owner));
            }
        }
        return new ModelsPage(models, null);
    }
}
