package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.eachChunk;
import static com.brievio.conformance.check.Judging.eachStream;
import static com.brievio.conformance.check.Judging.finish;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.stream;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The chunks of streams (conformance.md section 2.2, streaming chunks). */
final class ChunkChecks {
    private static final List<Probe> EVERY = StreamChecks.EVERY;

    private ChunkChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must("chat.chunk.object", "every chunk is a chat.completion.chunk")
                        .why("openai-python drops chunks with another object")
                        .fix("write \"chat.completion.chunk\"")
                        .breaks("openai-python")
                        .over(EVERY)
                        .judge(e -> eachChunk(e, EVERY, ChunkChecks::object)),
                Check.must("chat.chunk.id-constant", "all chunks have one non-empty id")
                        .why("openai-go refuses chunks of another id and loses their usage")
                        .fix("make the id once for each answer and repeat it in every chunk")
                        .breaks("openai-go")
                        .over(EVERY)
                        .judge(e -> eachStream(e, EVERY, (x, s) -> constant(x, s, "id"))),
                Check.should(
                                "chat.chunk.created-model-constant",
                                "all chunks have the same created and model")
                        .why("accumulators keep the last value, even an empty one")
                        .fix("take created and model once for each answer")
                        .breaks("openai-go", "openai-java")
                        .over(EVERY)
                        .judge(ChunkChecks::createdAndModel),
                Check.must("chat.chunk.choices-array", "choices is an array in every chunk")
                        .why("typed decoders throw")
                        .fix("write choices in every chunk, [] in the usage chunk")
                        .breaks("vercel-ai", "async-openai", "openai-python", "openai-node")
                        .over(EVERY)
                        .judge(e ->
                                eachChunk(
                                        e,
                                        EVERY,
                                        (x, c) ->
                                                c.json().path("choices").isArray()
                                                        ? null
                                                        : seen(
                                                                x,
                                                                c.event(),
                                                                "an array of choices",
                                                                kind(c.json().path("choices"))))),
                Check.must("chat.chunk.choice-index", "every choice has index 0")
                        .why("accumulators file by it")
                        .fix("write the number of the choice, not of the token")
                        .breaks("openai-node", "openai-python", "async-openai")
                        .over(EVERY)
                        .judge(e -> eachChoice(e, ChunkChecks::index)),
                Check.must("chat.chunk.delta-object", "every choice has a delta object")
                        .why("clients read delta.content unguarded")
                        .fix("write \"delta\": {} where nothing is new")
                        .breaks("openai-python", "openai-java", "async-openai")
                        .over(EVERY)
                        .judge(e ->
                                eachChoice(
                                        e,
                                        (c, choice) ->
                                                choice.path("delta").isObject()
                                                        ? null
                                                        : "delta is "
                                                                + kind(choice.path("delta")))),
                Check.must("chat.chunk.role-first", "the first delta has the role assistant")
                        .why("openai-node raises \"missing role for choice 0\"")
                        .fix("write the role into the first delta")
                        .breaks("openai-node", "langchain")
                        .over(EVERY)
                        .judge(e -> eachStream(e, EVERY, ChunkChecks::roleFirst)),
                Check.must("chat.chunk.role-once", "the role comes once")
                        .why("openai-python joins repeated roles: assistantassistant")
                        .fix("write the role into the first delta only")
                        .breaks("openai-python")
                        .over(EVERY)
                        .judge(e -> eachStream(e, EVERY, ChunkChecks::roleOnce)),
                Check.must("chat.chunk.content-string", "delta.content is a string or null")
                        .why("clients append it to a string")
                        .fix("write content as a string")
                        .breaks("every client")
                        .over(EVERY)
                        .judge(e -> eachChoice(e, ChunkChecks::contentString)),
                Check.must("chat.chunk.finish-once", "each choice finishes exactly once")
                        .why("clients wait for it, and raise on a second one")
                        .fix("write one finish_reason at the end of each choice")
                        .breaks("openai-node", "openai-java", "langchain4j")
                        .over(EVERY)
                        .judge(e -> eachStream(e, EVERY, ChunkChecks::finishOnce)),
                Check.should(
                                "chat.chunk.finish-null-before",
                                "finish_reason is null before the end")
                        .why("an empty word is none of the enum")
                        .fix("write null until the choice ends")
                        .breaks("async-openai")
                        .over(EVERY)
                        .judge(e ->
                                eachChoice(
                                        e,
                                        (c, choice) ->
                                                choice.path("finish_reason").asString("-").isEmpty()
                                                        ? "finish_reason is \"\""
                                                        : null)),
                Check.must("chat.chunk.finish-last", "nothing follows the finish of a choice")
                        .why("openai-java raises, openai-go forgets the reason")
                        .fix("write nothing for a choice after its finish_reason")
                        .breaks("openai-java", "openai-go")
                        .over(EVERY)
                        .judge(e -> eachStream(e, EVERY, ChunkChecks::finishLast)),
                Check.must(
                                "chat.chunk.finish-value-matches",
                                "a stream finishes as its plain twin does")
                        .why("a stream that always says \"stop\" hides truncation")
                        .fix("map the reason in one place for streams and whole answers")
                        .breaks("openai-python")
                        .on(Probes.SLEN, Probes.LEN)
                        .judge(ChunkChecks::finishMatches),
                Check.must(
                                "chat.chunk.no-cumulative",
                                "deltas add to the text, they do not repeat it")
                        .why("clients append: snapshots multiply the text")
                        .fix("send what is new, not the text so far")
                        .breaks("every client")
                        .over(List.of(Probes.SLONG, Probes.SUNI))
                        .judge(e ->
                                eachStream(
                                        e,
                                        List.of(Probes.SLONG, Probes.SUNI),
                                        ChunkChecks::cumulative)),
                Check.must("chat.chunk.whitespace-kept", "line breaks survive streaming")
                        .why("trimmed deltas run words and lines together")
                        .fix("do not trim pieces")
                        .breaks("every client")
                        .on(Probes.SLONG, Probes.NLONG)
                        .judge(ChunkChecks::whitespace),
                Check.should(
                                "chat.chunk.text-equals-nonstream",
                                "the streamed text is the plain text")
                        .why("a dropped or doubled delta changes what users read")
                        .fix("pass every piece on unchanged, the first blank too")
                        .on(Probes.SLONG, Probes.NLONG)
                        .judge(ChunkChecks::textEquals));
    }

    private static @Nullable Violation object(Exchange x, Chunk c) {
        JsonNode object = c.json().path("object");
        return object.asString("").equals("chat.completion.chunk")
                ? null
                : seen(x, c.event(), "\"chat.completion.chunk\"", kind(object));
    }

    private static @Nullable Violation constant(Exchange x, SseTranscript s, String key) {
        JsonNode first = null;
        for (Chunk chunk : s.chunks()) {
            JsonNode value = chunk.json().path(key);
            boolean empty = key.equals("id") && value.asString("").isEmpty();
            if (empty || (first != null && !first.equals(value))) {
                return seen(
                        x,
                        chunk.event(),
                        "the same non-empty " + key + " in every chunk",
                        (first == null ? "" : first + " before, then ") + kind(value));
            }
            first = value;
        }
        return null;
    }

    private static Finding createdAndModel(Evidence e) {
        Finding created = eachStream(e, EVERY, (x, s) -> constant(x, s, "created"));
        return created instanceof Finding.Broken
                ? created
                : eachStream(e, EVERY, (x, s) -> constant(x, s, "model"));
    }

    /** Looks at every choice of every chunk; a sentence is a violation. */
    private static Finding eachChoice(
            Evidence e, BiFunction<Chunk, JsonNode, @Nullable String> look) {
        return eachChunk(
                e,
                EVERY,
                (x, chunk) -> {
                    for (JsonNode choice : chunk.choices()) {
                        String wrong = look.apply(chunk, choice);
                        if (wrong != null) {
                            return seen(x, chunk.event(), "a well-formed choice", wrong);
                        }
                    }
                    return null;
                });
    }

    private static @Nullable String index(Chunk chunk, JsonNode choice) {
        JsonNode index = choice.path("index");
        return index.isIntegralNumber() && index.intValue() == 0 ? null : "index is " + kind(index);
    }

    private static @Nullable String contentString(Chunk chunk, JsonNode choice) {
        JsonNode content = choice.path("delta").path("content");
        boolean fine = content.isMissingNode() || content.isNull() || content.isString();
        return fine ? null : "delta.content is " + kind(content);
    }

    private static @Nullable Violation roleFirst(Exchange x, SseTranscript s) {
        for (Chunk chunk : s.chunks()) {
            for (JsonNode choice : chunk.choices()) {
                JsonNode role = choice.path("delta").path("role");
                return role.asString("").equals("assistant")
                        ? null
                        : seen(
                                x,
                                chunk.event(),
                                "role \"assistant\" first",
                                "role is " + kind(role));
            }
        }
        return seen(x, "a chunk with a role", "no chunk with a choice");
    }

    private static @Nullable Violation roleOnce(Exchange x, SseTranscript s) {
        boolean before = false;
        for (Chunk chunk : s.chunks()) {
            for (JsonNode choice : chunk.choices()) {
                boolean role = choice.path("delta").path("role").isString();
                if (role && before) {
                    return seen(x, chunk.event(), "the role in one delta only", "the role again");
                }
                before |= role;
            }
        }
        return null;
    }

    private static boolean finished(JsonNode choice) {
        return !choice.path("finish_reason").asString("").isEmpty();
    }

    private static @Nullable Violation finishOnce(Exchange x, SseTranscript s) {
        Map<Integer, Integer> finishes = new HashMap<>();
        Chunk last = null;
        for (Chunk chunk : s.chunks()) {
            for (JsonNode choice : chunk.choices()) {
                if (finished(choice)) {
                    finishes.merge(choice.path("index").asInt(0), 1, Integer::sum);
                    last = chunk;
                }
            }
        }
        if (last == null) {
            return seen(x, "a chunk with a finish_reason", "none");
        }
        boolean twice = finishes.values().stream().anyMatch(n -> n > 1);
        return twice ? seen(x, last.event(), "one finish_reason a choice", "several") : null;
    }

    private static @Nullable Violation finishLast(Exchange x, SseTranscript s) {
        boolean before = false;
        for (Chunk chunk : s.chunks()) {
            for (JsonNode choice : chunk.choices()) {
                boolean now = finished(choice);
                if (before && !now) {
                    return seen(x, chunk.event(), "no choice after its finish", "one more choice");
                }
                before |= now;
            }
        }
        return null;
    }

    static String streamFinish(SseTranscript s) {
        String reason = "";
        for (Chunk chunk : s.chunks()) {
            for (JsonNode choice : chunk.choices()) {
                String word = choice.path("finish_reason").asString("");
                reason = word.isEmpty() ? reason : word;
            }
        }
        return reason;
    }

    private static Finding finishMatches(Evidence e) {
        String streamed = streamFinish(stream(e, Probes.SLEN));
        String plain = finish(e, Probes.LEN);
        if (e.traits().reasoning()) {
            return new Finding.Undecided("a reasoning model may end either way");
        }
        return Judging.expect(
                streamed.equals(plain),
                e,
                Probes.SLEN,
                "\"" + plain + "\" as without stream",
                "\"" + streamed + "\"");
    }

    private static @Nullable Violation cumulative(Exchange x, SseTranscript s) {
        StringBuilder text = new StringBuilder();
        int growing = 0;
        String before = "";
        for (Chunk chunk : s.chunks()) {
            String delta = chunk.text();
            if (delta.isEmpty()) {
                continue;
            }
            boolean snapshot =
                    before.length() > 1
                            && delta.length() > before.length()
                            && delta.startsWith(before);
            growing = snapshot ? growing + 1 : 0;
            if (growing >= 3) {
                return seen(x, chunk.event(), "new text only", "the text so far, and more");
            }
            text.append(delta);
            before = delta;
        }
        return null;
    }

    private static Finding whitespace(Evidence e) {
        String plain = text(e, Probes.NLONG);
        String streamed = stream(e, Probes.SLONG).text();
        String squeezed = plain.replaceAll("\\s", "");
        if (squeezed.isEmpty() || !squeezed.equals(streamed.replaceAll("\\s", ""))) {
            return new Finding.Undecided("the model wrote two different texts");
        }
        long wanted = plain.chars().filter(Character::isWhitespace).count();
        long kept = streamed.chars().filter(Character::isWhitespace).count();
        return Judging.expect(
                kept >= 0.9 * wanted,
                e,
                Probes.SLONG,
                wanted + " white-space characters, as without stream",
                kept + " of them");
    }

    private static Finding textEquals(Evidence e) {
        List<String> plain = new ArrayList<>();
        for (Probe probe : List.of(Probes.NLONG)) {
            plain.add(text(e, probe).strip());
        }
        String streamed = stream(e, Probes.SLONG).text().strip();
        if (plain.contains(streamed)) {
            return Finding.holds();
        }
        String squeezed = plain.getFirst().replaceAll("\\s", "");
        boolean obeyed = squeezed.startsWith("12345678910");
        if (!obeyed) {
            return new Finding.Undecided("the model did not do the counting that was asked for");
        }
        return Judging.expect(
                false,
                e,
                Probes.SLONG,
                "the text of the plain answer",
                "another text of " + streamed.length() + " characters");
    }
}
