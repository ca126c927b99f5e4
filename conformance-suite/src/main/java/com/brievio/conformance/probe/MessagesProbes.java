package com.brievio.conformance.probe;

import com.brievio.conformance.probe.RequestSpec.Auth;
import com.brievio.conformance.wire.Json;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The probes of {@code POST /messages} (conformance.md section 2.1, A), with the headers {@code
 * x-api-key} and {@code anthropic-version: 2023-06-01}.
 */
public final class MessagesProbes {
    static final String PLAIN = "anthropic.envelope";
    private static final String STREAM = "anthropic.stream.order";
    private static final String CALL_ID = "toolu_brv00001";
    private static final String COLOUR = "One word: which colour fills this picture? ";
    private static final String VERSION = "2023-06-01";

    public static final Probe MIN =
            whole("A.min", PLAIN, c -> asked(c, "Reply with exactly one word: ready ", 32))
                    .inGroup("a-min");
    public static final Probe SMIN =
            streamed("A.smin", c -> asked(c, "Reply with exactly one word: ready ", 32))
                    .inGroup("a-min");
    public static final Probe STREAMED =
            streamed("A.stream", c -> asked(c, TimedPairs.countTo(60), 400));
    public static final Probe TOOL = whole("A.tool", "anthropic.tool-use", MessagesProbes::named);
    public static final Probe STOOL =
            streamed("A.stool", "anthropic.tool-stream", MessagesProbes::named);

    /** Two calls in one turn: the only answer that surely has more than one block. */
    public static final Probe SPAR = streamed("A.spar", MessagesProbes::cities);

    public static final Probe RESULT =
            whole("A.rt", "anthropic.tool-result", MessagesProbes::result).inGroup("a-rt");
    public static final Probe RESULT_CONTROL =
            whole(
                            "A.rt-control",
                            PLAIN,
                            c ->
                                    asked(
                                            c,
                                            "Copy this exactly: {\"code\":\"K7Q-"
                                                    + c.nonce()
                                                    + "\"}",
                                            64))
                    .inGroup("a-rt");
    public static final Probe SHORT =
            whole(
                    "A.short",
                    "anthropic.max-tokens-stop",
                    c -> asked(c, "Count from 1 to 100 in words. ", 5));
    public static final Probe RED = whole("A.red", "anthropic.image-base64", c -> image(c, "red"));
    public static final Probe BLUE =
            whole("A.blue", "anthropic.image-base64", c -> image(c, "blue"));
    public static final Probe NO_PICTURE = whole("A.no-picture", PLAIN, c -> asked(c, COLOUR, 16));
    public static final Probe UNKNOWN_MODEL =
            Probe.error(
                    "A.err-model",
                    c ->
                            post(
                                    c,
                                    asked(c, "Say ready. ", 16)
                                            .put("model", "brv-none-" + c.nonce())));
    public static final Probe NO_LIMIT =
            Probe.error(
                    "A.err-limit",
                    c -> {
                        ObjectNode body = asked(c, "Say ready. ", 16);
                        body.remove("max_tokens");
                        return post(c, body);
                    });
    public static final Probe BAD_KEY =
            Probe.error(
                    "A.err-key",
                    c ->
                            to("/messages", asked(c, "Say ready. ", 16))
                                    .with("x-api-key", "brv-invalid"));
    public static final Probe COUNT =
            Probe.error(
                            "A.count",
                            c -> {
                                ObjectNode body =
                                        asked(c, "Reply with exactly one word: ready ", 32);
                                body.remove("max_tokens");
                                return keyed(c, to("/messages/count_tokens", body));
                            })
                    .inGroup("a-min");

    private MessagesProbes() {}

    private static RequestSpec to(String path, ObjectNode body) {
        return RequestSpec.post(path, Json.text(body))
                .as(Auth.NONE)
                .with("anthropic-version", VERSION);
    }

    private static RequestSpec keyed(ProbeContext c, RequestSpec spec) {
        String key = c.target().apiKey();
        return key == null ? spec : spec.with("x-api-key", key);
    }

    private static RequestSpec post(ProbeContext c, ObjectNode body) {
        return keyed(c, to("/messages", body));
    }

    private static Probe whole(String id, String gate, Function<ProbeContext, ObjectNode> body) {
        return Probe.of(id, gate, c -> post(c, body.apply(c)));
    }

    private static Probe streamed(String id, Function<ProbeContext, ObjectNode> body) {
        return streamed(id, STREAM, body);
    }

    private static Probe streamed(String id, String gate, Function<ProbeContext, ObjectNode> body) {
        return Probe.of(id, gate, c -> post(c, body.apply(c).put("stream", true))).overSocket();
    }

    private static ObjectNode body(ProbeContext c, int max) {
        // No temperature: newer models refuse it here, whatever a gateway forgives in chat.
        return Json.object()
                .put("model", c.target().model())
                .put("max_tokens", c.traits().limit(max));
    }

    private static ObjectNode asked(ProbeContext c, String prompt, int max) {
        ObjectNode body = body(c, max);
        body.putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", prompt + c.nonce());
        return body;
    }

    private static ObjectNode named(ProbeContext c) {
        ObjectNode body = asked(c, "Choose red, count 3. Use the tool set_color for it. ", 128);
        tool(body, Tools.setColor());
        if (c.traits().forcedTools()) {
            body.putObject("tool_choice").put("type", "tool").put("name", "set_color");
        }
        return body;
    }

    private static ObjectNode cities(ProbeContext c) {
        ObjectNode body =
                asked(c, "Call get_weather for Oslo and for Lima, both in this turn. ", 256);
        tool(body, Tools.getWeather());
        if (c.traits().forcedTools()) {
            body.putObject("tool_choice").put("type", "any");
        }
        return body;
    }

    private static void tool(ObjectNode body, ObjectNode chatTool) {
        ObjectNode function = (ObjectNode) chatTool.path("function");
        body.putArray("tools")
                .addObject()
                .put("name", function.path("name").asString())
                .put("description", function.path("description").asString())
                .set("input_schema", function.path("parameters"));
    }

    private static ObjectNode result(ProbeContext c) {
        ObjectNode body = body(c, 64);
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "user").put("content", "Get the code and tell it to me.");
        ObjectNode use =
                messages.addObject().put("role", "assistant").putArray("content").addObject();
        use.put("type", "tool_use").put("id", CALL_ID).put("name", "get_code").putObject("input");
        messages.addObject()
                .put("role", "user")
                .putArray("content")
                .addObject()
                .put("type", "tool_result")
                .put("tool_use_id", CALL_ID)
                .put("content", "{\"code\":\"K7Q-" + c.nonce() + "\"}");
        tool(body, Tools.getCode());
        return body;
    }

    private static ObjectNode image(ProbeContext c, String colour) {
        ObjectNode body = body(c, 16);
        ArrayNode blocks =
                body.putArray("messages").addObject().put("role", "user").putArray("content");
        String uri = Images.png(colour);
        blocks.addObject()
                .put("type", "image")
                .putObject("source")
                .put("type", "base64")
                .put("media_type", "image/png")
                .put("data", uri.substring(uri.indexOf(',') + 1));
        blocks.addObject().put("type", "text").put("text", COLOUR + c.nonce());
        return body;
    }
}
