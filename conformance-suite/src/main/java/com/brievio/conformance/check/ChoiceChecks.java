package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.accepted;
import static com.brievio.conformance.check.Judging.body;
import static com.brievio.conformance.check.Judging.choice;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.message;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.stream;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.probe.ToolProbes;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Several choices, log probabilities, reasoning, and what an answer must not carry besides. A
 * feature that is refused in a well-formed way is skipped.
 */
final class ChoiceChecks {
    private static final List<String> TEMPLATE =
            List.of(
                    "<|im_end|>",
                    "<|im_start|>",
                    "<|eot_id|>",
                    "<s>",
                    "</s>",
                    "[/INST]",
                    "<tool_call>");

    private ChoiceChecks() {}

    static List<Check> all() {
        return List.of(
                Check.may("chat.envelope.extra-tolerable", "a success has no key named error")
                        .why("some clients look for the key alone")
                        .fix("leave the key error out of a success")
                        .breaks("openai-java")
                        .on(Probes.MIN)
                        .judge(e ->
                                expect(
                                        !body(e.of(Probes.MIN)).has("error"),
                                        e,
                                        Probes.MIN,
                                        "no error",
                                        "error is " + kind(body(e.of(Probes.MIN)).path("error")))),
                Check.should("chat.envelope.no-template-leak", "no template word is in the text")
                        .why("users see it, and the next turn confuses the model")
                        .fix("stop at the template's end token and strip it")
                        .on(Probes.MIN)
                        .judge(ChoiceChecks::template),
                Check.must("chat.chunk.n2-interleave", "each of two streamed choices is whole")
                        .why("accumulators file by index")
                        .fix("keep the state of each choice apart, by its index")
                        .breaks("openai-node", "openai-python")
                        .over(List.of(Probes.SN2))
                        .judge(ChoiceChecks::twoStreamed),
                Check.may("chat.chunk.reasoning-field", "reasoning is apart from the text")
                        .why("clients that show both show it twice")
                        .fix("write reasoning into reasoning_content alone")
                        .on(Probes.SMIN)
                        .judge(ChoiceChecks::reasoning),
                Check.should("chat.chunk.logprobs-shape", "streamed log probabilities are entries")
                        .why("evaluation tools read them")
                        .fix("write token, logprob, bytes and top_logprobs for each token")
                        .over(List.of(Probes.SLP))
                        .judge(ChoiceChecks::streamedLogprobs),
                Check.should("chat.chunk.no-trailing-content", "the finish chunk repeats no text")
                        .why("clients append it once more")
                        .fix("write an empty delta beside the finish_reason")
                        .over(StreamChecks.BASIC)
                        .judge(ChoiceChecks::trailing),
                Check.may("params.n", "n:2 brings two choices")
                        .why("samplers ask for several answers at once")
                        .fix("make n choices, or refuse n with a 400 that names it")
                        .over(List.of(Probes.N2))
                        .judge(ChoiceChecks::two),
                Check.may("params.logprobs", "logprobs brings log probabilities")
                        .why("evaluation tools read them")
                        .fix("write logprobs.content, or refuse logprobs with a 400 that names it")
                        .over(List.of(Probes.LP))
                        .judge(ChoiceChecks::plainLogprobs),
                Check.should("usage.logprobs-count", "as many log probabilities as tokens")
                        .why("a padded count shows here")
                        .fix("count tokens as the model made them")
                        .on(Probes.LP)
                        .judge(ChoiceChecks::logprobsCount),
                Check.should("usage.n2-sums", "both choices are counted, the prompt once")
                        .why("a bill that leaves a choice out is wrong")
                        .fix("add the tokens of all choices, the prompt once")
                        .on(Probes.N2, Probes.MIN)
                        .judge(ChoiceChecks::sums));
    }

    private static Finding template(Evidence e) {
        for (Probe probe : List.of(Probes.MIN, Probes.LEN, ToolProbes.REQ)) {
            String text = e.of(probe).accepted() ? text(e, probe) : "";
            for (String word : TEMPLATE) {
                if (text.contains(word)) {
                    return expect(false, e, probe, "the text alone", "\"" + word + "\" in it");
                }
            }
            if (text.contains("<think>")) {
                return new Finding.Noted("the text holds <think>");
            }
        }
        return Finding.holds();
    }

