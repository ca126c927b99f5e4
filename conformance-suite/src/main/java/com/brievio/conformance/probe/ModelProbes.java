package com.brievio.conformance.probe;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The probes of the model list (conformance.md section 2.1). */
public final class ModelProbes {
    public static final Probe LIST =
            Probe.of("P.models", "models.list-shape", _ -> RequestSpec.get("/models"));
    public static final Probe RETRIEVE =
            Probe.of(
                    "P.model",
                    null,
                    c -> RequestSpec.get("/models/" + encoded(c.target().model())));
    public static final Probe NONE =
            Probe.of("P.model404", null, c -> RequestSpec.get("/models/brv-none-" + c.nonce()));

    private ModelProbes() {}

    /** Asks for an id with a slash: the slash encoded. */
    public static Probe slashEncoded(String id) {
        return Probe.of("P.model-slash", null, _ -> RequestSpec.get("/models/" + encoded(id)));
    }

    /** Asks for an id with a slash: the slash as it is. */
    public static Probe slashRaw(String id) {
        return Probe.of(
                "P.model-slash-raw",
                null,
                _ -> RequestSpec.get("/models/" + encoded(id).replace("%2F", "/")));
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
