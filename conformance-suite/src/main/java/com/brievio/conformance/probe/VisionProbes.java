package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Json;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The probes of pictures (conformance.md section 2.1). */
public final class VisionProbes {
    private static final String COLOUR = "One word: which colour fills this picture? ";
    private static final String SEEN = "vision.data-uri.accepted";

    public static final Probe RED = picture("V.red", SEEN, () -> Images.png("red"));
    public static final Probe BLUE = picture("V.blue", SEEN, () -> Images.png("blue"));
    public static final Probe GREEN = picture("V.green", SEEN, () -> Images.png("green"));
    public static final Probe NONE =
            Probe.plain("V.none", Probes.PLAIN, c -> c.chat().user(COLOUR + c.nonce()).max(16));
    public static final Probe JPEG = picture("V.jpeg", "vision.jpeg", Images::jpeg);
    public static final Probe WEBP = picture("V.webp", "vision.webp", Images::webp);
    public static final Probe BAD_BASE64 =
            Probe.error(
                    "V.bad",
                    c -> image(c, "data:image/png;base64,%%%not-base64%%%").max(16).spec());

    public static final Probe URL =
            Probe.plain(
                    "V.url",
                    "vision.url.accepted",
                    c -> image(c, String.valueOf(c.target().imageUrl())).max(16));
    public static final Probe MULTI =
            Probe.plain("V.multi", "vision.multi-order", VisionProbes::two);
    public static final Probe LOW =
            Probe.plain(
                    "V.low",
                    "vision.detail-accepted",
                    c -> c.chat().message(turn(text(c), picture("red", "low"))).max(16));
    public static final Probe TEXT_AFTER =
            Probe.plain(
                    "V.text-after",
                    "vision.text-after-image",
                    c -> c.chat().message(turn(picture("red", null), text(c))).max(16));
    public static final Probe TEXT_BEFORE =
            Probe.plain(
                    "V.text-before",
                    "vision.text-before-image",
                    c -> c.chat().message(turn(text(c), picture("red", null))).max(16));
    public static final Probe SRED =
            Probe.streamed(
                    "V.sred", "vision.stream", c -> image(c, Images.png("red")).max(16).stream());
    public static final Probe EARLIER =
            Probe.plain("V.earlier", "vision.history-image", VisionProbes::earlier);
    public static final Probe TRUNCATED = bad("V.trunc", Images::truncated);
    public static final Probe TEXT_FILE = bad("V.type", Images::textFile);
    public static final Probe URL_404 = bad("V.url404", () -> "https://brievio.invalid/none.png");
    public static final Probe FILE_URL = bad("V.file", () -> "file:///etc/passwd");
    public static final Probe METADATA_URL =
            bad("V.metadata", () -> "http://169.254.169.254/latest/meta-data/");
    public static final Probe HUGE = bad("V.huge", Images::huge);

    /** The red picture once more, whatever becomes of it. */
    public static final Probe RED_UNGATED =
            bad("V.red-again", () -> Images.png("red")).among(Probe.Phase.NORMAL);

    private VisionProbes() {}

    private static Probe bad(String id, Supplier<String> url) {
        return Probe.error(id, c -> image(c, url.get()).max(16).spec());
    }

    private static ObjectNode text(ProbeContext c) {
        return Json.object().put("type", "text").put("text", COLOUR + c.nonce());
    }

    private static ObjectNode picture(String colour, @Nullable String detail) {
        ObjectNode part = Json.object().put("type", "image_url");
        ObjectNode url = part.putObject("image_url").put("url", Images.png(colour));
        if (detail != null) {
            url.put("detail", detail);
        }
        return part;
    }

    private static ObjectNode turn(ObjectNode... parts) {
        ObjectNode user = Json.object().put("role", "user");
        ArrayNode content = user.putArray("content");
        for (ObjectNode part : parts) {
            content.add(part);
        }
        return user;
    }

    private static ChatBody two(ProbeContext c) {
        ObjectNode question =
                Json.object()
                        .put("type", "text")
                        .put(
                                "text",
                                "Two words: which colours fill the first picture and the second? "
                                        + c.nonce());
        return c.chat()
                .message(turn(question, picture("red", null), picture("blue", null)))
                .max(16);
    }

    private static ChatBody earlier(ProbeContext c) {
        ObjectNode first =
                turn(
                        Json.object().put("type", "text").put("text", "Look at this picture."),
                        picture("red", null));
        return c.chat()
                .message(first)
                .message("assistant", "I see it.")
                .user(COLOUR + c.nonce())
                .max(16);
    }

    private static Probe picture(String id, String gate, Supplier<String> dataUri) {
        return Probe.plain(id, gate, c -> image(c, dataUri.get()).max(16));
    }

    private static ChatBody image(ProbeContext c, String url) {
        ObjectNode user = Json.object().put("role", "user");
        ArrayNode parts = user.putArray("content");
        parts.addObject().put("type", "text").put("text", COLOUR + c.nonce());
        parts.addObject().put("type", "image_url").putObject("image_url").put("url", url);
        return c.chat().message(user);
    }
}
