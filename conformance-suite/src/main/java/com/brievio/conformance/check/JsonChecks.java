package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.calls;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.finish;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.status;
import static com.brievio.conformance.check.Judging.stream;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.probe.JsonProbes;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Json;
import com.brievio.conformance.wire.SseTranscript;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** JSON mode (conformance.md section 2.2, json mode). */
final class JsonChecks {
    private static final String[] WORDS = {"response_format", "json", "schema"};
    private static final int MOST_BLANKS = 50;

    private JsonChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must("json.object.valid", "json_object brings a JSON object")
                        .why("callers parse it unseen")
                        .fix(
                                "constrain the output to JSON, or refuse with a 400 that names response_format")
                        .breaks("every structured caller")
                        .over(List.of(JsonProbes.OBJ))
                        .judge(JsonChecks::object),
                Check.must("json.object.no-fence", "the object stands alone, without a fence")
                        .why("JSON.parse fails on a fence")
                        .fix("strip the fence or constrain the output")
                        .breaks("every structured caller")
                        .on(JsonProbes.OBJ)
                        .judge(JsonChecks::noFence),
                Check.must("json.object.stream", "json_object holds for streams")
                        .why("a stream path that ignores the format breaks the same callers")
                        .fix("use one path for streams and whole answers")
                        .over(List.of(JsonProbes.SOBJ))
                        .judge(JsonChecks::objectStream),
                Check.should("json.object.ends", "no run of blanks follows the object")
                        .why("grammars without an end write blanks up to the limit")
                        .fix("end the grammar after the closing brace")
                        .on(JsonProbes.OBJ)
                        .judge(JsonChecks::ends),
                Check.must("json.schema.conforms", "json_schema is followed")
                        .why("callers rely on every key")
                        .fix("constrain the output by the schema, or refuse with a 400")
                        .breaks("every structured caller")
                        .over(List.of(JsonProbes.SCH))
                        .judge(JsonChecks::schema),
                Check.must("json.schema.stream", "json_schema holds for streams")
                        .why("a stream path that ignores the schema breaks the same callers")
                        .fix("use one path for streams and whole answers")
                        .breaks("every structured caller")
                        .over(List.of(JsonProbes.SSCH))
                        .judge(JsonChecks::schemaStream),
                Check.should("json.schema.invalid-400", "a schema that is none is a 400")
                        .why("some engines crash on it")
                        .fix("check the schema before the engine sees it")
                        .on(JsonProbes.BAD_SCHEMA)
                        .judge(e -> ErrorChecks.refusal(e, JsonProbes.BAD_SCHEMA, 400, 422)),
                Check.should("json.format-unknown-400", "an unknown format is a 400")
                        .why("prose where YAML was asked for fails far from the cause")
                        .fix("refuse a format that is not known")
                        .on(JsonProbes.BAD_FORMAT)
                        .judge(e -> ErrorChecks.refusal(e, JsonProbes.BAD_FORMAT, 400, 422)),
                Check.must("json.text-accepted", "response_format text is taken")
                        .why("clients send the default in words")
                        .fix("take the type text")
                        .accepts(JsonProbes.TEXT),
                Check.should("json.with-tools", "a format beside tools does no harm")
                        .why("agents send both")
                        .fix("let the constraint go where a call begins")
                        .over(List.of(JsonProbes.TOOL))
                        .judge(JsonChecks::withTools),
                Check.may("json.prompt-word", "json_object without the word JSON does no harm")
                        .why("OpenAI refuses it; endless blanks would be worse")
                        .fix("refuse with a 400, or constrain anyway")
                        .on(JsonProbes.NO_WORD)
                        .judge(JsonChecks::promptWord));
    }

    private static @Nullable Finding trouble(
            Evidence e, Probe probe, String content, String reason) {
        if (reason.equals("length")) {
            return new Finding.Undecided("the token limit cut the answer");
        }
        JsonNode parsed = Json.parse(unfenced(content));
        return parsed != null && parsed.isObject()
                ? null
                : expect(
                        false,
                        e,
                        probe,
                        "a JSON object",
                        content.isEmpty() ? "no text" : Judging.excerpt(content));
    }

    private static String unfenced(String content) {
        return content.strip().replaceFirst("^```(?:json)?\\s*", "").replaceFirst("\\s*```$", "");
    }

    private static Finding object(Evidence e) {
        Finding accepted = accepted(e, List.of(JsonProbes.OBJ), WORDS);
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        Finding trouble =
                trouble(e, JsonProbes.OBJ, text(e, JsonProbes.OBJ), finish(e, JsonProbes.OBJ));
        return trouble == null ? Finding.holds() : trouble;
    }

    private static Finding noFence(Evidence e) {
        String content = text(e, JsonProbes.OBJ).strip();
        boolean object = Json.parse(unfenced(content)) != null;
        if (!object) {
            return Finding.blockedBy("json.object.valid");
        }
        return expect(
                content.startsWith("{") && content.endsWith("}"),
                e,
                JsonProbes.OBJ,
                "{ … }",
                Judging.excerpt(content));
    }

    private static Finding ends(Evidence e) {
        String content = text(e, JsonProbes.OBJ);
        int blanks = content.length() - content.stripTrailing().length();
        return expect(
                blanks <= MOST_BLANKS,
                e,
                JsonProbes.OBJ,
                "at most " + MOST_BLANKS + " blanks at the end",
                blanks + " blanks");
    }

    private static Finding objectStream(Evidence e) {
        Finding accepted = accepted(e, List.of(JsonProbes.SOBJ), WORDS);
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        SseTranscript s = stream(e, JsonProbes.SOBJ);
        Finding trouble = trouble(e, JsonProbes.SOBJ, s.text(), ChunkChecks.streamFinish(s));
        return trouble == null ? Finding.holds() : trouble;
    }

    private static Finding schema(Evidence e) {
        Finding accepted = accepted(e, List.of(JsonProbes.SCH), WORDS);
        return accepted instanceof Finding.Holds
                ? follows(e, JsonProbes.SCH, text(e, JsonProbes.SCH), finish(e, JsonProbes.SCH))
                : accepted;
    }

    private static Finding schemaStream(Evidence e) {
        Finding accepted = accepted(e, List.of(JsonProbes.SSCH), WORDS);
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        SseTranscript s = stream(e, JsonProbes.SSCH);
        return follows(e, JsonProbes.SSCH, s.text(), ChunkChecks.streamFinish(s));
    }

    /** Tells whether the text is what {@code JsonProbes.tokenFormat} asks for. */
    static Finding follows(Evidence e, Probe probe, String content, String reason) {
        if (reason.equals("length")) {
            return new Finding.Undecided("the token limit cut the answer");
        }
        JsonNode parsed = Json.parse(content);
        String token = e.of(probe).nonce();
        boolean follows =
                parsed != null
                        && parsed.path("token").asString("").equals(token)
                        && parsed.path("n").isIntegralNumber()
                        && parsed.path("tags").isArray();
        return expect(
                follows,
                e,
                probe,
                "{\"token\":\"" + token + "\",\"n\":…,\"tags\":[…]}",
                Judging.excerpt(content));
    }

    private static Finding withTools(Evidence e) {
        Finding accepted = accepted(e, List.of(JsonProbes.TOOL), "response_format", "json", "tool");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        boolean call =
                calls(e, JsonProbes.TOOL).stream()
                        .map(c -> c.path("function").path("arguments").asString(""))
                        .anyMatch(a -> Json.parse(a) != null);
        boolean json = Json.parse(unfenced(text(e, JsonProbes.TOOL))) != null;
        return call || json || finish(e, JsonProbes.TOOL).equals("length")
                ? Finding.holds()
                : expect(
                        false,
                        e,
                        JsonProbes.TOOL,
                        "a call or JSON text",
                        Judging.excerpt(text(e, JsonProbes.TOOL)));
    }

    private static Finding promptWord(Evidence e) {
        Exchange exchange = e.of(JsonProbes.NO_WORD);
        boolean server = exchange.response() == null || exchange.response().status() >= 500;
        if (server) {
            return Finding.broken(seen(exchange, "200 or 400", status(exchange)));
        }
        String content = exchange.accepted() ? text(e, JsonProbes.NO_WORD) : "x";
        boolean blanks = content.length() > MOST_BLANKS && content.isBlank();
        return expect(!blanks, e, JsonProbes.NO_WORD, "an object or a 400", "blanks alone");
    }
}
