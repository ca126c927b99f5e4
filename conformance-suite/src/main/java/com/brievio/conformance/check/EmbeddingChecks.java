package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.body;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.status;
import static com.brievio.conformance.check.Judging.wellFormedRefusal;

import com.brievio.conformance.probe.EmbeddingProbes;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.wire.Exchange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Embeddings (conformance.md section 2.2, embeddings). */
final class EmbeddingChecks {
    private static final double SAME = 0.9999;
    private static final double ALIKE = 0.999;
    private static final double DISTINCT = 0.99;
    private static final int BATCH = 100;

    private EmbeddingChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must("emb.envelope", "the answer is a list with model and usage")
                        .why("typed decoders require them")
                        .fix("write object, data, model and usage")
                        .breaks("every client")
                        .over(List.of(EmbeddingProbes.ONE))
                        .judge(EmbeddingChecks::envelope),
                Check.must("emb.item", "an entry has index and a vector of numbers")
                        .why("vector stores file by index")
                        .fix("write object, index and a flat array of numbers")
                        .breaks("every client")
                        .on(EmbeddingProbes.ONE)
                        .judge(EmbeddingChecks::item),
                Check.should("emb.usage", "the prompt is counted, and nothing else")
                        .why("bills rest on it")
                        .fix("count the input, write it as prompt_tokens and total_tokens")
                        .on(EmbeddingProbes.LIST, EmbeddingProbes.ONE)
                        .judge(EmbeddingChecks::usage),
                Check.must("emb.batch-order", "a batch keeps its order")
                        .why("else texts and vectors are paired wrongly for good")
                        .fix("sort the results by index before writing them")
                        .breaks("every vector store")
                        .on(EmbeddingProbes.LIST, EmbeddingProbes.ALPHA)
                        .judge(EmbeddingChecks::order),
                Check.should("emb.duplicates-equal", "equal texts have equal vectors")
                        .why("padding of a batch must not leak into its vectors")
                        .fix("mask the padding of a batch")
                        .on(EmbeddingProbes.LIST)
                        .judge(EmbeddingChecks::duplicates),
                Check.must("emb.base64", "base64 brings little-endian 32-bit floats")
                        .why("the official clients ask for it unseen, and decode what comes")
                        .fix("write little-endian 32-bit floats in base64")
                        .breaks("openai-node", "openai-python")
                        .over(List.of(EmbeddingProbes.BASE64))
                        .judge(EmbeddingChecks::base64),
                Check.must("emb.default-float", "without encoding_format numbers come")
                        .why("hand-written clients read an array")
                        .fix("write numbers unless base64 is asked for")
                        .breaks("curl users")
                        .on(EmbeddingProbes.DEFAULT)
                        .judge(e ->
                                expect(
                                        vector(e, EmbeddingProbes.DEFAULT, 0) != null,
                                        e,
                                        EmbeddingProbes.DEFAULT,
                                        "an array of numbers",
                                        kind(raw(e, EmbeddingProbes.DEFAULT, 0)))),
                Check.must("emb.finite-nonzero", "every value is finite, no vector is zero")
                        .why("a null or a zero vector poisons an index")
                        .fix("look for NaN before writing")
                        .breaks("every vector store")
                        .on(EmbeddingProbes.LIST)
                        .judge(EmbeddingChecks::finite),
                Check.must("emb.dim-constant", "all vectors have one length")
                        .why("a vector store refuses another one")
                        .fix("write every value of every vector")
                        .breaks("every vector store")
                        .on(EmbeddingProbes.LIST, EmbeddingProbes.ONE)
                        .judge(EmbeddingChecks::dimensionsConstant),
                Check.may("emb.dimensions", "dimensions is followed or refused")
                        .why("a table of 64 columns takes no 256 values")
                        .fix("shorten and normalise, or refuse with a 400")
                        .on(EmbeddingProbes.DIMENSIONS)
                        .judge(EmbeddingChecks::dimensions),
                Check.should("emb.token-input", "token ids are taken or refused clearly")
                        .why("langchain sends ids by default")
                        .fix("decode the ids, or refuse with a 400")
                        .breaks("langchain")
                        .on(EmbeddingProbes.TOKENS)
                        .judge(e -> takenOrRefused(e, EmbeddingProbes.TOKENS)),
                Check.should("emb.empty", "empty input is a 400")
                        .why("a 500 is retried twice")
                        .fix("check for empty input and answer 400")
                        .on(EmbeddingProbes.EMPTY_TEXT, EmbeddingProbes.EMPTY_LIST)
                        .judge(EmbeddingChecks::empty),
                Check.should("emb.batch-100", "a batch of 100 brings 100 vectors")
                        .why("indexers send batches; a silent cap loses texts")
                        .fix("split large batches instead of cutting them")
                        .breaks("langchain", "llama-index")
                        .over(List.of(EmbeddingProbes.BATCH))
                        .judge(EmbeddingChecks::batch),
                Check.must("emb.distinct", "different texts have different vectors")
                        .why("a constant vector finds everything alike")
                        .fix("run the model on each text")
                        .on(EmbeddingProbes.CATS)
                        .judge(EmbeddingChecks::distinct),
                Check.may("emb.too-long", "a text of 20 000 words is answered or a 400")
                        .why("a 500 is retried twice")
                        .fix("answer 400, or shorten")
                        .on(EmbeddingProbes.LONG)
                        .judge(e -> takenOrRefused(e, EmbeddingProbes.LONG)),
                Check.should("emb.unknown-model", "an unknown model is a 404")
                        .why("vectors of another model do not fit an index")
                        .fix("answer 404 with code model_not_found")
                        .on(EmbeddingProbes.NO_MODEL)
                        .judge(e -> ErrorChecks.refusal(e, EmbeddingProbes.NO_MODEL, 404, 400)));
    }

    private static JsonNode raw(Evidence e, Probe probe, int i) {
        return body(e.of(probe)).path("data").path(i).path("embedding");
    }

    /** Returns the vector as numbers, or null where it is no array of them. */
    private static double @Nullable [] vector(Evidence e, Probe probe, int i) {
        JsonNode embedding = raw(e, probe, i);
        if (!embedding.isArray() || embedding.isEmpty()) {
            return null;
        }
        double[] values = new double[embedding.size()];
        for (int k = 0; k < values.length; k++) {
            if (!embedding.get(k).isNumber()) {
                return null;
            }
            values[k] = embedding.get(k).doubleValue();
        }
        return values;
    }

    private static double cosine(double[] a, double[] b) {
        double dot = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            dot += a[i] * b[i];
            left += a[i] * a[i];
            right += b[i] * b[i];
        }
        return a.length == b.length ? dot / Math.max(1e-12, Math.sqrt(left * right)) : 0;
    }

    private static Finding envelope(Evidence e) {
        Finding accepted = accepted(e, List.of(EmbeddingProbes.ONE));
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        JsonNode body = body(e.of(EmbeddingProbes.ONE));
        boolean whole =
                body.path("object").asString("").equals("list")
                        && body.path("data").isArray()
                        && body.path("model").isString()
                        && body.path("usage").isObject();
        return expect(
                whole,
                e,
                EmbeddingProbes.ONE,
                "{object:\"list\", data, model, usage}",
                "object %s, data %s, model %s, usage %s"
                        .formatted(
                                kind(body.path("object")),
                                kind(body.path("data")),
                                kind(body.path("model")),
                                kind(body.path("usage"))));
    }

    private static Finding item(Evidence e) {
        JsonNode item = body(e.of(EmbeddingProbes.ONE)).path("data").path(0);
        boolean whole =
                item.path("object").asString("").equals("embedding")
                        && item.path("index").isIntegralNumber()
                        && vector(e, EmbeddingProbes.ONE, 0) != null;
        return expect(
                whole,
                e,
                EmbeddingProbes.ONE,
                "{object:\"embedding\", index, embedding: numbers}",
                "object %s, index %s, embedding %s"
                        .formatted(
                                kind(item.path("object")),
                                kind(item.path("index")),
                                kind(item.path("embedding").path(0))));
    }

    private static Finding usage(Evidence e) {
        int one = e.of(EmbeddingProbes.ONE).usage("prompt_tokens");
        int three = e.of(EmbeddingProbes.LIST).usage("prompt_tokens");
        int total = e.of(EmbeddingProbes.LIST).usage("total_tokens");
        return expect(
                one > 0 && three > one && three == total,
                e,
                EmbeddingProbes.LIST,
                "prompt_tokens = total_tokens, more than the " + one + " of one text",
                "prompt_tokens " + three + ", total_tokens " + total);
    }

    private static Finding order(Evidence e) {
        JsonNode data = body(e.of(EmbeddingProbes.LIST)).path("data");
        List<Integer> indexes = new ArrayList<>();
        data.forEach(item -> indexes.add(item.path("index").asInt(-1)));
        if (!indexes.equals(List.of(0, 1, 2))) {
            return expect(false, e, EmbeddingProbes.LIST, "indexes 0, 1, 2", "indexes " + indexes);
        }
        double[] single = vector(e, EmbeddingProbes.ALPHA, 0);
        double[] second = vector(e, EmbeddingProbes.LIST, 1);
        if (single == null || second == null) {
            return Finding.blockedBy("emb.item");
        }
        double likeness = cosine(single, second);
        return expect(
                likeness > ALIKE,
                e,
                EmbeddingProbes.LIST,
                "the second vector as for its text alone",
                "cosine %.4f".formatted(likeness));
    }

    private static Finding duplicates(Evidence e) {
        double[] first = vector(e, EmbeddingProbes.LIST, 0);
        double[] last = vector(e, EmbeddingProbes.LIST, 2);
        if (first == null || last == null) {
            return Finding.blockedBy("emb.item");
        }
        double likeness = cosine(first, last);
        return expect(
                likeness > SAME,
                e,
                EmbeddingProbes.LIST,
                "cosine 1 of two equal texts",
                "cosine %.4f".formatted(likeness));
    }

    private static Finding base64(Evidence e) {
        Exchange exchange = e.of(EmbeddingProbes.BASE64);
        if (!exchange.accepted()) {
            return Finding.broken(seen(exchange, "status 200", status(exchange)));
        }
        JsonNode embedding = raw(e, EmbeddingProbes.BASE64, 0);
        double[] floats = vector(e, EmbeddingProbes.ONE, 0);
        if (!embedding.isString() || floats == null) {
            return expect(false, e, EmbeddingProbes.BASE64, "a base64 string", kind(embedding));
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(embedding.stringValue());
        } catch (IllegalArgumentException x) {
            return expect(
                    false, e, EmbeddingProbes.BASE64, "base64", String.valueOf(x.getMessage()));
        }
        if (bytes.length != 4 * floats.length) {
            return expect(
                    false,
                    e,
                    EmbeddingProbes.BASE64,
                    "4 × " + floats.length + " bytes",
                    bytes.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        double[] decoded = new double[floats.length];
        for (int i = 0; i < decoded.length; i++) {
            decoded[i] = buffer.getFloat();
        }
        double likeness = cosine(decoded, floats);
        return expect(
                likeness > SAME,
                e,
                EmbeddingProbes.BASE64,
                "the same vector as float",
                "cosine %.4f read as little-endian".formatted(likeness));
    }

    private static Finding finite(Evidence e) {
        for (int i = 0; i < 3; i++) {
            double[] values = vector(e, EmbeddingProbes.LIST, i);
            double norm = values == null ? Double.NaN : Math.sqrt(dot(values));
            if (!Double.isFinite(norm) || norm == 0) {
                return expect(
                        false,
                        e,
                        EmbeddingProbes.LIST,
                        "finite numbers, not all 0",
                        values == null ? "vector " + i + " has other values" : "norm " + norm);
            }
        }
        return Finding.holds();
    }

    private static double dot(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    private static Finding dimensionsConstant(Evidence e) {
        List<Integer> lengths = new ArrayList<>();
        lengths.add(raw(e, EmbeddingProbes.ONE, 0).size());
        for (int i = 0; i < 3; i++) {
            lengths.add(raw(e, EmbeddingProbes.LIST, i).size());
        }
        return expect(
                lengths.stream().distinct().count() == 1,
                e,
                EmbeddingProbes.LIST,
                "one length",
                "lengths " + lengths);
    }

    private static Finding takenOrRefused(Evidence e, Probe probe) {
        Exchange exchange = e.of(probe);
        return exchange.accepted() || wellFormedRefusal(exchange)
                ? Finding.holds()
                : Finding.broken(seen(exchange, "200 or a clear 400", status(exchange)));
    }

    private static Finding dimensions(Evidence e) {
        Finding taken = takenOrRefused(e, EmbeddingProbes.DIMENSIONS);
        if (!(taken instanceof Finding.Holds) || !e.of(EmbeddingProbes.DIMENSIONS).accepted()) {
            return taken;
        }
        int length = raw(e, EmbeddingProbes.DIMENSIONS, 0).size();
        return expect(length == 64, e, EmbeddingProbes.DIMENSIONS, "64 values", length + " values");
    }

    private static Finding empty(Evidence e) {
        Finding list = ErrorChecks.refusal(e, EmbeddingProbes.EMPTY_LIST, 400, 422);
        if (!(list instanceof Finding.Holds)) {
            return list;
        }
        return e.of(EmbeddingProbes.EMPTY_TEXT).accepted()
                ? new Finding.Noted("an empty text has a vector")
                : ErrorChecks.refusal(e, EmbeddingProbes.EMPTY_TEXT, 400, 422);
    }

    private static Finding batch(Evidence e) {
        Finding accepted = accepted(e, List.of(EmbeddingProbes.BATCH), "batch", "input");
        int items = body(e.of(EmbeddingProbes.BATCH)).path("data").size();
        return accepted instanceof Finding.Holds
                ? expect(
                        items == BATCH,
                        e,
                        EmbeddingProbes.BATCH,
                        BATCH + " vectors",
                        items + " vectors")
                : accepted;
    }

    private static Finding distinct(Evidence e) {
        double[] cat = vector(e, EmbeddingProbes.CATS, 0);
        double[] law = vector(e, EmbeddingProbes.CATS, 1);
        if (cat == null || law == null) {
            return Finding.blockedBy("emb.item");
        }
        double likeness = cosine(cat, law);
        return expect(
                likeness < DISTINCT,
                e,
                EmbeddingProbes.CATS,
                "a cosine below " + DISTINCT,
                "cosine %.4f".formatted(likeness));
    }
}
