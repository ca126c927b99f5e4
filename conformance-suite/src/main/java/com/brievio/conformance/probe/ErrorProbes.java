package com.brievio.conformance.probe;

import com.brievio.conformance.UpstreamScript.Trouble;
import com.brievio.conformance.probe.RequestSpec.Auth;
import com.brievio.conformance.wire.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * The probes of errors: each is refused before inference, or costs a token (conformance.md section
 * 2.1).
 */
public final class ErrorProbes {
    private static final int FOUR_MILLION = 4_000_000;
    private static final int DEPTH = 5000;

    public static final Probe MALFORMED =
            Probe.error("E.malformed", _ -> RequestSpec.chat("{\"model\":"));
    public static final Probe EMPTY = Probe.error("E.empty", _ -> RequestSpec.chat(""));
    public static final Probe ROOT = Probe.error("E.root", _ -> RequestSpec.chat("[]"));
    public static final Probe NO_MESSAGES =
            Probe.error("E.no-messages", c -> Probes.ready(c).max(1).remove("messages").spec());
    public static final Probe EMPTY_MESSAGES =
            Probe.error("E.empty-messages", c -> c.chat().max(1).spec());
    public static final Probe TEXT_MESSAGES =
            Probe.error(
                    "E.text-messages", c -> Probes.ready(c).max(1).put("messages", "hi").spec());
    public static final Probe ROLE =
            Probe.error("E.role", c -> c.chat().message("wizard", "hi").max(1).spec());
    public static final Probe MODEL =
            Probe.error(
                    "E.model",
                    c -> Probes.ready(c).max(1).put("model", "brv-none-" + c.nonce()).spec());
    public static final Probe MODEL_STREAM =
            Probe.error(
                    "E.model-stream",
                    c ->
                            Probes.ready(c).max(1).put("model", "brv-none-" + c.nonce()).stream()
                                    .spec());
    public static final Probe BAD_KEY =
            Probe.error("E.bad-key", c -> Probes.ready(c).max(1).spec().as(Auth.WRONG));
    public static final Probe NO_KEY =
            Probe.error("E.no-key", c -> Probes.ready(c).max(1).spec().as(Auth.NONE));
    public static final Probe PATH =
            Probe.error("E.path", c -> Probes.ready(c).max(1).spec().to("POST", "/brievio-none"));
    public static final Probe STREAM =
            Probe.error("E.stream", c -> Probes.ready(c).max(1).remove("messages").stream().spec());
    public static final Probe TEMPERATURE =
            Probe.error(
                    "E.temperature", c -> Probes.ready(c).max(1).put("temperature", "hot").spec());
    public static final Probe ARGUMENTS =
            Probe.error(
                    "E.arguments",
                    c ->
                            c.chat()
                                    .user("Get the code.")
                                    .message(
                                            Tools.called(
                                                    "call_brv00001", "get_code", "{oops", true))
                                    .message(Tools.result("call_brv00001", "K7Q"))
                                    .tools(Tools.getCode())
                                    .max(1)
                                    .spec());
    public static final Probe NO_CONTENT =
            Probe.error(
                    "E.no-content",
                    c -> c.chat().message(Json.object().put("role", "user")).max(1).spec());
    public static final Probe NUMBER_CONTENT =
            Probe.error(
                    "E.number-content",
                    c ->
                            c.chat()
                                    .message(Json.object().put("role", "user").put("content", 42))
                                    .max(1)
                                    .spec());
    public static final Probe HOLOGRAM =
            Probe.error(
                    "E.hologram",
                    c -> {
                        ObjectNode user = Json.object().put("role", "user");
                        user.putArray("content").addObject().put("type", "hologram");
                        return c.chat().message(user).max(1).spec();
                    });
    public static final Probe NO_MODEL =
            Probe.error("E.no-model", c -> Probes.ready(c).max(1).remove("model").spec());
    public static final Probe BAD_KEY_STREAM =
            Probe.error(
                    "E.bad-key-stream", c -> Probes.ready(c).max(1).stream().spec().as(Auth.WRONG));
    public static final Probe BAD_KEY_MODELS =
            Probe.error("E.bad-key-models", _ -> RequestSpec.get("/models").as(Auth.WRONG));
    public static final Probe BAD_KEY_EMBEDDINGS =
            Probe.error(
                    "E.bad-key-embeddings",
                    c -> EmbeddingProbes.ONE.request().apply(c).as(Auth.WRONG));
    public static final Probe TEXT_PLAIN =
            Probe.error(
                    "E.text-plain",
                    c -> Probes.ready(c).max(1).spec().with("Content-Type", "text/plain"));
    public static final Probe METHOD =
            Probe.error(
                    "E.method",
                    c -> Probes.ready(c).max(1).spec().to("PATCH", "/chat/completions"));
    public static final Probe MAX_NEGATIVE =
            Probe.error("E.max-negative", c -> limited(c, -1).spec());
    public static final Probe MAX_ZERO = Probe.error("E.max-zero", c -> limited(c, 0).spec());
    public static final Probe TOO_HOT =
            Probe.error("E.too-hot", c -> Probes.ready(c).max(1).put("temperature", 9.5).spec());
    public static final Probe NAMELESS_TOOL =
            Probe.error(
                    "E.nameless-tool",
                    c -> {
                        ObjectNode tool = Json.object().put("type", "function");
                        tool.putObject("function").put("description", "no name");
                        return Probes.ready(c).max(1).tools(tool).spec();
                    });
    public static final Probe UNKNOWN_CHOICE =
            Probe.error(
                    "E.unknown-choice",
                    c ->
                            Probes.ready(c)
                                    .max(1)
                                    .tools(Tools.getCode())
                                    .forced("no_such_tool")
                                    .spec());
    public static final Probe TOO_LONG =
            Probe.error(
                    "E.too-long",
                    c -> c.chat().user("word ".repeat(FOUR_MILLION / 5) + c.nonce()).max(1).spec());
    public static final Probe DEEP =
            Probe.error(
                    "E.deep",
                    c -> {
                        String body = Probes.ready(c).max(1).spec().body();
                        String arrays = "[".repeat(DEPTH) + "]".repeat(DEPTH);
                        return RequestSpec.chat(
                                body.substring(0, body.length() - 1)
                                        + ",\"metadata\":{\"deep\":"
                                        + arrays
                                        + "}}");
                    });
    public static final Probe UPSTREAM_STALL =
            Probe.error("G.stall", c -> Probes.ready(c).spec())
                    .among(Probe.Phase.NORMAL)
                    .meeting(Trouble.STALL);
    public static final Probe UPSTREAM_429 =
            Probe.error("G.429", c -> Probes.ready(c).spec()).meeting(Trouble.RATE_LIMIT);
    public static final Probe UPSTREAM_500 =
            Probe.error("G.500", c -> Probes.ready(c).spec()).meeting(Trouble.SERVER_ERROR);
    public static final Probe UPSTREAM_CUT =
            Probe.error(
                            "G.cut",
                            c ->
                                    c
                                            .chat()
                                            .user(TimedPairs.countTo(200) + c.nonce())
                                            .max(900)
                                            .stream()
                                            .spec())
                    .meeting(Trouble.CUT);
    public static final Probe ALIVE =
            Probe.plain("E.alive", "error.alive-after", c -> Probes.ready(c)).last();

    private ErrorProbes() {}

    private static ChatBody limited(ProbeContext c, int limit) {
        return Probes.ready(c).put(c.traits().limitField(), limit);
    }
}
