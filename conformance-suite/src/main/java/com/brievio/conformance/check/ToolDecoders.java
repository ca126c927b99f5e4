package com.brievio.conformance.check;

import com.brievio.conformance.wire.SseTranscript;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the accumulators of real clients make of streamed tool calls (conformance.md 2.3c). Written
 * from their measured behaviour; what one of them makes of a stream is compared with what a strict
 * reader makes of it.
 */
public final class ToolDecoders {
    /** A call as a client hands it to its caller. */
    private record Call(String id, String name, String arguments) {}

    /** A client raises on what it reads. */
    private static final class Raised extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Raised(String message) {
            super(message);
        }
    }

    private static final Map<String, Function<List<Chunk>, List<Call>>> CLIENTS = clients();

    private ToolDecoders() {}

    private static Map<String, Function<List<Chunk>, List<Call>>> clients() {
        Map<String, Function<List<Chunk>, List<Call>>> clients = new LinkedHashMap<>();
        clients.put("openai-python", ToolDecoders::python);
        clients.put("openai-node", ToolDecoders::node);
        clients.put("openai-java", ToolDecoders::java);
        clients.put("openai-go", ToolDecoders::go);
        clients.put("vercel-ai", ToolDecoders::vercel);
        clients.put("langchain4j", ToolDecoders::langchain4j);
        clients.put("spring-ai", ToolDecoders::spring);
        return clients;
    }

    /** Returns the clients that raise on the calls of the stream, or read others than are there. */
    public static List<String> broken(SseTranscript stream) {
        List<Chunk> chunks = stream.chunks();
        List<Call> meant = strict(chunks);
        List<String> broken = new ArrayList<>();
        CLIENTS.forEach((name, client) -> {
            try {
                if (!client.apply(chunks).equals(meant)) {
                    broken.add(name);
                }
            } catch (Raised e) {
                broken.add(name);
            }
        });
        return broken;
    }

    private static List<JsonNode> entries(Chunk chunk) {
        List<JsonNode> entries = new ArrayList<>();
        chunk.json().path("choices").path(0).path("delta").path("tool_calls").forEach(entries::add);
        return entries;
    }

    private static String name(JsonNode entry) {
        return entry.path("function").path("name").asString("");
    }

    private static String arguments(JsonNode entry) {
        return entry.path("function").path("arguments").asString("");
    }

    private static String id(JsonNode entry) {
        return entry.path("id").asString("");
    }

    private static final class Built {
        private final StringBuilder id = new StringBuilder();
        private final StringBuilder name = new StringBuilder();
        private final StringBuilder arguments = new StringBuilder();
        private boolean typed;

        Call call() {
            return new Call(id.toString(), name.toString(), arguments.toString());
        }
    }

    private static List<Call> calls(Map<Integer, Built> built) {
        return built.values().stream().map(Built::call).toList();
    }

    /** The calls that are meant: a new id starts a call, whatever index it has. */
    private static List<Call> strict(List<Chunk> chunks) {
        List<Built> calls = new ArrayList<>();
        Map<Integer, Built> byIndex = new TreeMap<>();
        for (Chunk chunk : chunks) {
            for (JsonNode entry : entries(chunk)) {
                int index = entry.path("index").asInt(0);
                Built current = byIndex.get(index);
                String id = id(entry);
                boolean starts =
                        current == null || (!id.isEmpty() && !id.contentEquals(current.id));
                if (starts || current == null) {
                    current = new Built();
                    current.id.append(id);
                    current.name.append(name(entry));
                    calls.add(current);
                    byIndex.put(index, current);
                }
                current.arguments.append(arguments(entry));
            }
        }
        return calls.stream().map(Built::call).toList();
    }

    private static int requiredIndex(JsonNode entry) {
        JsonNode index = entry.path("index");
        if (!index.isIntegralNumber() || index.intValue() < 0) {
            throw new Raised("a tool delta without an integer index");
        }
        return index.intValue();
    }

    private static JsonNode requiredFunction(JsonNode entry) {
        if (!entry.path("function").isObject()) {
            throw new Raised("a tool delta without function");
        }
        return entry.path("function");
    }

    /** Joins strings of the same key, lists by index; null where a string stood raises. */
    private static List<Call> python(List<Chunk> chunks) {
        Map<Integer, Built> built = new TreeMap<>();
        int current = -1;
        for (Chunk chunk : chunks) {
            for (JsonNode entry : entries(chunk)) {
                int index = requiredIndex(entry);
                requiredFunction(entry);
                Built call = built.get(index);
                if (call == null) {
                    if (index != built.size()) {
                        throw new Raised("indexes are not dense");
                    }
                    call = new Built();
                    built.put(index, call);
                } else if (entry.path("id").isNull() || entry.path("type").isNull()) {
                    throw new Raised("null where a string stood");
                } else if (index != current) {
                    throw new Raised("a call that was taken for finished goes on");
                }
                current = index;
                call.id.append(id(entry));
                call.name.append(name(entry));
                call.arguments.append(arguments(entry));
            }
        }
        return calls(built);
    }

    /** The name is overwritten; type, name and arguments are required at the end. */
    private static List<Call> node(List<Chunk> chunks) {
        Map<Integer, Built> built = new TreeMap<>();
        int current = -1;
        for (Chunk chunk : chunks) {
            for (JsonNode entry : entries(chunk)) {
                int index = requiredIndex(entry);
                requiredFunction(entry);
                Built call = built.get(index);
                if (call == null) {
                    if (index != built.size()) {
                        throw new Raised("indexes are not dense");
                    }
                    call = new Built();
                    call.id.append(id(entry));
                    built.put(index, call);
                } else if (index != current) {
                    throw new Raised("a call that was taken for finished goes on");
                }
                current = index;
                call.typed |= entry.path("type").isString();
                if (!name(entry).isEmpty()) {
                    call.name.setLength(0);
                    call.name.append(name(entry));
                }
                call.arguments.append(arguments(entry));
            }
        }
        if (built.values().stream().anyMatch(c -> !c.typed || c.name.isEmpty())) {
            throw new Raised("a call without type or name");
        }
        return calls(built);
    }

    /** Typed: arguments must be a string, index and function present. */
    private static List<Call> java(List<Chunk> chunks) {
        Map<Integer, Built> built = new TreeMap<>();
        for (Chunk chunk : chunks) {
            for (JsonNode entry : entries(chunk)) {
                int index = requiredIndex(entry);
                JsonNode arguments = requiredFunction(entry).path("arguments");
                if (!arguments.isString() && !arguments.isMissingNode() && !arguments.isNull()) {
                    throw new Raised("arguments are no string");
                }
                Built call = built.computeIfAbsent(index, _ -> new Built());
                if (call.id.isEmpty()) {
                    call.id.append(id(entry));
                }
                if (call.name.isEmpty()) {
                    call.name.append(name(entry));
                }
                call.arguments.append(arguments(entry));
            }
        }
        return calls(built);
    }

    /** Chunks of another id are dropped; name and arguments are joined. */
    private static List<Call> go(List<Chunk> chunks) {
        Map<Integer, Built> built = new TreeMap<>();
        String first = chunks.isEmpty() ? "" : chunks.getFirst().json().path("id").asString("");
        for (Chunk chunk : chunks) {
            if (!chunk.json().path("id").asString("").equals(first)) {
                continue;
            }
            for (JsonNode entry : entries(chunk)) {
                Built call = built.computeIfAbsent(entry.path("index").asInt(0), _ -> new Built());
                if (!id(entry).isEmpty()) {
                    call.id.setLength(0);
                    call.id.append(id(entry));
                }
                call.name.append(name(entry));
                call.arguments.append(arguments(entry));
            }
        }
        return calls(built);
    }

    /** A new call needs its id and name; null arguments raise in the schema. */
    private static List<Call> vercel(List<Chunk> chunks) {
        Map<Integer, Built> built = new TreeMap<>();
        for (Chunk chunk : chunks) {
            for (JsonNode entry : entries(chunk)) {
                JsonNode arguments = entry.path("function").path("arguments");
                if (!arguments.isString() && !arguments.isMissingNode() && !arguments.isNull()) {
                    throw new Raised("arguments are no string");
                }
                int index = entry.path("index").asInt(0);
                Built call = built.get(index);
                if (call == null) {
                    if (id(entry).isEmpty() || name(entry).isEmpty()) {
                        throw new Raised("a new call without id or name");
                    }
                    call = new Built();
                    call.id.append(id(entry));
                    call.name.append(name(entry));
                    built.put(index, call);
                }
                call.arguments.append(arguments(entry));
            }
        }
        return calls(built);
    }

    /** Id and name are appended on each delta. */
    private static List<Call> langchain4j(List<Chunk> chunks) {
        Map<Integer, Built> built = new TreeMap<>();
        for (Chunk chunk : chunks) {
            for (JsonNode entry : entries(chunk)) {
                Built call = built.computeIfAbsent(entry.path("index").asInt(0), _ -> new Built());
                call.id.append(id(entry));
                call.name.append(name(entry));
                call.arguments.append(arguments(entry));
            }
        }
        return calls(built);
    }

    /** One entry a chunk; an id starts a call, the index is not looked at. */
    private static List<Call> spring(List<Chunk> chunks) {
        List<Built> built = new ArrayList<>();
        for (Chunk chunk : chunks) {
            List<JsonNode> entries = entries(chunk);
            if (entries.size() > 1) {
                throw new Raised("two entries in a chunk");
            }
            for (JsonNode entry : entries) {
                @Nullable Built call = built.isEmpty() ? null : built.getLast();
                if (call == null || !id(entry).isEmpty()) {
                    call = new Built();
                    call.id.append(id(entry));
                    built.add(call);
                }
                call.name.append(name(entry));
                call.arguments.append(arguments(entry));
            }
        }
        return built.stream().map(Built::call).toList();
    }
}
