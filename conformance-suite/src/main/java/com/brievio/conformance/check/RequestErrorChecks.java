package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.envelopeFault;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.status;

import com.brievio.conformance.probe.ErrorProbes;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.wire.Exchange;
import java.util.List;

/** Mistakes inside well-formed requests (conformance.md section 2.2, errors, and 2.3d). */
final class RequestErrorChecks {
    private static final String RETRIED = "a 500 is retried twice";

    private RequestErrorChecks() {}

    static List<Check> all() {
        return List.of(
                Check.should("error.message-no-content", "a user message without content is a 400")
                        .why("else the model is asked \"null\"")
                        .fix("check for content and answer 400")
                        .on(ErrorProbes.NO_CONTENT)
                        .judge(e -> ErrorChecks.refusal(e, ErrorProbes.NO_CONTENT, 400, 422)),
                Check.should("error.content-wrong-type", "content of a wrong type is a 400")
                        .why(RETRIED)
                        .fix("check the type and answer 400")
                        .on(ErrorProbes.NUMBER_CONTENT, ErrorProbes.HOLOGRAM)
                        .judge(e ->
                                worst(
                                        e,
                                        List.of(ErrorProbes.NUMBER_CONTENT, ErrorProbes.HOLOGRAM),
                                        400,
                                        422)),
                Check.should("error.missing-model", "a request without a model is a 400")
                        .why(RETRIED)
                        .fix("check for model and answer 400")
                        .on(ErrorProbes.NO_MODEL)
                        .judge(e ->
                                orNoted(
                                        e,
                                        ErrorProbes.NO_MODEL,
                                        "a model is chosen where none is named",
                                        400,
                                        404,
                                        422)),
                closed("error.bad-key-stream", "streams", ErrorProbes.BAD_KEY_STREAM),
                closed("error.bad-key-models", "the model list", ErrorProbes.BAD_KEY_MODELS),
                closed("error.bad-key-embeddings", "embeddings", ErrorProbes.BAD_KEY_EMBEDDINGS),
                Check.should("error.content-type", "text/plain is a 415 or 400, or taken")
                        .why(RETRIED)
                        .fix("answer 415, or read the body as JSON")
                        .on(ErrorProbes.TEXT_PLAIN)
                        .judge(e ->
                                orNoted(
                                        e,
                                        ErrorProbes.TEXT_PLAIN,
                                        "JSON is read whatever its content type says",
                                        415,
                                        400)),
                Check.should("error.method", "PATCH is a 405 or 404")
                        .why(RETRIED)
                        .fix("answer 405 with Allow")
                        .on(ErrorProbes.METHOD)
                        .judge(e -> ErrorChecks.refusal(e, ErrorProbes.METHOD, 405, 404)),
                Check.should("error.max-tokens-range", "max_tokens -1 is a 400")
                        .why("some servers write without end")
                        .fix("check the range and answer 400")
                        .on(ErrorProbes.MAX_NEGATIVE, ErrorProbes.MAX_ZERO)
                        .judge(RequestErrorChecks::maxTokens),
                Check.should("error.temperature-range", "temperature 9.5 is a 400")
                        .why(RETRIED)
                        .fix("check the range and answer 400")
                        .on(ErrorProbes.TOO_HOT)
                        .judge(e ->
                                orNoted(
                                        e,
                                        ErrorProbes.TOO_HOT,
                                        "temperature 9.5 is taken",
                                        400,
                                        422)),
                Check.should("error.tool-schema", "a tool without a name is a 400")
                        .why(RETRIED)
                        .fix("check each tool and answer 400")
                        .on(ErrorProbes.NAMELESS_TOOL)
                        .judge(e -> ErrorChecks.refusal(e, ErrorProbes.NAMELESS_TOOL, 400, 422)),
                Check.should("error.tool-choice-unknown", "a choice of no declared tool is a 400")
                        .why("a text answer hides the mistake")
                        .fix("check the name against the tools and answer 400")
                        .on(ErrorProbes.UNKNOWN_CHOICE)
                        .judge(e -> ErrorChecks.refusal(e, ErrorProbes.UNKNOWN_CHOICE, 400, 422)),
                Check.must("error.context-length", "a prompt that is too long is a 400")
                        .why("agents shorten their history on it")
                        .fix("count first, answer 400 with code context_length_exceeded")
                        .breaks("agents")
                        .on(ErrorProbes.TOO_LONG)
                        .judge(RequestErrorChecks::contextLength),
                Check.may("error.deep-json", "5000 nested arrays do no harm")
                        .why("some parsers overflow their stack and die")
                        .fix("bound the parser's depth")
                        .on(ErrorProbes.DEEP)
                        .judge(RequestErrorChecks::deep));
    }

    private static Check closed(String id, String what, Probe probe) {
        return Check.should(id, "a wrong key is a 401 for " + what + " too")
                .why("a path that nobody guards is an open door")
                .fix("check the key before anything else, on every path")
                .on(ErrorProbes.NO_KEY, probe)
                .judge(e ->
                        id.endsWith("-embeddings") && e.target().embeddingModel() == null
                                ? new Finding.NotApplicable("needs --embedding-model")
                                : ErrorChecks.key(e, probe));
    }

    private static Finding orNoted(Evidence e, Probe probe, String note, int... statuses) {
        return e.of(probe).accepted()
                ? new Finding.Noted(note)
                : ErrorChecks.refusal(e, probe, statuses);
    }

    private static Finding worst(Evidence e, List<Probe> probes, int... statuses) {
        Finding worst = Finding.holds();
        for (Probe probe : probes) {
            Finding finding = ErrorChecks.refusal(e, probe, statuses);
            if (finding instanceof Finding.Broken) {
                return finding;
            }
            worst = finding instanceof Finding.Weak ? finding : worst;
        }
        return worst;
    }

    private static Finding maxTokens(Evidence e) {
        Finding negative = ErrorChecks.refusal(e, ErrorProbes.MAX_NEGATIVE, 400, 422);
        if (!(negative instanceof Finding.Holds)) {
            return negative;
        }
        return orNoted(e, ErrorProbes.MAX_ZERO, "max_tokens 0 is taken", 400, 422);
    }

    private static Finding contextLength(Evidence e) {
        Exchange exchange = e.of(ErrorProbes.TOO_LONG);
        Exchange.Response response = exchange.response();
        if (response != null && response.status() == 413) {
            return new Finding.Weak(seen(exchange, "status 400", status(exchange)));
        }
        Finding finding = ErrorChecks.refusal(e, ErrorProbes.TOO_LONG, 400);
        boolean code = response != null && response.text().contains("context_length_exceeded");
        return finding instanceof Finding.Holds && !code
                ? new Finding.Weak(
                        seen(exchange, "code context_length_exceeded", "a 400 without it"))
                : finding;
    }

    private static Finding deep(Evidence e) {
        Exchange exchange = e.of(ErrorProbes.DEEP);
        boolean told =
                exchange.accepted()
                        || (exchange.response() != null
                                && exchange.response().status() < 500
                                && envelopeFault(exchange) == null);
        return told
                ? Finding.holds()
                : Finding.broken(seen(exchange, "200 or 400", status(exchange)));
    }
}
