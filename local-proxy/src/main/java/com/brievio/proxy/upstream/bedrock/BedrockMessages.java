package com.brievio.proxy.upstream.bedrock;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.stream.ByteStage;
import com.brievio.proxy.stream.JsonRewrite;
import com.brievio.proxy.upstream.NativeMessages;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.UpstreamCall;
import com.brievio.proxy.upstream.anthropic.Claude;
import com.brievio.proxy.upstream.anthropic.ClaudeDoor;
import com.brievio.proxy.upstream.anthropic.NativeVersion;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Messages API at Bedrock by InvokeModel, which names model and stream in the URL and betas in
 * the body (anthropic.md section 10).
 *
 * @param id the model as Bedrock names it
 * @param address returns the URL of an operation (second) of a model (first)
 */
record BedrockMessages(Claude claude, String id, BiFunction<String, String, URI> address)
        implements NativeMessages {
    private static final Set<String> ELSEWHERE = Set.of("model", "stream", "anthropic_beta");

    @Override
    public UpstreamCall message(Request request, String model, Notes notes) {
        String operation = request.stream() ? "invoke-with-response-stream" : "invoke";
        String accept = request.stream() ? BedrockUpstream.STREAM_TYPE : "application/json";
        return new UpstreamCall(
                address.apply(id, operation),
                Map.of("accept", accept),
                body(request, List.of(), notes),
                request.stream());
    }

    private byte[] body(Request request, List<String> more, Notes notes) {
        List<String> first =
                new ArrayList<>(NativeVersion.member(request, claude, id, BedrockUpstream.VERSION));
        List<String> betas = betas(request, notes);
        if (!betas.isEmpty()) {
            first.add("\"anthropic_beta\":" + Json.text(Json.of(betas)));
        }
        first.addAll(more);
        return claude.fitting(request.members(), id, ClaudeDoor.BEDROCK, betas, notes)
                .without(ELSEWHERE, first);
    }

    /** Flags stand in the header, or where a client knows Bedrock in the body. */
    private List<String> betas(Request request, Notes notes) {
        List<String> flags = new ArrayList<>();
        byte[] listed = request.members().value("anthropic_beta");
        if (listed != null) {
            JsonNode read = Json.read(listed);
            flags.addAll(ChatRequest.flags(read.isString() ? read.stringValue() : null));
            read.forEach(flag -> flags.add(flag.asString("")));
        } else {
            flags.addAll(ChatRequest.flags(request.headers().get("anthropic-beta")));
        }
        return claude.betas(flags, ClaudeDoor.BEDROCK, id, notes);
    }

    /**
     * CountTokens wants the body of an InvokeModel, with {@code max_tokens}, and knows the models
     * by their own ids, not by the profiles that serve them.
     */
    @Override
    public UpstreamCall count(Request request, String model, Notes notes) {
        List<String> more =
                request.members().has("max_tokens")
                        ? List.of()
                        : List.of("\"max_tokens\":" + claude.maxOutput(id));
        ObjectNode body = Json.object();
        body.putObject("input")
                .putObject("invokeModel")
                .put("body", Base64.getEncoder().encodeToString(body(request, more, notes)));
        String own =
                id.startsWith("arn:") ? id : id.replaceFirst("^[a-z-]+\\.(?=anthropic\\.)", "");
        return UpstreamCall.post(address.apply(own, "count-tokens"), Map.of(), body, false);
    }

    @Override
    public ByteStage answer(boolean streamed) {
        return streamed ? new InvokeEvents() : ByteStage.UNCHANGED;
    }

    @Override
    public ByteStage counted() {
        return new JsonRewrite(BedrockMessages::counted);
    }

    private static @Nullable JsonNode counted(JsonNode answer) {
        JsonNode tokens = answer.path("inputTokens");
        return tokens.isNumber() ? Json.object().set("input_tokens", tokens) : null;
    }
}