    /** Returns a skip where the feature is refused in a well-formed way, null where it is taken. */
    private static @Nullable Finding refused(Evidence e, Probe probe, String... words) {
        Finding accepted = accepted(e, List.of(probe), words);
        return switch (accepted) {
            case Finding.Holds _ -> null;
            case Finding.Refused refused ->
                    new Finding.NotApplicable(
                            "optional, and refused: " + refused.violation().actual());
            default -> accepted;
        };
    }

    private static Finding twoStreamed(Evidence e) {
        Finding refused = refused(e, Probes.SN2, "n", "choices");
        if (refused != null) {
            return refused;
        }
        Map<Integer, int[]> seen = new TreeMap<>();
        for (Chunk chunk : stream(e, Probes.SN2).chunks()) {
            for (JsonNode choice : chunk.choices()) {
                int[] counts =
                        seen.computeIfAbsent(choice.path("index").asInt(-1), _ -> new int[2]);
                counts[0] += choice.path("delta").path("role").isString() ? 1 : 0;
                counts[1] += choice.path("finish_reason").isString() ? 1 : 0;
            }
        }
        boolean whole =
                seen.keySet().equals(java.util.Set.of(0, 1))
                        && seen.values().stream().allMatch(c -> c[0] == 1 && c[1] == 1);
        List<String> words = new ArrayList<>();
        seen.forEach((i, c) -> words.add("index %d: %d roles, %d ends".formatted(i, c[0], c[1])));
        return expect(
                whole,
                e,
                Probes.SN2,
                "indexes 0 and 1, each with one role and one finish_reason",
                String.join("; ", words));
    }

    private static Finding reasoning(Evidence e) {
        if (!e.traits().reasoning()) {
            return new Finding.NotApplicable("the model does not reason");
        }
        StringBuilder thought = new StringBuilder();
        for (Chunk chunk : stream(e, Probes.SMIN).chunks()) {
            JsonNode delta = chunk.json().path("choices").path(0).path("delta");
            thought.append(delta.path("reasoning_content").asString(""));
            thought.append(delta.path("reasoning").asString(""));
        }
        String text = stream(e, Probes.SMIN).text();
        String own = thought.toString().strip();
        boolean twice = !own.isEmpty() && text.contains(own);
        return expect(!twice, e, Probes.SMIN, "reasoning apart from content", "the same in both");
    }

    private static @Nullable String entryFault(JsonNode entry) {
        JsonNode logprob = entry.path("logprob");
        if (!entry.path("token").isString() || !logprob.isNumber()) {
            return "token is " + kind(entry.path("token")) + ", logprob " + kind(logprob);
        }
        if (logprob.doubleValue() > 0) {
            return "logprob " + logprob + " is above 0";
        }
        if (!entry.has("bytes") || !entry.path("top_logprobs").isArray()) {
            return "bytes is "
                    + kind(entry.path("bytes"))
                    + ", top_logprobs "
                    + kind(entry.path("top_logprobs"));
        }
        return entry.path("top_logprobs").size() > 2 ? "more top_logprobs than asked for" : null;
    }

    private static Finding streamedLogprobs(Evidence e) {
        Finding accepted = accepted(e, List.of(Probes.SLP), "logprob");
        if (!(accepted instanceof Finding.Holds)) {
            return accepted;
        }
        int entries = 0;
        for (Chunk chunk : stream(e, Probes.SLP).chunks()) {
            for (JsonNode choice : chunk.choices()) {
                for (JsonNode entry : choice.path("logprobs").path("content")) {
                    String fault = entryFault(entry);
                    if (fault != null) {
                        return Finding.broken(
                                seen(
                                        e.of(Probes.SLP),
                                        chunk.event(),
                                        "{token, logprob, bytes, top_logprobs}",
                                        fault));
                    }
                    entries++;
                }
            }
        }
        return expect(entries > 0, e, Probes.SLP, "log probabilities in the chunks", "none");
    }

