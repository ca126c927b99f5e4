package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.ReplyFrame;
import com.brievio.proxy.upstream.anthropic.AnthropicUpstream;
import com.brievio.proxy.upstream.gemini.GeminiUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
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

        /** Reasoning text is off in the expected answers. */
        public Upstream upstream() {
            return WireCases.upstream(meta().path("upstream").asString(), false);
        }

        @Override
        public String toString() {
            return folder.getFileName().toString();
        }
    }

    public static Upstream upstream(String name, boolean reasoning) {
        URI uri = URI.create("http://127.0.0.1:1");
        ModelFacts facts = ModelFacts.bundled();
        InstantSource clock = InstantSource.fixed(CLOCK);
        return switch (name) {
            case "anthropic" -> new AnthropicUpstream(uri, facts, reasoning, clock);
            case "gemini" -> new GeminiUpstream(uri, facts, reasoning);
            default -> throw new IllegalArgumentException(name);
        };
    }

    public static List<Case> of(String kind) {
        try (Stream<Path> folders = Files.list(ROOT.resolve(kind))) {
            return folders.sorted().map(Case::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
