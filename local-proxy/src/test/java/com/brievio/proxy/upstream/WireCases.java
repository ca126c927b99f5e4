package com.brievio.proxy.upstream;

import com.brievio.proxy.TranslationOptions;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ReplyFrame;
import com.brievio.proxy.stream.AwsEventStreamReader;
import com.brievio.proxy.stream.EventStreamFrames;
import com.brievio.proxy.stream.FrameReader;
import com.brievio.proxy.stream.SseReader;
import com.brievio.proxy.upstream.anthropic.AnthropicUpstream;
import com.brievio.proxy.upstream.anthropic.Claude;
import com.brievio.proxy.upstream.bedrock.BedrockUpstream;
import com.brievio.proxy.upstream.gemini.Gemini;
import com.brievio.proxy.upstream.gemini.GeminiUpstream;
import com.brievio.proxy.upstream.openai.CompatibleServer;
import com.brievio.proxy.upstream.vertex.VertexAddress;
import com.brievio.proxy.upstream.vertex.VertexUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The case folders: adding a folder adds tests. */
public final class WireCases {
    /** The time of every expected answer. */
    public static final Instant CLOCK = Instant.ofEpochSecond(1_760_000_000);

    private static final Path ROOT = Path.of("src/test/resources/com/brievio/proxy/wire");

    private WireCases() {}

    public record Case(Path folder) {
        public JsonNode json(String file) {
            return Json.read(bytes(file));
        }

        public byte[] bytes(String file) {
            try {
                return Files.readAllBytes(folder.resolve(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String text(String file) {
            return new String(bytes(file), StandardCharsets.UTF_8);
        }

        public JsonNode meta() {
            return json("case.json");
        }

        public ReplyFrame frame() {
            return new ReplyFrame(
                    CLOCK.getEpochSecond(),
                    meta().path("model").asString(""),
                    "chatcmpl-fallback",
                    meta().path("includeUsage").asBoolean(false),
                    false);
        }

        /** What the expected answers are written for, unless the case says otherwise. */
        public Translator upstream() {
            JsonNode options = meta().path("options");
            return WireCases.upstream(
                    meta().path("upstream").asString(),
                    new TranslationOptions(
                            options.path("reasoning").asBoolean(false),
                            options.path("autoCache").asBoolean(false),
                            options.path("instructPrefill").asBoolean(false)));
        }

        /** Returns the model as the upstream is asked for it. */
        public String model() {
            return meta().path("model").asString("");
        }

        public EventDecoder decoder() {
            return upstream().decoder(Streams.request(model()), model(), this::header);
        }

        /** Tells whether the stream is written as frames of AWS's event stream. */
        public boolean framed() {
            return Files.exists(folder.resolve("upstream.frames"));
        }

        public FrameReader reader() {
            return framed() ? new AwsEventStreamReader() : new SseReader();
        }

        /** Returns the upstream's stream, event by event. */
        public List<byte[]> events() {
            return framed()
                    ? text("upstream.frames").lines().map(Case::frame).toList()
                    : Streams.events(text("upstream.sse")).stream().map(Streams::bytes).toList();
        }

        /** A line holds a name and a payload; "!" marks an exception, "chunk" a wrapped event. */
        private static byte[] frame(String line) {
            int space = line.indexOf(' ');
            String name = line.substring(0, space);
            String payload = line.substring(space + 1);
            if (name.startsWith("!")) {
                return EventStreamFrames.exception(name.substring(1), payload);
            }
            if (!name.equals("chunk")) {
                return EventStreamFrames.event(name, payload);
            }
            String base64 = Base64.getEncoder().encodeToString(Streams.bytes(payload));
            return EventStreamFrames.event(name, "{\"bytes\":\"" + base64 + "\",\"p\":\"abcd\"}");
        }

        private @Nullable String header(String name) {
            return Json.string(meta().path("headers"), name);
        }

        @Override
        public String toString() {
            return folder.getFileName().toString();
        }
    }

    /** Returns the upstream with the defaults of the program. */
    public static Translator upstream(String name) {
        return upstream(name, TranslationOptions.DEFAULT);
    }

    public static Translator upstream(String name, TranslationOptions options) {
        URI uri = URI.create("http://127.0.0.1:1");
        ModelFacts facts = ModelFacts.bundled();
        InstantSource clock = InstantSource.fixed(CLOCK);
        Claude claude = new Claude(facts, options, new ThinkingMemory());
        return switch (name) {
            case "anthropic" -> new AnthropicUpstream(uri, claude, clock);
            case "bedrock", "converse" ->
                    new BedrockUpstream(
                            () -> uri, claude, name.equals("converse"), "global.anthropic.");
            case "vertex" ->
                    new VertexUpstream(
                            new VertexAddress(null, "p1", "europe-west1", false),
                            claude,
                            new Gemini(facts, options, new ThinkingMemory()));
            case "gemini" ->
                    new GeminiUpstream(uri, new Gemini(facts, options, new ThinkingMemory()));
            case "server" ->
                    new CompatibleServer("server", uri, false, options.reasoning()).translator();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Returns the events in one piece. */
    public static byte[] joined(List<byte[]> events) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        events.forEach(all::writeBytes);
        return all.toByteArray();
    }

    public static List<Case> of(String kind) {
        try (Stream<Path> folders = Files.list(ROOT.resolve(kind))) {
            return folders.sorted().map(Case::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
