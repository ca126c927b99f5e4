package com.brievio.conformance.probe;

import com.brievio.conformance.wire.Json;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The probes of embeddings (conformance.md section 2.1, B). */
public final class EmbeddingProbes {
    private static final String GATE = "emb.envelope";
    private static final int WORDS = 20_000;

    public static final Probe ONE =
            embed("B.one", GATE, (c, b) -> b.put("input", "alpha").put("encoding_format", "float"));
    public static final Probe LIST =
            embed(
                    "B.list",
                    GATE,
                    (c, b) -> {
                        b.put("encoding_format", "float");
                        b.putArray("input")
                                .add("The tide turns at nine.")
                                .add("alpha beta gamma")
                                .add("The tide turns at nine.");
                    });

    /** The second text of the list, alone. */
    public static final Probe ALPHA =
            embed(
                    "B.alpha",
                    GATE,
                    (c, b) -> b.put("input", "alpha beta gamma").put("encoding_format", "float"));

    public static final Probe BASE64 =
            embed(
                    "B.b64",
                    "emb.base64",
                    (c, b) -> b.put("input", "alpha").put("encoding_format", "base64"));
    public static final Probe DEFAULT = embed("B.dflt", GATE, (c, b) -> b.put("input", "alpha"));
    public static final Probe DIMENSIONS =
            embed(
                    "B.dims",
                    null,
                    (c, b) ->
                            b.put("input", "alpha")
                                    .put("encoding_format", "float")
                                    .put("dimensions", 64));
    public static final Probe TOKENS =
            embed("B.tok", null, (c, b) -> b.putArray("input").addArray().add(1).add(2).add(3));
    public static final Probe EMPTY_TEXT =
            embed("B.empty-text", null, (c, b) -> b.put("input", ""));
    public static final Probe EMPTY_LIST =
            embed("B.empty-list", null, (c, b) -> b.putArray("input"));
    public static final Probe BATCH =
            embed(
                    "B.batch",
                    "emb.batch-100",
                    (c, b) -> {
                        ArrayNode input = b.put("encoding_format", "float").putArray("input");
                        for (int i = 0; i < 100; i++) {
                            input.add("text number " + i);
                        }
                    });
    public static final Probe CATS =
            embed(
                    "B.cats",
                    GATE,
                    (c, b) ->
                            b.put("encoding_format", "float")
                                    .putArray("input")
                                    .add("cat")
                                    .add("quarterly tax law"));
    public static final Probe LONG =
            embed("B.long", null, (c, b) -> b.put("input", "harbour ".repeat(WORDS)));
    public static final Probe NO_MODEL =
            embed(
                    "B.model",
                    null,
                    (c, b) -> b.put("model", "brv-none-" + c.nonce()).put("input", "alpha"));

    private EmbeddingProbes() {}

    private static Probe embed(
            String id,
            @org.jspecify.annotations.Nullable String gate,
            BiConsumer<ProbeContext, ObjectNode> fill) {
        return Probe.of(
                id,
                gate,
                c -> {
                    ObjectNode body = Json.object();
                    String model = c.target().embeddingModel();
                    body.put("model", model == null ? c.target().model() : model);
                    fill.accept(c, body);
                    return RequestSpec.post("/embeddings", Json.text(body));
                });
    }
}
