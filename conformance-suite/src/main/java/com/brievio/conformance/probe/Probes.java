package com.brievio.conformance.probe;

import com.brievio.conformance.UpstreamScript.Trouble;
import com.brievio.conformance.probe.RequestSpec.Auth;
import com.brievio.conformance.wire.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The probes (conformance.md section 2.1). */
public final class Probes {
    private static final String PLAIN = "chat.envelope.status-200";
    private static final String STREAM = "chat.stream.status-200";
    private static final String SEEN = "vision.data-uri.accepted";
    private static final String COUNT_TO_200 =
            "Write the integers from 1 to 200, one per line, digits only. ";
    private static final String CHOOSE = "Choose red, count 3. ";
    private static final String BOTH_CITIES =
            "Get the weather for Oslo and for Lima, both in this turn. ";
    private static final String COLOUR = "One word: which colour fills this picture? ";
    private static final String PROSE_ABOUT_JSON =
            "Explain in prose what JSON is, then show an example with keys a and b. ";

    /** Text whose characters take two, three, four and many code units. */
    public static final String UNICODE =
            "na\u00efve \u00b7 \u6771\u4eac \u00b7 \u041f\u0440\u0438\u0432\u0435\u0442 \u00b7"
                    + " \ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 \u00b7"
                    + " \ud83c\uddf3\ud83c\uddf4 \u00b7 e\u0301 \u00b7 \ud835\udcb3";

    /** Text that is hard to escape inside arguments. */
    public static final String ESCAPES = "a \"quote\", a back\\slash, \u00e9 \u6771 \ud83d\ude00";

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

    public static final List<Probe> SLONG = List.of(slong(1), slong(2), slong(3));
    public static final List<Probe> NLONG = List.of(nlong(1), nlong(2), nlong(3));
    public static final List<Probe> SLONGER = List.of(slonger(1), slonger(2));
    public static final List<Probe> NLONGER = List.of(nlonger(1), nlonger(2));

    /** For models that do not count to 200. */
    public static final List<Probe> SSTORY = List.of(sstory(1), sstory(2));

    public static final List<Probe> NSTORY = List.of(nstory(1), nstory(2));

    // messages and parameters

    public static final Probe RICH =
            Probe.plain("P.rich", "params.content-parts-text", Probes::rich);
    public static final Probe DEV =
            Probe.plain(
                    "P.dev",
                    "params.developer-role",
                    c ->
                            c.chat()
                                    .message("developer", "Answer briefly.")
                                    .user("Reply with exactly one word: ready " + c.nonce())
                                    .max(16));
    public static final Probe UNK =
            Probe.plain("P.unk", "params.unknown-ignored", c -> ready(c).put("brievio_unknown", 1));
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

    // tools

    public static final Probe T_NAMED =
            Probe.plain(
                    "T.named",
                    "tools.named.calls",
                    c -> choose(c, CHOOSE).named("set_color").max(128));
    public static final Probe T_SNAMED =
            Probe.streamed(
                    "T.snamed",
                    "tools.named.calls",
                    c -> choose(c, CHOOSE).named("set_color").max(128).streamWithUsage());
    public static final Probe T_REQ =
            Probe.plain(
                    "T.req",
                    "tools.required.calls",
                    c -> choose(c, CHOOSE).put("tool_choice", "required").max(128));
    public static final Probe T_SREQ =
            Probe.streamed(
                    "T.sreq",
                    "tools.required.calls",
                    c -> choose(c, CHOOSE).put("tool_choice", "required").max(128).stream());

    /** Three ways to ask for a call that is not forced. */
    public static final List<Probe> T_AUTO =
            List.of(
                    auto(1, "Use set_color to set red with count 3. Do not answer in text. "),
                    auto(2, "Call the function set_color with color red and count 3 now. "),
                    auto(3, "Turn three lamps red. You have a tool for it: set_color. "));

    public static final Probe T_NONE =
            Probe.plain(
                    "T.none",
                    "tools.none.no-calls",
                    c ->
                            choose(c, "Use set_color to set red with count 3. ")
                                    .put("tool_choice", "none")
                                    .max(128));
    public static final Probe T_PAR =
            Probe.plain("T.par", "tools.required.calls", c -> cities(c).max(256));
    public static final Probe T_SPAR =
            Probe.streamed("T.spar", "tools.required.calls", c -> cities(c).max(256).stream());
    public static final Probe T_SESC =
            Probe.streamed(
                    "T.sesc",
                    "tools.named.calls",
                    c ->
                            c
                                    .chat()
                                    .user("Save exactly this note: " + ESCAPES)
                                    .tools(Tools.saveNote())
                                    .named("save_note")
                                    .max(128)
                                    .stream());
    public static final Probe T_NOARG =
            Probe.plain(
                    "T.noarg",
                    "tools.args.empty",
                    c ->
                            c.chat()
                                    .user("Get the code. " + c.nonce())
                                    .tools(Tools.getCode())
                                    .named("get_code")
                                    .max(64));
    public static final Probe T_RT =
            Probe.plain("T.rt", "tools.roundtrip.accepts", c -> roundTrip(c, false)).inGroup("rt");
    public static final Probe T_RT_CONTROL =
            Probe.plain(
                            "T.rt-control",
                            PLAIN,
                            c ->
                                    c.chat()
                                            .user(
                                                    "Copy this exactly: {\"code\":\"K7Q-"
                                                            + c.nonce()
                                                            + "\"}")
                                            .max(64))
                    .inGroup("rt");
    public static final Probe T_RTEMPTY =
            Probe.plain("T.rtempty", "tools.roundtrip.content-empty", c -> roundTrip(c, true));

