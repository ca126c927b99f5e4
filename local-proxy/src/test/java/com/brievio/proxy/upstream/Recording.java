package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A recorded exchange of a real provider, and what it says, read without any code of the proxy's.
 */
record Recording(Path folder, String provider) {
    static final Path ROOT = Path.of("../../shared/recordings");

    /** What an answer says. */
    record Said(String text, List<String> calls, String reason, int prompt, int completion) {}

    static List<Recording> all() {
        List<Recording> all = new ArrayList<>();
        for (String provider : List.of("anthropic", "gemini")) {
            try (Stream<Path> folders = Files.walk(ROOT.resolve(provider), 2)) {
                folders.filter(p -> Files.exists(p.resolve("meta.json")))
                        .sorted()
                        .forEach(p -> all.add(new Recording(p, provider)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode meta() {
        return Json.read(read("meta.json"));
    }

    int status() {
        return meta().path("status").asInt();
    }

    boolean streamed() {
        return Files.exists(folder.resolve("response.sse"));
    }

    String stream() {
        return read("response.sse");
    }

    JsonNode body() {
        return Json.read(read("response.json"));
    }

    byte[] bytes() {
        return Streams.bytes(read("response.json"));
    }

    /** Returns why this is no answered chat call, or "" where it is one. */
    String notAChatCall() {
        String path = meta().path("uri").asString().replaceFirst("\\?.*", "");
        if (status() != 200) {
            return "an error of status " + status();
        }
        boolean chat = path.endsWith("/v1/messages") || path.endsWith("enerateContent");
        return chat ? "" : "a call of " + path.replaceFirst(".*[/:]", "");
    }

    Said said() {
        return provider.equals("anthropic") ? anthropic() : gemini();
    }

    private Said anthropic() {
        if (!streamed()) {
            JsonNode body = body();
            StringBuilder text = new StringBuilder();
            List<String> calls = new ArrayList<>();
            for (JsonNode block : body.path("content")) {
                switch (block.path("type").asString()) {
                    case "text" -> text.append(block.path("text").asString());
                    case "tool_use" ->
                            calls.add(block.path("name").asString() + block.path("input"));
                    default -> {}
                }
            }
            return said(text, calls, body.path("stop_reason").asString(), body.path("usage"));
        }
        StringBuilder text = new StringBuilder();
        Map<Integer, StringBuilder> arguments = new TreeMap<>();
        Map<Integer, String> names = new TreeMap<>();
        String reason = "";
        JsonNode usage = Json.object();
        for (String line : stream().split("\r?\n", -1)) {
            if (!line.startsWith("data: ")) {
                continue;
            }
            JsonNode event = Json.read(line.substring(6));
            int index = event.path("index").asInt(0);
            JsonNode block = event.path("content_block");
            if (block.path("type").asString("").equals("tool_use")) {
                names.put(index, block.path("name").asString());
                arguments.put(index, new StringBuilder());
            }
            text.append(block.path("text").asString(""));
            text.append(event.path("delta").path("text").asString(""));
            if (arguments.containsKey(index)) {
                arguments.get(index).append(event.path("delta").path("partial_json").asString(""));
            }
            if (event.path("type").asString().equals("message_delta")) {
                reason = event.path("delta").path("stop_reason").asString();
                usage = event.path("usage");
            }
        }
        List<String> calls = new ArrayList<>();
        names.forEach((index, name) -> {
            String json = arguments.get(index).toString();
            calls.add(name + (json.isEmpty() ? "{}" : Json.read(json).toString()));
        });
        return said(text, calls, reason, usage);
    }

    private static Said said(
            StringBuilder text, List<String> calls, String stopReason, JsonNode usage) {
        String reason =
                switch (stopReason) {
                    case "end_turn", "stop_sequence", "pause_turn" -> "stop";
                    case "tool_use" -> "tool_calls";
                    case "max_tokens" -> "length";
                    default -> "unknown " + stopReason;
                };
        int prompt =
                usage.path("input_tokens").asInt(0)
                        + usage.path("cache_creation_input_tokens").asInt(0)
                        + usage.path("cache_read_input_tokens").asInt(0);
        return new Said(
                text.toString(), calls, reason, prompt, usage.path("output_tokens").asInt(0));
    }

    private Said gemini() {
        List<JsonNode> chunks = new ArrayList<>();
        if (streamed()) {
            for (String line : stream().split("\r?\n", -1)) {
                if (line.startsWith("data: ")) {
                    chunks.add(Json.read(line.substring(6)));
                }
            }
        } else {
            chunks.add(body());
        }
        StringBuilder text = new StringBuilder();
        List<String> calls = new ArrayList<>();
        String reason = "";
        JsonNode usage = Json.object();
        for (JsonNode chunk : chunks) {
            JsonNode candidate = chunk.path("candidates").path(0);
            for (JsonNode part : candidate.path("content").path("parts")) {
                if (!part.path("thought").asBoolean(false)) {
                    text.append(part.path("text").asString(""));
                }
                if (part.has("functionCall")) {
                    JsonNode args = part.path("functionCall").path("args");
                    calls.add(
                            part.path("functionCall").path("name").asString()
                                    + (args.isMissingNode() ? "{}" : args));
                }
            }
            reason = candidate.path("finishReason").asString(reason);
            usage = chunk.has("usageMetadata") ? chunk.path("usageMetadata") : usage;
        }
        String word =
                switch (reason) {
                    case "STOP" -> calls.isEmpty() ? "stop" : "tool_calls";
                    case "MAX_TOKENS" -> "length";
                    default -> "unknown " + reason;
                };
        return new Said(
                text.toString(),
                calls,
                word,
                usage.path("promptTokenCount").asInt(0)
                        + usage.path("toolUsePromptTokenCount").asInt(0),
                usage.path("candidatesTokenCount").asInt(0)
                        + usage.path("thoughtsTokenCount").asInt(0));
    }

    @Override
    public String toString() {
        return provider + "/" + folder.getParent().getFileName() + "/" + folder.getFileName();
    }
}
