package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.envelopeFault;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.status;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.wire.Exchange;
import java.util.List;

/** Parameters that are merely to be taken, and forms of messages (conformance.md 2.2, params). */
final class MessageChecks {
    private static final List<String> MODERN =
            List.of("metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key");

    private MessageChecks() {}

    static List<Check> all() {
        return List.of(
                Check.must("params.common-accepted", "seed, user, top_p and penalties are taken")
                        .why("most clients send one of them")
                        .fix("take what does no harm, ignore what has no counterpart")
                        .breaks("every client")
                        .over(List.of(Probes.OPTS))
                        .judge(e -> accepted(e, List.of(Probes.OPTS))),
                Check.should("params.modern-accepted", "metadata, store and the like do no harm")
                        .why("current clients send them; a clear 400 is fine too")
                        .fix("ignore them, or refuse with a 400 that names the key")
                        .over(List.of(Probes.MODERN))
                        .judge(MessageChecks::modern),
                Check.may("params.seed-repeat", "the same seed brings the same text")
                        .why("tests would like to repeat an answer")
                        .fix("pass the seed on")
                        .over(Probes.SEED)
                        .judge(MessageChecks::seed),
                Check.should("params.temperature-bounds", "temperature 2 is taken")
                        .why("the documented range is 0 to 2")
                        .fix("take 0 to 2")
                        .accepts(Probes.HOT),
                Check.should("params.message-name", "a name on a message is taken")
                        .why("multi-agent frameworks name their speakers")
                        .fix("ignore the name or pass it on")
                        .breaks("autogen")
                        .accepts(Probes.NAME),
                Check.should("params.system-parts", "a system message of text parts is taken")
                        .why("langchain sends parts for every role")
                        .fix("join text parts for every role")
                        .breaks("langchain")
                        .accepts(Probes.SYSTEM_PARTS),
                Check.should("params.consecutive-roles", "two user messages in a row are taken")
                        .why("agents and editors send them")
                        .fix("join messages of one role for the template")
                        .accepts(Probes.CONSECUTIVE),
                Check.should("params.assistant-empty", "an empty assistant message is taken")
                        .why("an answer that was stopped early is replayed so")
                        .fix("take or drop an empty turn")
                        .accepts(Probes.EMPTY_TURN),
                Check.should(
                                "params.assistant-extra-fields",
                                "an answer can be sent back as it came")
                        .why("clients append the message object to the history")
                        .fix("ignore unknown keys on messages")
                        .breaks("openai-python", "openai-node")
                        .accepts(Probes.REPLAYED));
    }

    private static Finding modern(Evidence e) {
        Exchange exchange = e.of(Probes.MODERN);
        if (exchange.accepted()) {
            return Finding.holds();
        }
        boolean clear =
                exchange.response() != null
                        && exchange.response().status() == 400
                        && envelopeFault(exchange) == null
                        && MODERN.stream().anyMatch(exchange.response().text()::contains);
        return clear
                ? new Finding.Holds("refused with a clear 400")
                : Finding.broken(
                        seen(exchange, "200, or a 400 that names the key", status(exchange)));
    }

    private static Finding seed(Evidence e) {
        if (!e.of(Probes.SEED.get(0)).accepted() || !e.of(Probes.SEED.get(1)).accepted()) {
            return new Finding.NotApplicable("seed is refused");
        }
        String first = text(e, Probes.SEED.get(0));
        String second = text(e, Probes.SEED.get(1));
        return expect(first.equals(second), e, Probes.SEED.get(1), Judging.excerpt(first), second);
    }
}