    // vision

    public static final Probe V_RED = picture("V.red", SEEN, () -> Images.png("red"));
    public static final Probe V_BLUE = picture("V.blue", SEEN, () -> Images.png("blue"));
    public static final Probe V_GREEN = picture("V.green", SEEN, () -> Images.png("green"));
    public static final Probe V_NONE =
            Probe.plain("V.none", PLAIN, c -> c.chat().user(COLOUR + c.nonce()).max(16));
    public static final Probe V_JPEG = picture("V.jpeg", "vision.jpeg", Images::jpeg);
    public static final Probe V_WEBP = picture("V.webp", "vision.webp", Images::webp);
    public static final Probe V_BAD =
            Probe.error(
                    "V.bad",
                    c -> image(c, "data:image/png;base64,%%%not-base64%%%").max(16).spec());

    // JSON mode

    public static final Probe J_OBJ =
            Probe.plain("J.obj", "json.object.valid", c -> json(c, "json_object"));
    public static final Probe J_SOBJ =
            Probe.streamed("J.sobj", "json.object.stream", c -> json(c, "json_object").stream());
    public static final Probe J_TEXT =
            Probe.plain(
                    "J.text",
                    "json.text-accepted",
                    c -> ready(c).put("response_format", Json.object().put("type", "text")));
    public static final Probe J_SCH = Probe.plain("J.sch", "json.schema.conforms", c -> schema(c));

    // models

    public static final Probe MODELS =
            new Probe(
                    "P.models",
                    "models.list-shape",
                    Probe.Phase.NORMAL,
                    false,
                    "P.models",
                    null,
                    _ -> RequestSpec.get("/models"));

    // errors: each is refused before inference, or costs a token

    public static final Probe E_MALFORMED =
            Probe.error("E.malformed", _ -> RequestSpec.chat("{\"model\":"));
    public static final Probe E_EMPTY = Probe.error("E.empty", _ -> RequestSpec.chat(""));
    public static final Probe E_ROOT = Probe.error("E.root", _ -> RequestSpec.chat("[]"));
    public static final Probe E_NO_MESSAGES =
            Probe.error("E.no-messages", c -> ready(c).max(1).remove("messages").spec());
    public static final Probe E_EMPTY_MESSAGES =
            Probe.error("E.empty-messages", c -> c.chat().max(1).spec());
    public static final Probe E_TEXT_MESSAGES =
            Probe.error("E.text-messages", c -> ready(c).max(1).put("messages", "hi").spec());
    public static final Probe E_ROLE =
            Probe.error("E.role", c -> c.chat().message("wizard", "hi").max(1).spec());
    public static final Probe E_MODEL =
            Probe.error(
                    "E.model", c -> ready(c).max(1).put("model", "brv-none-" + c.nonce()).spec());
    public static final Probe E_MODEL_STREAM =
            Probe.error(
                    "E.model-stream",
                    c -> ready(c).max(1).put("model", "brv-none-" + c.nonce()).stream().spec());
    public static final Probe E_BAD_KEY =
            Probe.error("E.bad-key", c -> ready(c).max(1).spec().as(Auth.WRONG));
    public static final Probe E_NO_KEY =
            Probe.error("E.no-key", c -> ready(c).max(1).spec().as(Auth.NONE));
    public static final Probe E_PATH =
            Probe.error("E.path", c -> ready(c).max(1).spec().to("POST", "/brievio-none"));
    public static final Probe E_STREAM =
            Probe.error("E.stream", c -> ready(c).max(1).remove("messages").stream().spec());
    public static final Probe E_TEMPERATURE =
            Probe.error("E.temperature", c -> ready(c).max(1).put("temperature", "hot").spec());
    public static final Probe E_ARGUMENTS =
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
    public static final Probe G_429 =
            Probe.error("G.429", c -> ready(c).spec()).meeting(Trouble.RATE_LIMIT);
    public static final Probe G_500 =
            Probe.error("G.500", c -> ready(c).spec()).meeting(Trouble.SERVER_ERROR);
    public static final Probe G_CUT =
            Probe.error(
                            "G.cut",
                            c -> c.chat().user(COUNT_TO_200 + c.nonce()).max(900).stream().spec())
                    .meeting(Trouble.CUT);
    public static final Probe ALIVE =
            Probe.plain("E.alive", "error.alive-after", c -> ready(c)).last();

