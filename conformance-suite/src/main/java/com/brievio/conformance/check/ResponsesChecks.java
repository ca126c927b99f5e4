package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.body;
import static com.brievio.conformance.check.Judging.envelopeFault;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.served;
import static com.brievio.conformance.check.Judging.status;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.ResponsesProbes;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whole answers of {@code POST /responses} (wire/openai-other.md section 4). */
final class ResponsesChecks {
    static final String ENVELOPE = "responses.envelope";
    private static final String SDKS = "openai-python responses";

    private ResponsesChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must(ENVELOPE, "a response is an object with status, output and usage")
                        .why("the SDKs read these fields")
                        .fix("answer {object:\"response\",id,status,output[],usage}")
                        .breaks(SDKS, "openai-agents")
                        .on(ResponsesProbes.MIN)
                        .judge(ResponsesChecks::envelope),
                Check.must("responses.output-text", "text comes as output_text in a message item")
                        .why("output_text of the SDKs joins exactly these parts")
                        .fix("write content:[{type:\"output_text\",text,annotations:[]}]")
                        .breaks(SDKS, "openai-agents")
                        .on(ResponsesProbes.MIN)
                        .judge(ResponsesChecks::outputText),
                Check.must("responses.tool.item", "a call is a function_call item with a call_id")
                        .why("the result refers to call_id; nested calls are not found")
                        .fix("write {type:\"function_call\",id,call_id,name,arguments}, flat")
                        .breaks(SDKS, "openai-agents")
                        .on(ResponsesProbes.MIN, ResponsesProbes.TOOL)
                        .judge(ResponsesChecks::toolItem),
                Check.must("responses.tool.roundtrip", "the model sees a function_call_output")
                        .why("without it no tool loop ends")
                        .fix("read function_call and function_call_output items of the input")
                        .breaks("openai-agents")
                        .on(
                                ResponsesProbes.MIN,
                                ResponsesProbes.TOOL,
                                ResponsesProbes.RESULT,
                                ResponsesProbes.RESULT_CONTROL)
                        .judge(ResponsesChecks::roundTrip),
                Check.should("responses.incomplete", "a cut answer says that it is incomplete")
                        .why("a cut text is taken for a whole one")
                        .fix("write status incomplete and incomplete_details.reason")
                        .on(ResponsesProbes.MIN, ResponsesProbes.SHORT)
                        .judge(ResponsesChecks::incomplete),
                Check.must("responses.error", "an unknown model is a 4xx, not a failed response")
                        .why("the SDKs raise on the status alone")
                        .fix("answer 404 with an error object")
                        .breaks(SDKS)
                        .on(ResponsesProbes.MIN, ResponsesProbes.UNKNOWN_MODEL)
                        .judge(ResponsesChecks::unknownModel),
                Check.may("responses.previous-id", "previous_response_id is followed or refused")
                        .why("a conversation that is dropped in silence confuses the user")
                        .fix("keep responses, or answer 400")
                        .on(ResponsesProbes.MIN, ResponsesProbes.FIRST, ResponsesProbes.RETOLD)
                        .then(e -> List.of(following(e)))
                        .judge(ResponsesChecks::previousId),
                Check.should("responses.text-format", "text.format json_schema is followed")
                        .why("callers rely on every key")
                        .fix("constrain the output by the schema, or refuse with a 400")
                        .on(ResponsesProbes.MIN, ResponsesProbes.FORMAT)
                        .judge(ResponsesChecks::textFormat));
    }

    private static Finding envelope(Evidence e) {
        Finding served = served(e, ResponsesProbes.MIN);
        if (!(served instanceof Finding.Holds)) {
            return served;
        }
        Exchange exchange = e.of(ResponsesProbes.MIN);
        JsonNode body = body(exchange);
        if (body.path("status").asString("").equals("incomplete")) {
            return new Finding.Undecided("the token limit cut the answer");
        }
        List<Violation> violations = new ArrayList<>();
        if (!body.path("object").asString("").equals("response")) {
            violations.add(
                    seen(exchange, "object \"response\"", "object " + kind(body.path("object"))));
        }
        if (body.path("id").asString("").isBlank()) {
            violations.add(seen(exchange, "an id", "id " + kind(body.path("id"))));
        }
        if (!body.path("status").asString("").equals("completed")) {
            violations.add(
                    seen(exchange, "status completed", "status " + kind(body.path("status"))));
        }
        if (!body.path("output").isArray() || body.path("output").isEmpty()) {
            violations.add(
                    seen(exchange, "an array of items", "output " + kind(body.path("output"))));
        }
        JsonNode usage = body.path("usage");
        JsonNode input = usage.path("input_tokens");
        JsonNode output = usage.path("output_tokens");
        boolean sum =
                input.isIntegralNumber()
                        && output.isIntegralNumber()
                        && input.intValue() + output.intValue()
                                == usage.path("total_tokens").asInt(-1);
        if (!sum) {
            violations.add(
                    seen(
                            exchange,
                            "usage with input_tokens + output_tokens = total_tokens",
                            "usage " + usage));
        }
        return Finding.of(violations);
    }

    static List<JsonNode> items(JsonNode response, String type) {
        List<JsonNode> items = new ArrayList<>();
        for (JsonNode item : response.path("output")) {
            if (item.path("type").asString("").equals(type)) {
                items.add(item);
            }
        }
        return items;
    }

    private static Finding outputText(Evidence e) {
        Exchange exchange = e.of(ResponsesProbes.MIN);
        JsonNode body = body(exchange);
        List<JsonNode> messages = items(body, "message");
        if (messages.isEmpty() && body.path("status").asString("").equals("incomplete")) {
            return new Finding.Undecided("the token limit cut the answer before its text");
        }
        if (messages.isEmpty()) {
            return Finding.broken(seen(exchange, "an item of type message", "none"));
        }
        for (JsonNode message : messages) {
            for (JsonNode part : message.path("content")) {
                if (part.path("type").asString("").equals("refusal")) {
                    return new Finding.Undecided("the model refused the prompt");
                }
                boolean whole =
                        part.path("type").asString("").equals("output_text")
                                && part.path("text").isString()
                                && part.path("annotations").isArray();
                if (!whole) {
                    return Finding.broken(
                            seen(
                                    exchange,
                                    "{type:\"output_text\",text,annotations:[]}",
                                    Judging.excerpt(part.toString())));
                }
            }
        }
        return expect(
                !text(e, ResponsesProbes.MIN).isBlank(),
                e,
                ResponsesProbes.MIN,
                "text",
                "an empty message");
    }

    private static Finding reached(Evidence e, Probe probe, String... words) {
        return accepted(e, List.of(probe), words);
    }

    private static Finding toolItem(Evidence e) {
        Finding reached = reached(e, ResponsesProbes.TOOL, "tool");
        if (!(reached instanceof Finding.Holds)) {
            return reached;
        }
        Exchange exchange = e.of(ResponsesProbes.TOOL);
        List<JsonNode> calls = items(body(exchange), "function_call");
        if (calls.isEmpty()) {
            return e.traits().forcedTools()
                    ? Finding.broken(seen(exchange, "a function_call item", "none"))
                    : new Finding.Undecided("the model did not call the tool");
        }
        JsonNode call = calls.getFirst();
        JsonNode arguments = call.path("arguments");
        boolean whole =
                !call.path("call_id").asString("").isBlank()
                        && call.path("name").asString("").equals("set_color")
                        && arguments.isString()
                        && Json.parse(arguments.stringValue()) instanceof ObjectNode;
        return expect(
                whole,
                e,
                ResponsesProbes.TOOL,
                "call_id, name set_color, arguments as JSON text",
                Judging.excerpt(call.toString()));
    }

    private static Finding roundTrip(Evidence e) {
        Finding reached = reached(e, ResponsesProbes.RESULT);
        return reached instanceof Finding.Holds
                ? Proof.of(
                        e,
                        ResponsesProbes.RESULT,
                        ResponsesProbes.RESULT_CONTROL,
                        "K7Q-" + e.of(ResponsesProbes.RESULT).nonce())
                : reached;
    }

    private static Finding incomplete(Evidence e) {
        Finding reached = reached(e, ResponsesProbes.SHORT);
        if (!(reached instanceof Finding.Holds)) {
            return reached;
        }
        JsonNode body = body(e.of(ResponsesProbes.SHORT));
        boolean told =
                body.path("status").asString("").equals("incomplete")
                        && body.path("incomplete_details")
                                .path("reason")
                                .asString("")
                                .equals("max_output_tokens");
        int used = body.path("usage").path("output_tokens").asInt(0);
        if (!told && used < e.traits().limit(16)) {
            return new Finding.Undecided("the model ended before the limit");
        }
        return expect(
                told,
                e,
                ResponsesProbes.SHORT,
                "status incomplete, reason max_output_tokens",
                "status "
                        + kind(body.path("status"))
                        + ", incomplete_details "
                        + kind(body.path("incomplete_details")));
    }

    private static Finding unknownModel(Evidence e) {
        Exchange exchange = e.of(ResponsesProbes.UNKNOWN_MODEL);
        int code = exchange.response() == null ? 0 : exchange.response().status();
        String fault = code >= 400 && code < 500 ? envelopeFault(exchange) : status(exchange);
        return expect(
                fault == null,
                e,
                ResponsesProbes.UNKNOWN_MODEL,
                "a 4xx with an error object",
                String.valueOf(fault));
    }

    private static Probe following(Evidence e) {
        String id = body(e.of(ResponsesProbes.FIRST)).path("id").asString("");
        return ResponsesProbes.following(id);
    }

    private static Finding previousId(Evidence e) {
        Finding reached = reached(e, ResponsesProbes.FIRST, "store");
        if (!(reached instanceof Finding.Holds)) {
            return reached;
        }
        Probe following = following(e);
        Exchange exchange = e.of(following);
        if (!exchange.accepted()) {
            Violation refusal = seen(exchange, "status 200", status(exchange));
            return Judging.wellFormedRefusal(exchange)
                    ? new Finding.Refused(refusal)
                    : Finding.broken(refusal);
        }
        String code = exchange.nonce();
        if (text(e, following).contains(code)) {
            return Finding.holds();
        }
        return text(e, ResponsesProbes.RETOLD).contains(code)
                ? expect(false, e, following, "an answer with " + code, text(e, following))
                : new Finding.Undecided("the model does not repeat it in the control either");
    }

    private static Finding textFormat(Evidence e) {
        Finding reached = reached(e, ResponsesProbes.FORMAT, "format", "json", "schema", "text");
        if (!(reached instanceof Finding.Holds)) {
            return reached;
        }
        String status = body(e.of(ResponsesProbes.FORMAT)).path("status").asString("");
        return JsonChecks.follows(
                e,
                ResponsesProbes.FORMAT,
                text(e, ResponsesProbes.FORMAT),
                status.equals("incomplete") ? "length" : "stop");
    }
}
