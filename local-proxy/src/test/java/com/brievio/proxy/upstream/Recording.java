package com.brievio.proxy.upstream;

import com.brievio.proxy.json.Json;
import com.brievio.proxy.stream.AwsEventStreamReader;
import com.brievio.proxy.stream.FrameReader;
import com.brievio.proxy.stream.SseReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A recorded exchange of a real provider, and what it says, read without any code of the proxy's.
 */
record Recording(Path folder, String provider) {
    static final Path ROOT = Path.of("../../shared/recordings");

    /** What an answer says. */
    record Said(String text, List<String> calls, String reason, int prompt, int completion) {}

    static List<Recording> all() {
        List<Recording> all = new ArrayList<>();
        for (String provider : List.of("anthropic", "bedrock", "gemini", "vertex")) {
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
        return framed() || Files.exists(folder.resolve("response.sse"));
    }

    /** Tells whether the stream is AWS's binary event stream. */
    boolean framed() {
        return Files.exists(folder.resolve("response.eventstream"));
    }

    FrameReader reader() {
        return framed() ? new AwsEventStreamReader() : new SseReader();
    }

    /** Returns the stream, event by event. */
    List<byte[]> events() {
        return framed()
                ? frames().stream().map(Frame::bytes).toList()
                : Streams.events(stream()).stream().map(Streams::bytes).toList();
    }

    /** A message of an event stream, taken apart without the library that the proxy uses. */
    record Frame(byte[] bytes, JsonNode payload) {}

    private List<Frame> frames() {
        try {
            ByteBuffer all =
                    ByteBuffer.wrap(Files.readAllBytes(folder.resolve("response.eventstream")));
            List<Frame> frames = new ArrayList<>();
            while (all.remaining() > 0) {
                byte[] bytes = new byte[all.getInt(all.position())];
                int headers = all.getInt(all.position() + 4);
                all.get(bytes);
                int start = 12 + headers;
                String payload =
                        new String(bytes, start, bytes.length - 4 - start, StandardCharsets.UTF_8);
                frames.add(new Frame(bytes, Json.read(payload)));
            }
            return frames;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells whether these first events of the stream hold the one that ends the answer. */
    static boolean isComplete(List<byte[]> events) {
        String text = new String(WireCases.joined(events), StandardCharsets.UTF_8);
        return StreamEnds.isComplete(text) || text.contains("messageStop");
    }

    @Nullable String header(String name) {
        return Json.string(meta().path("headers"), name);
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
        boolean chat =
                path.endsWith("/v1/messages")
                        || path.endsWith("enerateContent")
                        || path.endsWith("/converse")
                        || path.endsWith("/converse-stream");
        return chat ? "" : "a call of " + path.replaceFirst(".*[/:]", "");
    }

    Said said() {
        return switch (provider) {
            case "anthropic" -> anthropic();
            case "bedrock" -> converse();
            default -> gemini();
        };
    }

    private Said converse() {
        StringBuilder text = new StringBuilder();
        Map<Integer, StringBuilder> arguments = new TreeMap<>();
        Map<Integer, String> names = new TreeMap<>();
        String reason = "";
        JsonNode usage = Json.object();
        for (JsonNode event : framed() ? frames().stream().map(Frame::payload).toList() : whole()) {
            int index = event.path("contentBlockIndex").asInt(0);
            JsonNode use = event.path("start").path("toolUse");
            if (use.isObject() && !use.has("type")) {
                names.put(index, use.path("name").asString());
                arguments.put(index, new StringBuilder());
            }
            text.append(event.path("delta").path("text").asString(""));
            if (arguments.containsKey(index)) {
                arguments
                        .get(index)
                        .append(event.path("delta").path("toolUse").path("input").asString(""));
            }
            reason = event.path("stopReason").asString(reason);
            usage = event.has("usage") ? event.path("usage") : usage;
        }
        List<String> calls = new ArrayList<>();
        names.forEach((index, name) -> {
            String json = arguments.get(index).toString();
            calls.add(name + (json.isEmpty() ? "{}" : Json.read(json).toString()));
        });
        String word =
                switch (reason) {
                    case "end_turn", "stop_sequence" -> "stop";
                    case "tool_use" -> "tool_calls";
                    case "max_tokens" -> "length";
                    default -> "unknown " + reason;
                };
        int output = usage.path("outputTokens").asInt();
        int prompt = usage.path("totalTokens").asInt() - output;
        return new Said(text.toString(), calls, word, prompt, output);
    }

    /** Returns the whole answer as the events that would have made it. */
    private List<JsonNode> whole() {
        List<JsonNode> events = new ArrayList<>();
        int index = 0;
        for (JsonNode block : body().path("output").path("message").path("content")) {
            ObjectNode delta = Json.object().put("contentBlockIndex", index);
            if (block.path("toolUse").path("type").asString("").equals("server_tool_use")) {
                continue;
            }
            if (block.has("toolUse")) {
                JsonNode use = block.path("toolUse");
                ObjectNode start = Json.object().put("contentBlockIndex", index);
                start.putObject("start").putObject("toolUse").set("name", use.path("name"));
                events.add(start);
                delta.putObject("delta")
                        .putObject("toolUse")
                        .put("input", use.path("input").toString());
                events.add(delta);
            }
            StringBuilder text = new StringBuilder(block.path("text").asString(""));
            block.path("citationsContent")
                    .path("content")
                    .forEach(part -> text.append(part.path("text").asString("")));
            events.add(
                    Json.object()
                            .put("contentBlockIndex", -1)
                            .set("delta", Json.object().put("text", text.toString())));
            index++;
        }
        events.add(body());
        return events;
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
