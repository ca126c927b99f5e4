package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Json;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The probes of {@code POST /responses} (conformance.md section 2.1, R). */
public final class ResponsesProbes {
    static final String PLAIN = "responses.envelope";
    private static final String STREAM = "responses.stream.events";
    private static final String CALL_ID = "call_brv00001";

    public static final Probe MIN =
            whole("R.min", PLAIN, c -> asked(c, "Reply with exactly one word: ready ", 32));
    public static final Probe STREAMED =
            streamed("R.stream", c -> asked(c, TimedPairs.countTo(60), 400));
    public static final Probe TOOL = whole("R.tool", "responses.tool.item", ResponsesProbes::named);
    public static final Probe STOOL = streamed("R.stool", ResponsesProbes::named);
    public static final Probe RESULT =
            whole("R.rt", "responses.tool.roundtrip", ResponsesProbes::result).inGroup("r-rt");
    public static final Probe RESULT_CONTROL =
            whole(
                            "R.rt-control",
                            PLAIN,
                            c ->
                                    asked(
                                            c,
                                            "Copy this exactly: {\"code\":\"K7Q-"
                                                    + c.nonce()
                                                    + "\"}",
                                            64))
                    .inGroup("r-rt");
    public static final Probe SHORT =
            whole(
                    "R.short",
                    "responses.incomplete",
                    c -> asked(c, "Count from 1 to 100 in words. ", 16));
    public static final Probe UNKNOWN_MODEL =
            Probe.error(
                    "R.err",
                    c -> post(asked(c, "Say ready. ", 16).put("model", "brv-none-" + c.nonce())));
    public static final Probe FIRST =
            whole("R.first", "responses.previous-id", c -> text(c, told(c), 32).put("store", true))
                    .inGroup("r-prev");
    public static final Probe RETOLD =
            whole("R.retold", PLAIN, ResponsesProbes::retold).inGroup("r-prev");
    public static final Probe FORMAT =
            whole("R.json", "responses.text-format", ResponsesProbes::format);

    /** Pairs of a stream and its whole twin, for {@code responses.stream.incremental}. */
    public static final TimedPairs PAIRS =
            TimedPairs.of(
                    "R",
                    PLAIN,
                    STREAM,
                    (c, prompt, max) -> post(asked(c, prompt, max)),
                    (c, prompt, max) -> post(asked(c, prompt, max).put("stream", true)));

    private ResponsesProbes() {}

    /** The question after the response {@code id}, which alone knows the code. */
    public static Probe following(String id) {
        return Probe.error(
                        "R.prev",
                        c -> post(text(c, "What is my code?", 32).put("previous_response_id", id)))
                .inGroup("r-prev");
    }

    private static RequestSpec post(ObjectNode body) {
        return RequestSpec.post("/responses", Json.text(body));
    }

    private static Probe whole(String id, String gate, Function<ProbeContext, ObjectNode> body) {
        return Probe.of(id, gate, c -> post(body.apply(c)));
    }

    private static Probe streamed(String id, Function<ProbeContext, ObjectNode> body) {
        return Probe.of(id, STREAM, c -> post(body.apply(c).put("stream", true))).overSocket();
    }

    private static ObjectNode body(ProbeContext c, int max) {
        ObjectNode body = Json.object().put("model", c.target().model());
        if (c.traits().temperature()) {
            body.put("temperature", 0);
        }
        return body.put("max_output_tokens", c.traits().limit(max));
    }

    private static ObjectNode text(ProbeContext c, String input, int max) {
        return body(c, max).put("input", input);
    }

    private static ObjectNode asked(ProbeContext c, String prompt, int max) {
        return text(c, prompt + c.nonce(), max);
    }

    private static String told(ProbeContext c) {
        return "My code is " + c.nonce() + ". Reply with exactly one word: noted";
    }

    private static ObjectNode named(ProbeContext c) {
        ObjectNode body = asked(c, "Choose red, count 3. Use the tool set_color for it. ", 128);
        tool(body, Tools.setColor());
        if (c.traits().forcedTools()) {
            body.putObject("tool_choice").put("type", "function").put("name", "set_color");
        }
        return body;
    }

    /** Tools are flat here, unlike those of chat. */
    private static void tool(ObjectNode body, ObjectNode chatTool) {
        ObjectNode tool = ((ObjectNode) chatTool.path("function")).deepCopy();
        body.putArray("tools").add(tool.put("type", "function"));
    }

    private static ObjectNode result(ProbeContext c) {
        ObjectNode body = body(c, 64);
        ArrayNode input = body.putArray("input");
        input.addObject().put("role", "user").put("content", "Get the code and tell it to me.");
        input.addObject()
                .put("type", "function_call")
                .put("call_id", CALL_ID)
                .put("name", "get_code")
                .put("arguments", "{}");
        input.addObject()
                .put("type", "function_call_output")
                .put("call_id", CALL_ID)
                .put("output", "{\"code\":\"K7Q-" + c.nonce() + "\"}");
        tool(body, Tools.getCode());
        return body;
    }

    private static ObjectNode retold(ProbeContext c) {
        ObjectNode body = body(c, 32);
        ArrayNode input = body.putArray("input");
        input.addObject().put("role", "user").put("content", told(c));
        input.addObject().put("role", "assistant").put("content", "noted");
        input.addObject().put("role", "user").put("content", "What is my code?");
        return body;
    }

    private static ObjectNode format(ProbeContext c) {
        ObjectNode chat = JsonProbes.tokenFormat(c);
        ObjectNode format = ((ObjectNode) chat.path("json_schema")).deepCopy();
        ObjectNode body = text(c, "Say hello.", 200);
        body.putObject("text").set("format", format.put("type", "json_schema"));
        return body;
    }
}
