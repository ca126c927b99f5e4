package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.finish;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.stream;

import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.probe.ToolProbes;
import com.brievio.conformance.probe.UsageProbes;
import com.brievio.conformance.probe.VisionProbes;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether the counts can be true: a linear fit, limits and controls (conformance.md 2.3b). */
final class UsageHonestyChecks {
    private UsageHonestyChecks() {}

    /** Prompt tokens of one, three and nine copies of a paragraph, and the line through them. */
    private record Fit(int one, int three, int nine) {
        double slope() {
            return (nine - one) / 8.0;
        }

        double intercept() {
            return one - slope();
        }

        double seam() {
            return (double) (nine - three) / Math.max(1, three - one);
        }

        double density() {
            return UsageProbes.PARAGRAPH_CHARACTERS / Math.max(0.001, slope());
        }

        String numbers() {
            return String.format(
                    Locale.ROOT,
                    "p(1)=%d p(3)=%d p(9)=%d, a=%.1f b=%.1f",
                    one,
                    three,
                    nine,
                    intercept(),
                    slope());
        }
    }

    static List<Check> all() {
        return List.of(
                Check.should("usage.length-implies-max", "a cut answer counts the whole limit")
                        .why("fewer tokens than were made are a wrong bill")
                        .fix("count the last token too")
                        .on(Probes.LEN)
                        .judge(UsageHonestyChecks::lengthIsMax),
                fit("usage.prompt-monotone", true, "a longer prompt counts more tokens")
                        .why("a constant hides the cost of long prompts")
                        .fix("count each prompt anew")
                        .judge(e ->
                                fitted(
                                        e,
                                        f -> f.one() < f.three() && f.three() < f.nine(),
                                        "p(1) < p(3) < p(9)")),
                fit("usage.prompt-linear", true, "nine paragraphs count three times as much more")
                        .why("capped counts hide a truncated prompt")
                        .fix(
                                "count the whole prompt; refuse one that is too long instead of cutting it")
                        .judge(e ->
                                fitted(
                                        e,
                                        f -> Math.abs(f.seam() - 3) <= 0.15,
                                        "(p(9)-p(3))/(p(3)-p(1)) of 2.85 to 3.15")),
                fit("usage.prompt-density", false, "English has 2 to 8 characters a token")
                        .why("words, characters and padding are no tokens")
                        .fix("count with the model's own tokenizer")
                        .judge(UsageHonestyChecks::density),
                fit("usage.prompt-intercept", false, "little is counted beside the prompt")
                        .why("a hidden system prompt is paid by the client")
                        .fix("do not count what the client did not send, or say so")
                        .judge(UsageHonestyChecks::intercept),
                Check.should("usage.output-events-bound", "no more chunks of text than tokens")
                        .why("an answer of 400 chunks has not one token")
                        .fix("count tokens as the model made them")
                        .on(Probes.SLONG)
                        .judge(UsageHonestyChecks::events),
                Check.should("usage.tools-counted", "declared tools are counted")
                        .why("tools that are not counted were not shown to the model")
                        .fix("put the tools into the prompt, and count them")
                        .on(ToolProbes.CHAT, Probes.MIN)
                        .judge(e -> more(e, ToolProbes.CHAT, Probes.MIN, 20)),
                Check.should("usage.tool-completion", "a tool call is counted")
                        .why("calls are output, and billed")
                        .fix("count the tokens of calls as completion")
                        .on(ToolProbes.NAMED)
                        .judge(UsageHonestyChecks::toolCompletion),
                Check.may("usage.image-counted", "a picture is counted")
                        .why("pictures are input, and billed")
                        .fix("count the picture's tokens as prompt")
                        .on(VisionProbes.RED, VisionProbes.NONE)
                        .judge(e -> more(e, VisionProbes.RED, VisionProbes.NONE, 16)));
    }

    private static Check.Row fit(String id, boolean must, String title) {
        Check.Row row = must ? Check.must(id, title) : Check.should(id, title);
        return row.on(UsageProbes.USE.get(0), UsageProbes.USE.get(1), UsageProbes.USE.get(2));
    }

