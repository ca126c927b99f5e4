package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Json;
import tools.jackson.databind.node.ObjectNode;

/** The probes of JSON mode (conformance.md section 2.1). */
public final class JsonProbes {
    private static final String PROSE_ABOUT_JSON =
            "Explain in prose what JSON is, then show an example with keys a and b. ";

    public static final Probe OBJ =
            Probe.plain("J.obj", "json.object.valid", c -> json(c, "json_object"));
    public static final Probe SOBJ =
            Probe.streamed("J.sobj", "json.object.stream", c -> json(c, "json_object").stream());
    public static final Probe TEXT =
            Probe.plain(
                    "J.text",
                    "json.text-accepted",
                    c -> Probes.ready(c).put("response_format", Json.object().put("type", "text")));
    public static final Probe SCH = Probe.plain("J.sch", "json.schema.conforms", c -> schema(c));

    public static final Probe SSCH =
            Probe.streamed("J.ssch", "json.schema.stream", c -> schema(c).stream());
    public static final Probe BAD_SCHEMA =
            Probe.error("J.schbad", c -> badSchema(c).max(16).spec());
    public static final Probe BAD_FORMAT =
            Probe.error(
                    "J.fmtbad",
                    c ->
                            Probes.ready(c)
                                    .put("response_format", Json.object().put("type", "yaml"))
                                    .spec());
    public static final Probe TOOL =
            Probe.plain(
                    "J.tool",
                    "json.with-tools",
                    c -> json(c, "json_object").tools(Tools.setColor()));
    public static final Probe NO_WORD =
            Probe.error(
                    "J.no-word",
                    c ->
                            Probes.ready(c)
                                    .put(
                                            "response_format",
                                            Json.object().put("type", "json_object"))
                                    .max(64)
                                    .spec());

    private JsonProbes() {}

    private static ChatBody badSchema(ProbeContext c) {
        ObjectNode format = Json.object().put("type", "json_schema");
        format.putObject("json_schema")
                .put("name", "reply")
                .set("schema", Json.object().put("type", "nope"));
        return Probes.ready(c).put("response_format", format);
    }

    private static ChatBody json(ProbeContext c, String type) {
        return c.chat()
                .user(PROSE_ABOUT_JSON + c.nonce())
                .put("response_format", Json.object().put("type", type))
                .max(300);
    }

    private static ChatBody schema(ProbeContext c) {
        return c.chat().user("Say hello.").put("response_format", tokenFormat(c)).max(200);
    }

    /** A format whose {@code token} can only be the nonce. */
    static ObjectNode tokenFormat(ProbeContext c) {
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
        return format;
    }
}
