package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The probes (conformance.md section 2.1). */
public final class Probes {
    static final String PLAIN = "chat.envelope.status-200";
    static final String STREAM = "chat.stream.status-200";

    /** Text whose characters take two, three, four and many code units. */
    public static final String UNICODE =
            "na\u00efve \u00b7 \u6771\u4eac \u00b7 \u041f\u0440\u0438\u0432\u0435\u0442 \u00b7"
                    + " \ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 \u00b7"
                    + " \ud83c\uddf3\ud83c\uddf4 \u00b7 e\u0301 \u00b7 \ud835\udcb3";

    // plain and streamed basics

    public static final Probe MIN = Probe.plain("P.min", PLAIN, c -> ready(c)).inGroup("min");
    public static final Probe MIN_AGAIN = Probe.plain("P.min2", PLAIN, c -> ready(c));
    public static final Probe SMIN =
            Probe.streamed("P.smin", STREAM, c -> ready(c).stream()).inGroup("min");
    public static final Probe SUSE =
            Probe.streamed("P.suse", STREAM, c -> ready(c).streamWithUsage()).inGroup("min");
    public static final Probe LEN = Probe.plain("P.len", PLAIN, c -> inWords(c).max(5));
    public static final Probe SLEN =
            Probe.streamed("P.slen", STREAM, c -> inWords(c).max(5).streamWithUsage());
    public static final Probe MCT =
            Probe.plain(
                    "P.mct",
                    "params.max-completion-tokens",
                    c -> inWords(c).max(5).remove("max_tokens").put("max_completion_tokens", 5));
    public static final Probe STOP =
            Probe.plain("P.stop", "params.stop-array", c -> greek(c).put("stop", array("gamma")));
    public static final Probe STOP1 =
            Probe.plain("P.stop1", "params.stop-string", c -> greek(c).put("stop", "gamma"));
    public static final Probe SSTOP =
            Probe.streamed(
                    "P.sstop",
                    "params.stop-stream",
                    c -> greek(c).put("stop", array("gamma")).stream());

    // timed pairs

    public static final TimedPairs PAIRS =
            TimedPairs.of(
                    "P",
                    PLAIN,
                    STREAM,
                    (c, prompt, max) -> c.chat().user(prompt + c.nonce()).max(max).spec(),
                    (c, prompt, max) ->
                            c.chat().user(prompt + c.nonce()).max(max).streamWithUsage().spec());

    /** The first of the timed streams, and its twin. */
    public static final Probe SLONG = PAIRS.streams().getFirst();

    public static final Probe NLONG = PAIRS.twins().getFirst();

    /** A stream that may be packed. */
    public static final Probe SGZIP =
            Probe.of(
                            "P.sgzip",
                            "chat.stream.gzip-incremental",
                            c ->
                                    c
                                            .chat()
                                            .user(TimedPairs.countTo(60) + c.nonce())
                                            .max(260)
                                            .stream()
                                            .spec()
                                            .with("Accept-Encoding", "gzip"))
                    .overSocket()
                    .alone();

    // messages and parameters

    public static final Probe RICH =
            Probe.plain("P.rich", "params.content-parts-text", Probes::rich);
    public static final Probe DEV =
            Probe.plain(
                    "P.dev",
                    "params.developer-role",
                    c -> c.chat().message("developer", "Answer briefly.").user(asked(c)).max(16));
    public static final Probe UNK =
            Probe.plain("P.unk", "params.unknown-ignored", c -> ready(c).put("brievio_unknown", 1));
    public static final Probe OPTS =
            Probe.plain("P.opts", "params.common-accepted", c -> common(ready(c)));
    public static final Probe MODERN =
            Probe.plain("P.modern", "params.modern-accepted", c -> modern(ready(c)));
    public static final Probe N2 =
            Probe.plain("P.n2", "params.n", c -> ready(c).put("n", 2)).inGroup("min");
    public static final Probe SN2 =
            Probe.streamed(
                    "P.sn2",
                    "chat.chunk.n2-interleave",
                    c -> ready(c).put("n", 2).streamWithUsage());
    public static final Probe LP = Probe.plain("P.lp", "params.logprobs", c -> withLogprobs(c));
    public static final Probe SLP =
            Probe.streamed("P.slp", "chat.chunk.logprobs-shape", c -> withLogprobs(c).stream());
    public static final List<Probe> SEED = List.of(seeded(1), seeded(2));
    public static final Probe HOT =
            Probe.plain(
                    "P.hot",
                    "params.temperature-bounds",
                    c -> c.traits().temperature() ? ready(c).put("temperature", 2) : ready(c));
    public static final Probe NAME =
            Probe.plain(
                    "P.name",
                    "params.message-name",
                    c ->
                            c.chat()
                                    .message(
                                            Json.object()
                                                    .put("role", "user")
                                                    .put("name", "ann_1")
                                                    .put("content", asked(c)))
                                    .max(16));
    public static final Probe SYSTEM_PARTS =
            Probe.plain("P.system-parts", "params.system-parts", Probes::systemParts);
    public static final Probe CONSECUTIVE =
            Probe.plain(
                    "P.consecutive",
                    "params.consecutive-roles",
                    c -> c.chat().user("Good day.").user(asked(c)).max(16));
    public static final Probe EMPTY_TURN =
            Probe.plain(
                    "P.empty-turn",
                    "params.assistant-empty",
                    c ->
                            c.chat()
                                    .user("Good day.")
                                    .message("assistant", "")
                                    .user(asked(c))
                                    .max(16));
    public static final Probe REPLAYED =
            Probe.plain("P.replayed", "params.assistant-extra-fields", Probes::replayed);
    public static final Probe NULLS =
            Probe.plain("P.nulls", "params.nulls-accepted", c -> nulls(ready(c)));
    public static final Probe SYSTEM =
            Probe.plain(
                            "P.system",
                            PLAIN,
                            c ->
                                    c.chat()
                                            .message(
                                                    "system",
                                                    "Always reply with \"ZEBRA-" + c.nonce() + "\"")
                                            .user("hi")
                                            .max(24))
                    .inGroup("system");
    public static final Probe SYSTEM_CONTROL =
            Probe.plain(
                            "P.system-control",
                            PLAIN,
                            c ->
                                    c.chat()
                                            .user("Always reply with \"ZEBRA-" + c.nonce() + "\"")
                                            .max(24))
                    .inGroup("system");
    public static final Probe HISTORY =
            Probe.plain(
                            "P.history",
                            PLAIN,
                            c ->
                                    c.chat()
                                            .user("My code is " + c.nonce() + ".")
                                            .message("assistant", "Noted.")
                                            .user("What is my code?")
                                            .max(24))
                    .inGroup("history");
    public static final Probe HISTORY_CONTROL =
            Probe.plain(
                            "P.history-control",
                            PLAIN,
                            c ->
                                    c.chat()
                                            .user("My code is " + c.nonce() + ". What is my code?")
                                            .max(24))
                    .inGroup("history");
    public static final Probe UNI = Probe.plain("P.uni", PLAIN, c -> copy(c)).inGroup("uni");
    public static final Probe SUNI =
            Probe.streamed("P.suni", STREAM, c -> copy(c).stream()).inGroup("uni");

