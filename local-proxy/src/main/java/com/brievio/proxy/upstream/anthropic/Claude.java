package com.brievio.proxy.upstream.anthropic;

import com.brievio.proxy.TranslationOptions;
import com.brievio.proxy.error.ApiError;
import com.brievio.proxy.json.JsonMembers;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.openai.ResponseFormat;
import com.brievio.proxy.stream.EventStage;
import com.brievio.proxy.stream.JsonSieve;
import com.brievio.proxy.stream.ReasoningMute;
import com.brievio.proxy.stream.StopCutter;
import com.brievio.proxy.upstream.ClaudeFacts;
import com.brievio.proxy.upstream.ConversationDigests;
import com.brievio.proxy.upstream.EventDecoder;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Shared;
import com.brievio.proxy.upstream.StagedDecoder;
import com.brievio.proxy.upstream.ThinkingMemory;
import com.brievio.proxy.upstream.TurnRecorder;
import com.brievio.proxy.upstream.UpstreamReply;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** The translation to and from Claude's Messages format, for every door that serves it. */
public final class Claude {
    private static final Pattern DOOR_SUFFIX = Pattern.compile("([-@]20\\d{6})?(-v\\d+(:\\d+)*)?$");

    private final ModelFacts facts;
    private final TranslationOptions options;
    private final ThinkingMemory memory;

    /** Returns the translation that all platforms of one proxy share. */
    public static Claude of(Shared shared) {
        return shared.one(
                Claude.class,
                () -> new Claude(shared.facts(), shared.options(), new ThinkingMemory()));
    }

    /** Translates by these facts and options; keeps the thinking of tool loops in this memory. */
    public Claude(ModelFacts facts, TranslationOptions options, ThinkingMemory memory) {
        this.facts = facts;
        this.options = options;
        this.memory = memory;
    }

    /**
     * Writes the Messages body of the request, {@code model} included; {@code stream} in it tells
     * how the upstream is to be called.
     *
     * @throws com.brievio.proxy.error.ApiException where the request cannot be carried over
     */
    public ObjectNode encode(ChatRequest request, String model, ClaudeDoor door, Notes notes) {
        ClaudeFacts known = facts(model, door);
        ThinkingReplay replay = ThinkingReplay.from(memory, request, model, plain(model), known);
        PropertyNames properties = PropertyNames.of(request.tools(), known);
        return new AnthropicEncoder(request, model, known, door, options, replay, properties, notes)
                .encode();
    }

    /** Returns the model without what a door adds to its name: signatures hold at every door. */
    private static String plain(String model) {
        int start = Math.max(0, model.indexOf("claude-"));
        return DOOR_SUFFIX.matcher(model.substring(start)).replaceFirst("");
    }

    /** Tells whether the model is of 4.7 or later, which are those that take no sampling. */
    boolean isNew(String model) {
        return !facts.claude(model).sampling();
    }

    /**
     * Returns the client's beta flags that the door takes; reports the others.
     *
     * @param model the model as the door names it
     */
    public List<String> betas(List<String> flags, ClaudeDoor door, String model, Notes notes) {
        return ClaudeBetas.taken(flags, door, model, options.at(door.upstream()), notes);
    }

    /**
     * Returns a native request as a cloud takes it.
     *
     * @param betas the flags that are sent with it
     * @throws com.brievio.proxy.error.ApiException with a 400 for what the cloud cannot carry
     */
    public JsonMembers fitting(
            JsonMembers request, String model, ClaudeDoor door, List<String> betas, Notes notes) {
        return CloudMembers.fitting(
                request, door, facts.claude(model), options.at(door.upstream()), betas, notes);
    }

    /** Returns the most tokens that the model puts out. */
    public int maxOutput(String model) {
        return facts.claude(model).maxOutput();
    }

    private ClaudeFacts facts(String model, ClaudeDoor door) {
        boolean other = door == ClaudeDoor.CONVERSE && !model.contains("claude");
        return other ? facts.other() : facts.claude(model);
    }

    /** Returns a decoder for an answer in the Messages format, whole or streamed. */
    public EventDecoder decoder(ChatRequest request, String model, ClaudeDoor door) {
        return staged(request, model, door, new AnthropicDecoder(door.upstream()));
    }

    /** Puts behind a decoder what every answer of Claude passes. */
    public EventDecoder staged(
            ChatRequest request, String model, ClaudeDoor door, EventDecoder decoder) {
        List<EventStage> stages = new ArrayList<>();
        ClaudeFacts known = facts(model, door);
        PropertyNames properties = PropertyNames.of(request.tools(), known);
        if (!properties.isEmpty()) {
            stages.add(new PropertyNamesBack(properties));
        }
        String prefix = known.bound() ? new ConversationDigests(request, model).whole() : "";
        stages.add(new TurnRecorder(memory, plain(model), prefix));
        if (!options.reasoning()) {
            stages.add(new ReasoningMute());
        }
        List<String> blank = request.stop().stream().filter(String::isBlank).toList();
        if (!blank.isEmpty()) {
            stages.add(new StopCutter(blank));
        }
        if (request.format() instanceof ResponseFormat.JsonObject) {
            stages.add(new JsonSieve(door.upstream(), !request.stop().isEmpty()));
        }
        return new StagedDecoder(door.upstream(), request, decoder, stages);
    }

    /** Translates an error in Anthropic's form, of status 400 or more. */
    public static ApiError error(String upstream, UpstreamReply reply) {
        return AnthropicErrors.of(upstream, reply);
    }
}
