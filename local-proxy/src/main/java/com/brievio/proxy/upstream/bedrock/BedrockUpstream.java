package com.brievio.proxy.upstream.bedrock;

import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.upstream.EventDecoder;
import com.brievio.proxy.upstream.NativeMessages;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Translator;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.UpstreamReply;
import com.brievio.proxy.upstream.anthropic.Claude;
import com.brievio.proxy.upstream.anthropic.ClaudeDoor;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Amazon Bedrock's runtime (anthropic.md section 10). */
public final class BedrockUpstream implements Translator {
    static final String VERSION = "bedrock-2023-05-31";
    static final String STREAM_TYPE = "application/vnd.amazon.eventstream";

    private final Supplier<URI> base;
    private final Claude claude;
    private final boolean converse;
    private final String profile;

    /**
     * Calls the runtime.
     *
     * @param base its base URL, asked for when the first call is written
     * @param converse whether Claude is spoken to by Converse too
     * @param profile what a bare Claude name is prefixed with, such as {@code global.anthropic.}
     */
    public BedrockUpstream(Supplier<URI> base, Claude claude, boolean converse, String profile) {
        this.base = base;
        this.claude = claude;
        this.converse = converse;
        this.profile = profile;
    }

    @Override
    public String name() {
        return "bedrock";
    }

    private String id(String model) {
        return model.startsWith("claude-") ? profile + model : model;
    }

    private boolean invokes(String id) {
        return !converse && id.contains("anthropic.claude");
    }

    private ClaudeDoor door(String id) {
        return invokes(id) ? ClaudeDoor.BEDROCK : ClaudeDoor.CONVERSE;
    }

    @Override
    public UpstreamCall encode(ChatRequest request, String model, Notes notes) {
        String id = id(model);
        ObjectNode messages = claude.encode(request, id, door(id), notes);
        boolean stream = messages.path("stream").asBoolean(false);
        List<String> betas = claude.betas(request.betas(), door(id), id, notes);
        ObjectNode body;
        String operation;
        if (invokes(id)) {
            messages.remove(List.of("model", "stream"));
            body = Json.object().put("anthropic_version", VERSION);
            if (!betas.isEmpty()) {
                body.set("anthropic_beta", Json.of(betas));
            }
            body.setAll(messages);
            operation = stream ? "invoke-with-response-stream" : "invoke";
        } else {
            body =
                    ConverseBody.of(
                            messages,
                            userField(messages, request),
                            request.tree().has("tool_choice"),
                            notes);
            if (!betas.isEmpty()) {
                body.withObject("additionalModelRequestFields")
                        .set("anthropic_beta", Json.of(betas));
            }
            operation = stream ? "converse-stream" : "converse";
        }
        Map<String, String> headers = Map.of("accept", stream ? STREAM_TYPE : "application/json");
        return UpstreamCall.post(address(id, operation), headers, body, stream);
    }

    private URI address(String id, String operation) {
        String path = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create(
                base.get().toString().replaceFirst("/+$", "") + "/model/" + path + "/" + operation);
    }

    /** InvokeModel also where chat goes by Converse: it is the one that takes Anthropic's form. */
    @Override
    public @Nullable NativeMessages nativeMessages(String model) {
        return id(model).contains("anthropic.claude") || model.startsWith("arn:")
                ? new BedrockMessages(claude, id(model), this::address)
                : null;
    }

    private static @Nullable String userField(ObjectNode messages, ChatRequest request) {
        if (!messages.has("metadata")) {
            return null;
        }
        boolean newer = Json.string(request.tree(), "safety_identifier") != null;
        return newer ? "safety_identifier" : "user";
    }

    @Override
    public EventDecoder decoder(
            ChatRequest request, String model, Function<String, @Nullable String> headers) {
        String id = id(model);
        if (invokes(id)) {
            return new InvokeDecoder(claude.decoder(request, id, ClaudeDoor.BEDROCK));
        }
        EventDecoder answer = new ConverseDecoder(headers.apply("x-amzn-requestid"), id);
        return claude.staged(request, id, ClaudeDoor.CONVERSE, answer);
    }

    @Override
    public ApiError error(UpstreamReply reply) {
        return BedrockErrors.of(reply);
    }

    @Override
    public Map<String, String> headers(Function<String, @Nullable String> upstream) {
        String id = upstream.apply("x-amzn-requestid");
        return id == null ? Map.of() : Map.of("x-brievio-upstream-request-id", id);
    }
}