    private static @Nullable Fit fit(Evidence e) {
        int[] counts =
                UsageProbes.USE.stream().mapToInt(p -> e.of(p).usage("prompt_tokens")).toArray();
        return counts[0] == 0 || counts[2] == 0 ? null : new Fit(counts[0], counts[1], counts[2]);
    }

    private static final Finding UNCOUNTED = Finding.blockedBy("usage.present");

    private static Finding fitted(
            Evidence e, java.util.function.Predicate<Fit> holds, String expected) {
        Fit fit = fit(e);
        if (fit == null) {
            return UNCOUNTED;
        }
        return holds.test(fit)
                ? new Finding.Holds(fit.numbers())
                : expect(false, e, UsageProbes.USE.get(2), expected, fit.numbers());
    }

    private static Finding density(Evidence e) {
        Fit fit = fit(e);
        if (fit == null || fit.slope() <= 0) {
            return fit == null ? UNCOUNTED : Finding.blockedBy("usage.prompt-monotone");
        }
        boolean fits = fit.density() >= 2 && fit.density() <= 8;
        String actual =
                String.format(
                        Locale.ROOT, "%.1f characters a token, %s", fit.density(), fit.numbers());
        return expect(fits, e, UsageProbes.USE.get(2), "2 to 8 characters a token", actual);
    }

    private static Finding intercept(Evidence e) {
        Fit fit = fit(e);
        if (fit == null || fit.slope() <= 0) {
            return fit == null ? UNCOUNTED : Finding.blockedBy("usage.prompt-monotone");
        }
        if (fit.intercept() > 300) {
            return expect(
                    false,
                    e,
                    UsageProbes.USE.getFirst(),
                    "at most 300 beside the prompt",
                    fit.numbers());
        }
        return fit.intercept() > 120
                ? new Finding.Noted("a long template or a hidden system prompt: " + fit.numbers())
                : new Finding.Holds(fit.numbers());
    }

    private static Finding lengthIsMax(Evidence e) {
        if (e.traits().reasoning()) {
            return new Finding.Undecided("a reasoning model spends a part of the limit unseen");
        }
        int tokens = e.of(Probes.LEN).usage("completion_tokens");
        if (!finish(e, Probes.LEN).equals("length") || tokens == 0) {
            return new Finding.Undecided("the answer was not cut, or has no usage");
        }
        return switch (tokens) {
            case 5 -> Finding.holds();
            default ->
                    expect(
                            tokens > 5,
                            e,
                            Probes.LEN,
                            "completion_tokens 5",
                            "completion_tokens " + tokens);
        };
    }

    private static Finding events(Evidence e) {
        Probe probe = Probes.SLONG;
        List<Chunk> output = stream(e, probe).chunks().stream().filter(Chunk::isOutput).toList();
        int tokens = e.of(probe).usage("completion_tokens");
        if (tokens == 0 || output.isEmpty()) {
            return Finding.blockedBy("usage.stream.on-request");
        }
        double mean = output.stream().mapToInt(c -> c.text().length()).average().orElse(0);
        if (output.size() <= tokens + 2) {
            return Finding.holds();
        }
        return mean < 1.5
                ? new Finding.Undecided("the text comes character by character")
                : Finding.broken(
                        seen(
                                e.of(probe),
                                "at least " + output.size() + " tokens",
                                "completion_tokens " + tokens));
    }

    private static Finding more(Evidence e, Probe with, Probe without, int least) {
        int more = e.of(with).usage("prompt_tokens");
        int less = e.of(without).usage("prompt_tokens");
        if (more == 0 || less == 0) {
            return UNCOUNTED;
        }
        return expect(
                more >= less + least,
                e,
                with,
                "at least " + (less + least) + " prompt_tokens",
                more + ", and " + less + " without it");
    }

    private static Finding toolCompletion(Evidence e) {
        if (Judging.calls(e, ToolProbes.NAMED).isEmpty()) {
            return Finding.blockedBy("tools.named.calls");
        }
        if (e.of(ToolProbes.NAMED).usage("prompt_tokens") == 0) {
            return UNCOUNTED;
        }
        int tokens = e.of(ToolProbes.NAMED).usage("completion_tokens");
        return expect(
                tokens > 0, e, ToolProbes.NAMED, "more than 0", "completion_tokens " + tokens);
    }
}