    private Probes() {}

    static ChatBody ready(ProbeContext c) {
        return c.chat().user(asked(c)).max(16);
    }

    private static String asked(ProbeContext c) {
        return "Reply with exactly one word: ready " + c.nonce();
    }

    private static ChatBody common(ChatBody body) {
        return body.put("seed", 7)
                .put("user", "brievio")
                .put("top_p", 1)
                .put("presence_penalty", 0)
                .put("frequency_penalty", 0)
                .put("stream", false)
                .put("logit_bias", Json.object());
    }

    private static ChatBody modern(ChatBody body) {
        return body.put("metadata", Json.object().put("run", "brievio"))
                .put("store", false)
                .put("service_tier", "auto")
                .put("safety_identifier", "brievio")
                .put("prompt_cache_key", "brievio");
    }

    private static ChatBody withLogprobs(ProbeContext c) {
        return c.chat()
                .user("Say: one two three four " + c.nonce())
                .max(16)
                .put("logprobs", true)
                .put("top_logprobs", 2);
    }

    private static Probe seeded(int i) {
        return Probe.plain(
                        "P.seed" + i,
                        "params.seed-repeat",
                        c -> {
                            ChatBody body =
                                    c.chat().user("Invent a six word sentence. " + c.nonce());
                            if (c.traits().temperature()) {
                                body.put("temperature", 1);
                            }
                            return body.put("seed", 7).max(24);
                        })
                .inGroup("seed");
    }

    private static ChatBody systemParts(ProbeContext c) {
        ObjectNode system = Json.object().put("role", "system");
        system.putArray("content").addObject().put("type", "text").put("text", "Answer briefly.");
        return c.chat().message(system).user(asked(c)).max(16);
    }

    /** An assistant message as it came, with the keys that answers have and requests need not. */
    private static ChatBody replayed(ProbeContext c) {
        ObjectNode message = Json.object().put("role", "assistant").put("content", "Good day.");
        message.putNull("refusal");
        message.putArray("annotations");
        if (c.traits().reasoning()) {
            message.put("reasoning_content", "A greeting.");
        }
        return c.chat().user("Good day.").message(message).user(asked(c)).max(16);
    }

    private static ChatBody inWords(ProbeContext c) {
        return c.chat().user("Count from 1 to 100 in words. " + c.nonce());
    }

    private static ChatBody greek(ProbeContext c) {
        return c.chat().user("Write exactly: alpha beta gamma delta " + c.nonce()).max(32);
    }

    private static ChatBody copy(ProbeContext c) {
        return c.chat()
                .user(
                        "Copy the text between the brackets exactly, nothing else. [\u27e8"
                                + UNICODE
                                + "\u27e9] "
                                + c.nonce())
                .max(200);
    }

    private static ArrayNode array(String... values) {
        ArrayNode array = Json.object().arrayNode();
        for (String value : values) {
            array.add(value);
        }
        return array;
    }

    private static ChatBody rich(ProbeContext c) {
        ObjectNode user = Json.object().put("role", "user");
        ArrayNode parts = user.putArray("content");
        parts.addObject().put("type", "text").put("text", "Read both parts.");
        parts.addObject().put("type", "text").put("text", asked(c));
        return c.chat()
                .message("system", "Answer briefly.")
                .user("Good day.")
                .message("assistant", "Good day to you.")
                .message(user)
                .max(16);
    }

    private static ChatBody nulls(ChatBody body) {
        for (String key :
                List.of(
                        "stop",
                        "top_p",
                        "n",
                        "seed",
                        "logit_bias",
                        "stream_options",
                        "presence_penalty",
                        "frequency_penalty")) {
            body.put(key, Json.object().nullNode());
        }
        return body;
    }
}