    private static Finding plainLogprobs(Evidence e) {
        Finding refused = refused(e, Probes.LP, "logprob");
        if (refused != null) {
            return refused;
        }
        JsonNode content = choice(e, Probes.LP).path("logprobs").path("content");
        if (content.isEmpty()) {
            return new Finding.Weak(
                    seen(
                            e.of(Probes.LP),
                            "logprobs.content",
                            kind(choice(e, Probes.LP).path("logprobs"))));
        }
        for (JsonNode entry : content) {
            String fault = entryFault(entry);
            if (fault != null) {
                return expect(false, e, Probes.LP, "{token, logprob, bytes, top_logprobs}", fault);
            }
        }
        return Finding.holds();
    }

    private static Finding logprobsCount(Evidence e) {
        int entries = choice(e, Probes.LP).path("logprobs").path("content").size();
        int tokens = e.of(Probes.LP).usage("completion_tokens");
        if (entries == 0 || tokens == 0 || e.traits().reasoning()) {
            return new Finding.NotApplicable("no log probabilities or no usage to compare");
        }
        return expect(
                Math.abs(entries - tokens) <= 2,
                e,
                Probes.LP,
                entries + " tokens, one for each log probability",
                "completion_tokens " + tokens);
    }

    private static Finding trailing(Evidence e) {
        String merged = "";
        for (Probe probe : StreamChecks.BASIC) {
            Exchange exchange = e.of(probe);
            List<Chunk> chunks = exchange.accepted() ? stream(e, probe).chunks() : List.of();
            StringBuilder before = new StringBuilder();
            for (Chunk chunk : chunks) {
                boolean finish =
                        chunk.json().path("choices").path(0).path("finish_reason").isString();
                String text = chunk.text();
                if (finish && !text.isEmpty()) {
                    boolean again =
                            before.length() > 1
                                    && text.strip().contentEquals(before.toString().strip());
                    if (again) {
                        return Finding.broken(
                                seen(exchange, chunk.event(), "no text", "the whole text again"));
                    }
                    merged = probe.id();
                }
                before.append(text);
            }
        }
        return merged.isEmpty()
                ? Finding.holds()
                : new Finding.Noted("the finish chunk of " + merged + " carries text");
    }

    private static Finding two(Evidence e) {
        Finding refused = refused(e, Probes.N2, "n", "choices");
        if (refused != null) {
            return refused;
        }
        JsonNode choices = body(e.of(Probes.N2)).path("choices");
        boolean both =
                choices.size() == 2
                        && choices.path(0).path("index").asInt(-1) == 0
                        && choices.path(1).path("index").asInt(-1) == 1;
        return both
                ? Finding.holds()
                : new Finding.Weak(
                        seen(
                                e.of(Probes.N2),
                                "choices with index 0 and 1",
                                choices.size() + " choices"));
    }

    private static Finding sums(Evidence e) {
        int choices = body(e.of(Probes.N2)).path("choices").size();
        int prompt = e.of(Probes.N2).usage("prompt_tokens");
        int completion = e.of(Probes.N2).usage("completion_tokens");
        int onePrompt = e.of(Probes.MIN).usage("prompt_tokens");
        int oneCompletion = e.of(Probes.MIN).usage("completion_tokens");
        if (choices != 2 || completion == 0 || oneCompletion == 0) {
            return new Finding.NotApplicable("no two choices, or no usage to compare");
        }
        boolean same =
                message(e, Probes.N2)
                        .path("content")
                        .equals(message(e, Probes.MIN).path("content"));
        if (!same) {
            return new Finding.Undecided("the two answers are not the same text");
        }
        return expect(
                prompt == onePrompt && 2 * completion >= 3 * oneCompletion,
                e,
                Probes.N2,
                "prompt %d, completion about %d".formatted(onePrompt, 2 * oneCompletion),
                "prompt %d, completion %d".formatted(prompt, completion));
    }
}