    private Probes() {}

    private static ChatBody ready(ProbeContext c) {
        return c.chat().user("Reply with exactly one word: ready " + c.nonce()).max(16);
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

    private static Probe slong(int i) {
        return Probe.streamed(
                        "P.slong" + i,
                        STREAM,
                        c -> c.chat().user(COUNT_TO_200 + c.nonce()).max(900).streamWithUsage())
                .alone();
    }

    private static Probe nlong(int i) {
        return Probe.plain(
                        "P.nlong" + i, PLAIN, c -> c.chat().user(COUNT_TO_200 + c.nonce()).max(900))
                .alone()
                .overSocket();
    }

    private static Probe slonger(int i) {
        return Probe.streamed(
                        "P.slonger" + i,
                        STREAM,
                        c ->
                                c.chat()
                                        .user(COUNT_TO_200.replace("200", "800") + c.nonce())
                                        .max(3600)
                                        .streamWithUsage())
                .alone();
    }

    private static Probe nlonger(int i) {
        return Probe.plain(
                        "P.nlonger" + i,
                        PLAIN,
                        c ->
                                c.chat()
                                        .user(COUNT_TO_200.replace("200", "800") + c.nonce())
                                        .max(3600))
                .alone()
                .overSocket();
    }

    private static ChatBody story(ProbeContext c) {
        return c.chat().user("Tell a long story about a ship and the sea. " + c.nonce()).max(300);
    }

    private static Probe sstory(int i) {
        return Probe.streamed("P.sstory" + i, STREAM, c -> story(c).streamWithUsage()).alone();
    }

    private static Probe nstory(int i) {
        return Probe.plain("P.nstory" + i, PLAIN, Probes::story).alone().overSocket();
    }

    private static ChatBody rich(ProbeContext c) {
        ObjectNode user = Json.object().put("role", "user");
        ArrayNode parts = user.putArray("content");
        parts.addObject().put("type", "text").put("text", "Read both parts.");
        parts.addObject()
                .put("type", "text")
                .put("text", "Reply with exactly one word: ready " + c.nonce());
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

    private static ChatBody choose(ProbeContext c, String prompt) {
        return c.chat().user(prompt + c.nonce()).tools(Tools.setColor(), Tools.getWeather());
    }

    private static Probe auto(int i, String prompt) {
        return Probe.plain(
                "T.auto" + i,
                "tools.auto.calls",
                c -> choose(c, prompt).put("tool_choice", "auto").max(128));
    }

    private static ChatBody cities(ProbeContext c) {
        return c.chat()
                .user(BOTH_CITIES + c.nonce())
                .tools(Tools.getWeather())
                .put("tool_choice", "required");
    }

    private static ChatBody roundTrip(ProbeContext c, boolean emptyText) {
        return c.chat()
                .user("Get the code and tell it to me.")
                .message(Tools.called("call_brv00001", "get_code", "{}", emptyText))
                .message(Tools.result("call_brv00001", "{\"code\":\"K7Q-" + c.nonce() + "\"}"))
                .tools(Tools.getCode())
                .max(64);
    }

    private static Probe picture(
            String id, String gate, java.util.function.Supplier<String> dataUri) {
        return Probe.plain(id, gate, c -> image(c, dataUri.get()).max(16));
    }

    private static ChatBody image(ProbeContext c, String url) {
        ObjectNode user = Json.object().put("role", "user");
        ArrayNode parts = user.putArray("content");
        parts.addObject().put("type", "text").put("text", COLOUR + c.nonce());
        parts.addObject().put("type", "image_url").putObject("image_url").put("url", url);
        return c.chat().message(user);
    }

    private static ChatBody json(ProbeContext c, String type) {
        return c.chat()
                .user(PROSE_ABOUT_JSON + c.nonce())
                .put("response_format", Json.object().put("type", type))
                .max(300);
    }

    private static ChatBody schema(ProbeContext c) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("token").put("type", "string").putArray("enum").add(c.nonce());
        properties.putObject("n").put("type", "integer");
        ObjectNode tags = properties.putObject("tags").put("type", "array");
        tags.putObject("items").put("type", "string").putArray("enum").add("x").add("y");
        schema.putArray("required").add("token").add("n").add("tags");
        schema.put("additionalProperties", false);
        ObjectNode format = Json.object().put("type", "json_schema");
        format.putObject("json_schema")
                .put("name", "reply")
                .put("strict", true)
                .set("schema", schema);
        return c.chat().user("Say hello.").put("response_format", format).max(200);
    }
}
