package com.brievio.proxy.upstream.gemini;

import com.brievio.proxy.TranslationOptions;
import com.brievio.proxy.openai.ChatRequest;
import com.brievio.proxy.stream.CallIds;
import com.brievio.proxy.stream.EventStage;
import com.brievio.proxy.stream.JsonSieve;
import com.brievio.proxy.stream.ReasoningMute;
import com.brievio.proxy.stream.StopCutter;
import com.brievio.proxy.upstream.EventDecoder;
import com.brievio.proxy.upstream.ModelFacts;
import com.brievio.proxy.upstream.Notes;
import com.brievio.proxy.upstream.Shared;
import com.brievio.proxy.upstream.StagedDecoder;
import com.brievio.proxy.upstream.ThinkingMemory;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The translation to and from Gemini's generateContent, for both doors that serve it. */
public final class Gemini {
    private final ModelFacts facts;
    private final TranslationOptions options;
    private final ThinkingMemory memory;

    /** Returns the translation that all platforms of one proxy share. */
    public static Gemini of(Shared shared) {
        return shared.one(
                Gemini.class,
                () -> new Gemini(shared.facts(), shared.options(), new ThinkingMemory()));
    }

    /** Translates by these facts and options; keeps the signatures of calls in this memory. */
    public Gemini(ModelFacts facts, TranslationOptions options, ThinkingMemory memory) {
        this.facts = facts;
        this.options = options;
        this.memory = memory;
    }

    /**
     * Writes the body of generateContent.
     *
     * @throws com.brievio.proxy.error.ApiException where the request cannot be carried over
     */
    public ObjectNode encode(ChatRequest request, String model, GeminiDoor door, Notes notes) {
        return new GeminiEncoder(request, model, facts.gemini(model), door, options, memory, notes)
                .encode();
    }

    /** Returns the method that answers this request, with its query. */
    public static String method(ChatRequest request) {
        return request.stream() ? "streamGenerateContent?alt=sse" : "generateContent";
    }

    /** Tells whether Google fetches what is at this address itself. */
    public static boolean takes(String url, GeminiDoor door) {
        return GoogleFiles.takes(url, door) || url.startsWith("gs://");
    }

    private boolean shows(ChatRequest request) {
        return options.reasoning() && request.thinking().shown();
    }

    /** Returns a decoder for an answer, whole or streamed. */
    public EventDecoder decoder(ChatRequest request, String model, GeminiDoor door) {
        List<EventStage> stages = new ArrayList<>();
        stages.add(new SignatureRecorder(memory, model));
        if (!shows(request)) {
            stages.add(new ReasoningMute());
        }
        List<String> stops = request.stop();
        int sent = request.namesStop() ? 0 : GeminiEncoder.MOST_STOPS;
        if (stops.size() > sent) {
            stages.add(new StopCutter(stops.subList(sent, stops.size())));
        }
        if (GeminiEncoder.needsSieve(request, facts.gemini(model))) {
            stages.add(new JsonSieve(door.upstream(), !stops.isEmpty()));
        }
        return new StagedDecoder(
                door.upstream(),
                request,
                new GeminiDecoder(
                        door.upstream(),
                        request.n(),
                        !stops.isEmpty(),
                        shows(request),
                        CallIds::next,
                        ToolNames.of(request)),
                stages);
    }
}
