package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.body;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.finish;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.stream;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Json;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Vision, JSON mode, models and unicode (conformance.md section 2.2). */
final class FeatureChecks {
    private static final List<Probe> PICTURES =
            List.of(Probes.V_RED, Probes.V_BLUE, Probes.V_GREEN);

    private FeatureChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must("vision.data-uri.accepted", "a picture as data URI is taken")
                        .why("it is how local files are sent")
                        .over(PICTURES)
                        .judge(e -> accepted(e, PICTURES, "image", "vision", "picture")),
                Check.must("vision.seen", "the model sees the picture")
                        .why("a dropped picture brings a confident invention")
                        .on(Probes.V_RED, Probes.V_BLUE, Probes.V_GREEN, Probes.V_NONE)
                        .judge(FeatureChecks::seenColours),
                Check.must("vision.control", "no colour is named where no picture is sent")
                        .why("else the other vision verdicts prove nothing")
                        .on(Probes.V_NONE)
                        .judge(FeatureChecks::control),
                Check.should("vision.jpeg", "JPEG is taken and seen")
                        .why("cameras make JPEG")
                        .over(List.of(Probes.V_JPEG))
                        .judge(e -> format(e, Probes.V_JPEG)),
                Check.may("vision.webp", "WebP is taken and seen")
                        .why("browsers make WebP")
                        .over(List.of(Probes.V_WEBP))
                        .judge(e -> format(e, Probes.V_WEBP)),
                Check.must("vision.bad-base64", "broken base64 is a 400")
                        .why("a 500 is retried, a 200 is an invention")
                        .on(Probes.V_BAD, Probes.V_RED)
                        .judge(e -> ErrorChecks.refusal(e, Probes.V_BAD, 400, 415, 422)),
                Check.must("json.object.valid", "json_object brings a JSON object")
                        .why("callers parse it unseen")
                        .breaks("every structured caller")
                        .over(List.of(Probes.J_OBJ))
                        .judge(FeatureChecks::jsonObject),
                Check.must("json.object.no-fence", "the object stands alone, without a fence")
                        .why("JSON.parse fails on a fence")
                        .breaks("every structured caller")
                        .on(Probes.J_OBJ)
                        .judge(FeatureChecks::noFence),
                Check.must("json.object.stream", "json_object holds for streams")
                        .why("a stream path that ignores the format breaks the same callers")
                        .over(List.of(Probes.J_SOBJ))
                        .judge(FeatureChecks::jsonStream),
                Check.must("json.schema.conforms", "json_schema is followed")
                        .why("callers rely on every key")
                        .breaks("every structured caller")
                        .over(List.of(Probes.J_SCH))
                        .judge(FeatureChecks::schema),
                Check.must("json.text-accepted", "response_format text is taken")
                        .why("clients send the default in words")
                        .over(List.of(Probes.J_TEXT))
                        .judge(e -> accepted(e, List.of(Probes.J_TEXT))),
                Check.must("models.list-shape", "GET /models lists models")
                        .why("model pickers read it")
                        .breaks("every client")
                        .over(List.of(Probes.MODELS))
                        .judge(FeatureChecks::modelList),
                Check.must("models.item-shape", "an entry has id, object, created, owned_by")
                        .why("typed decoders require them")
                        .breaks("async-openai")
                        .on(Probes.MODELS)
                        .judge(FeatureChecks::modelItem),
                Check.should("models.contains-target", "the list has the model under test")
                        .why("user interfaces offer what is listed")
                        .on(Probes.MODELS)
                        .judge(FeatureChecks::containsTarget),
                Check.should("unicode.echo", "non-ASCII text survives both ways")
                        .why("Latin-1 on either side garbles every language but English")
                        .on(Probes.UNI)
                        .judge(e -> unicode(e, Probes.UNI, text(e, Probes.UNI))),
                Check.must("unicode.stream-echo", "non-ASCII text survives streaming")
                        .why("a character cut between two chunks is lost for good")
                        .on(Probes.SUNI)
                        .judge(e -> unicode(e, Probes.SUNI, stream(e, Probes.SUNI).text())));
    }

    private static boolean names(Evidence e, Probe probe, String colour) {
        return Pattern.compile("\\b" + colour + "\\b")
                .matcher(text(e, probe).toLowerCase(Locale.ROOT))
                .find();
    }

    private static Finding seenColours(Evidence e) {
        if (control(e) instanceof Finding.Broken) {
            return new Finding.Undecided("the model names a colour without a picture");
        }
        boolean red = names(e, Probes.V_RED, "red") && !names(e, Probes.V_RED, "blue");
        boolean blue = names(e, Probes.V_BLUE, "blue") && !names(e, Probes.V_BLUE, "red");
        boolean green = names(e, Probes.V_GREEN, "green");
        int right = (red ? 1 : 0) + (blue ? 1 : 0) + (green ? 1 : 0);
        if (right == 3) {
            return Finding.holds();
        }
        if (right > 0) {
            return new Finding.Undecided(right + " of three colours named right");
        }
        return expect(
                false, e, Probes.V_RED, "red, blue and green", "\"" + text(e, Probes.V_RED) + "\"");
    }

    private static Finding control(Evidence e) {
        String answer = text(e, Probes.V_NONE).toLowerCase(Locale.ROOT).strip();
        boolean single = answer.replaceAll("[^a-z]", "").matches("red|blue|green");
        return expect(!single, e, Probes.V_NONE, "no colour", "\"" + answer + "\"");
    }

    private static Finding format(Evidence e, Probe probe) {
        Finding accepted = accepted(e, List.of(probe), "image", "vision", "picture", "format");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        if (names(e, probe, "red")) {
            return Finding.holds();
        }
        boolean seesPng = e.of(Probes.V_RED).accepted() && names(e, Probes.V_RED, "red");
        return seesPng
                ? expect(false, e, probe, "red, as for the PNG", "\"" + text(e, probe) + "\"")
                : new Finding.Undecided("the model does not name the colour of a PNG either");
    }

    private static @Nullable Finding jsonTrouble(
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

    private static Finding jsonObject(Evidence e) {
        Finding accepted = accepted(e, List.of(Probes.J_OBJ), "response_format", "json", "schema");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        Finding trouble =
                jsonTrouble(e, Probes.J_OBJ, text(e, Probes.J_OBJ), finish(e, Probes.J_OBJ));
        return trouble == null ? Finding.holds() : trouble;
    }

    private static Finding noFence(Evidence e) {
        String content = text(e, Probes.J_OBJ).strip();
        boolean object = Json.parse(unfenced(content)) != null;
        if (!object) {
            return new Finding.NotApplicable("blocked by json.object.valid");
        }
        return expect(
                content.startsWith("{") && content.endsWith("}"),
                e,
                Probes.J_OBJ,
                "{ … }",
                Judging.excerpt(content));
    }

    private static Finding jsonStream(Evidence e) {
        Finding accepted = accepted(e, List.of(Probes.J_SOBJ), "response_format", "json", "schema");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        var transcript = stream(e, Probes.J_SOBJ);
        Finding trouble =
                jsonTrouble(
                        e, Probes.J_SOBJ, transcript.text(), ChunkChecks.streamFinish(transcript));
        return trouble == null ? Finding.holds() : trouble;
    }

    private static Finding schema(Evidence e) {
        Finding accepted = accepted(e, List.of(Probes.J_SCH), "response_format", "json", "schema");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        if (finish(e, Probes.J_SCH).equals("length")) {
            return new Finding.Undecided("the token limit cut the answer");
        }
        String content = text(e, Probes.J_SCH);
        JsonNode parsed = Json.parse(content);
        String token = e.of(Probes.J_SCH).nonce();
        boolean follows =
                parsed != null
                        && parsed.path("token").asString("").equals(token)
                        && parsed.path("n").isIntegralNumber()
                        && parsed.path("tags").isArray();
        return expect(
                follows,
                e,
                Probes.J_SCH,
                "{\"token\":\"" + token + "\",\"n\":…,\"tags\":[…]}",
                Judging.excerpt(content));
    }

    private static Finding modelList(Evidence e) {
        Exchange exchange = e.of(Probes.MODELS);
        if (!exchange.accepted()) {
            return Finding.broken(seen(exchange, "status 200", Judging.status(exchange)));
        }
        JsonNode body = body(exchange);
        boolean list =
                body.path("object").asString("").equals("list") && body.path("data").isArray();
        return expect(
                list, e, Probes.MODELS, "{object:\"list\", data:[…]}", kind(body.path("data")));
    }

    private static Finding modelItem(Evidence e) {
        JsonNode data = body(e.of(Probes.MODELS)).path("data");
        if (data.isEmpty()) {
            return new Finding.Undecided("the list is empty");
        }
        for (JsonNode item : data) {
            boolean id = item.path("id").isString();
            boolean object = item.path("object").asString("").equals("model");
            if (!id || !object) {
                return expect(false, e, Probes.MODELS, "id and object \"model\"", item.toString());
            }
            boolean rest =
                    item.path("created").isIntegralNumber() && item.path("owned_by").isString();
            if (!rest) {
                return new Finding.Weak(
                        seen(
                                e.of(Probes.MODELS),
                                "created, an integer, and owned_by, a string",
                                "created is "
                                        + kind(item.path("created"))
                                        + ", owned_by is "
                                        + kind(item.path("owned_by"))));
            }
        }
        return Finding.holds();
    }

    private static Finding containsTarget(Evidence e) {
        JsonNode data = body(e.of(Probes.MODELS)).path("data");
        if (data.isEmpty()) {
            return expect(false, e, Probes.MODELS, "at least one model", "an empty list");
        }
        for (JsonNode item : data) {
            if (item.path("id").asString("").equals(e.target().model())) {
                return Finding.holds();
            }
        }
        return new Finding.Noted(e.target().model() + " is not listed (an alias?)");
    }

    private static Finding unicode(Evidence e, Probe probe, String text) {
        if (text.contains(Probes.UNICODE)) {
            return Finding.holds();
        }
        boolean corrupt =
                text.contains("\ufffd")
                        || text.contains("\u00c3\u00af")
                        || text.contains("na?ve")
                        || text.contains("\u00e2\u20ac");
        return corrupt
                ? expect(false, e, probe, Probes.UNICODE, Judging.excerpt(text))
                : new Finding.Undecided("the model did not copy the text");
    }
}
