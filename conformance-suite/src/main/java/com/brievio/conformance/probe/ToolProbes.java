package com.brievio.conformance.probe;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The probes of tools (conformance.md section 2.1). */
public final class ToolProbes {
    private static final String CHOOSE = "Choose red, count 3. ";
    private static final String BOTH_CITIES =
            "Get the weather for Oslo and for Lima, both in this turn. ";

    /** Text that is hard to escape inside arguments. */
    public static final String ESCAPES = "a \"quote\", a back\\slash, \u00e9 \u6771 \ud83d\ude00";

    public static final Probe NAMED =
            Probe.plain(
                    "T.named",
                    "tools.named.calls",
                    c -> choose(c, CHOOSE).named("set_color").max(128));
    public static final Probe SNAMED =
            Probe.streamed(
                    "T.snamed",
                    "tools.named.calls",
                    c -> choose(c, CHOOSE).named("set_color").max(128).streamWithUsage());
    public static final Probe REQ =
            Probe.plain(
                    "T.req", "tools.required.calls", c -> choose(c, CHOOSE).required().max(128));
    public static final Probe SREQ =
            Probe.streamed(
                    "T.sreq",
                    "tools.required.calls",
                    c -> choose(c, CHOOSE).required().max(128).stream());

    /** Three ways to ask for a call that is not forced. */
    public static final List<Probe> AUTO =
            List.of(
                    auto(1, "Use set_color to set red with count 3. Do not answer in text. "),
                    auto(2, "Call the function set_color with color red and count 3 now. "),
                    auto(3, "Turn three lamps red. You have a tool for it: set_color. "));

    public static final Probe NONE =
            Probe.plain(
                    "T.none",
                    "tools.none.no-calls",
                    c ->
                            choose(c, "Use set_color to set red with count 3. ")
                                    .put("tool_choice", "none")
                                    .max(128));
    public static final Probe PAR =
            Probe.plain("T.par", "tools.required.calls", c -> cities(c).max(256));
    public static final Probe SPAR =
            Probe.streamed("T.spar", "tools.required.calls", c -> cities(c).max(256).stream());
    public static final Probe SESC =
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
    public static final Probe NOARG =
            Probe.plain(
                    "T.noarg",
                    "tools.args.empty",
                    c ->
                            c.chat()
                                    .user("Get the code. " + c.nonce())
                                    .tools(Tools.getCode())
                                    .named("get_code")
                                    .max(64));
    public static final Probe RT =
            Probe.plain("T.rt", "tools.roundtrip.accepts", c -> roundTrip(c, false)).inGroup("rt");
    public static final Probe RT_CONTROL =
            Probe.plain(
                            "T.rt-control",
                            Probes.PLAIN,
                            c ->
                                    c.chat()
                                            .user(
                                                    "Copy this exactly: {\"code\":\"K7Q-"
                                                            + c.nonce()
                                                            + "\"}")
                                            .max(64))
                    .inGroup("rt");
    public static final Probe RTEMPTY =
            Probe.plain("T.rtempty", "tools.roundtrip.content-empty", c -> roundTrip(c, true));

    public static final Probe CHAT =
            Probe.plain(
                            "T.chat",
                            "tools.finish.no-call-stop",
                            c ->
                                    Probes.ready(c)
                                            .tools(Tools.setColor(), Tools.getWeather())
                                            .put("tool_choice", "auto"))
                    .inGroup("min");

    public static final Probe NOPAR =
            Probe.plain(
                    "T.nopar",
                    "tools.parallel.off",
                    c -> cities(c).put("parallel_tool_calls", false).max(256));
    public static final Probe RTPAR =
            Probe.plain("T.rtpar", "tools.roundtrip.parallel-order", ToolProbes::twoResults);
    public static final Probe RTPARTS =
            Probe.plain("T.rtparts", "tools.roundtrip.content-parts", ToolProbes::partsResult);
    public static final Probe RTFOREIGN =
            Probe.plain(
                    "T.rtforeign",
                    "tools.roundtrip.foreign-id",
                    c -> history(c, "toolu_0123456789abcdefghijklmnopqrstuvwx", false));
    public static final Probe STRICT =
            Probe.plain("T.strict", "tools.strict-flag-accepted", ToolProbes::strict);
    public static final Probe BARE =
            Probe.plain("T.bare", "tools.no-parameters-key", ToolProbes::bare);
    public static final Probe ORPHAN =
            Probe.error(
                    "E.orphan",
                    c ->
                            c.chat()
                                    .user("Get the code.")
                                    .message(Tools.result("call_brv00009", "K7Q"))
                                    .max(1)
                                    .spec());

    private ToolProbes() {}

    private static ChatBody twoResults(ProbeContext c) {
        ObjectNode called =
                Tools.called("call_brv00001", "get_weather", "{\"city\":\"Oslo\"}", false);
        Tools.add(called, "call_brv00002", "get_weather", "{\"city\":\"Lima\"}");
        return c.chat()
                .user("Compare the weather in Oslo and Lima. " + c.nonce())
                .message(called)
                .message(Tools.result("call_brv00002", "31 degrees"))
                .message(Tools.result("call_brv00001", "-7 degrees"))
                .tools(Tools.getWeather())
                .max(64);
    }

    private static ChatBody partsResult(ProbeContext c) {
        ObjectNode result = Tools.result("call_brv00001", "");
        result.putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", "{\"code\":\"K7Q-" + c.nonce() + "\"}");
        return c.chat()
                .user("Get the code and tell it to me.")
                .message(Tools.called("call_brv00001", "get_code", "{}", false))
                .message(result)
                .tools(Tools.getCode())
                .max(64);
    }

    private static ChatBody strict(ProbeContext c) {
        ObjectNode tool = Tools.setColor();
        ObjectNode function = (ObjectNode) tool.path("function");
        function.put("strict", true);
        ((ObjectNode) function.path("parameters")).put("additionalProperties", false);
        return c.chat().user(CHOOSE + c.nonce()).tools(tool).max(128);
    }

    private static ChatBody bare(ProbeContext c) {
        ObjectNode tool = Tools.getCode();
        ((ObjectNode) tool.path("function")).remove("parameters");
        return Probes.ready(c).tools(tool);
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
        return c.chat().user(BOTH_CITIES + c.nonce()).tools(Tools.getWeather()).required();
    }

    private static ChatBody roundTrip(ProbeContext c, boolean emptyText) {
        return history(c, "call_brv00001", emptyText);
    }

    private static ChatBody history(ProbeContext c, String id, boolean emptyText) {
        return c.chat()
                .user("Get the code and tell it to me.")
                .message(Tools.called(id, "get_code", "{}", emptyText))
                .message(Tools.result(id, "{\"code\":\"K7Q-" + c.nonce() + "\"}"))
                .tools(Tools.getCode())
                .max(64);
    }
}
