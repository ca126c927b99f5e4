package com.brievio.conformance.check;

import static com.brievio.conformance.check.Judging.body;
import static com.brievio.conformance.check.Judging.expect;
import static com.brievio.conformance.check.Judging.finish;
import static com.brievio.conformance.check.Judging.kind;
import static com.brievio.conformance.check.Judging.seen;
import static com.brievio.conformance.check.Judging.stream;
import static com.brievio.conformance.check.Judging.text;

import com.brievio.conformance.check.Finding.Violation;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.probe.ToolProbes;
import com.brievio.conformance.probe.VisionProbes;
import com.brievio.conformance.wire.SseTranscript;
import com.brievio.conformance.wire.SseTranscript.Chunk;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Token counts (conformance.md section 2.2, usage). */
final class UsageChecks {
    private static final List<Probe> PLAIN =
            List.of(Probes.MIN, Probes.LEN, ToolProbes.NAMED, VisionProbes.RED, Probes.NLONG);
    private static final List<Probe> STREAMED =
            List.of(Probes.SUSE, Probes.SLEN, ToolProbes.SNAMED, Probes.SLONG);
    private static final List<Probe> ALL = concat(PLAIN, STREAMED);

    private UsageChecks() {}

    private static List<Probe> concat(List<Probe> a, List<Probe> b) {
        List<Probe> all = new ArrayList<>(a);
        all.addAll(b);
        return List.copyOf(all);
    }

    static List<Check> all() {
        return List.of(
                Check.must("usage.present", "a plain answer counts its tokens")
                        .why("billing, budgets and context management read it")
                        .fix("write prompt_tokens, completion_tokens and total_tokens as integers")
                        .breaks("langchain4j")
                        .on(Probes.MIN)
                        .judge(UsageChecks::present),
                Check.must("usage.total-is-sum", "total is prompt plus completion")
                        .why("hidden tokens make bills that nobody can explain")
                        .fix(
                                "add prompt and completion; put hidden tokens into completion and its details")
                        .over(ALL)
                        .judge(UsageChecks::sum),
                Check.must("usage.stream.on-request", "include_usage brings exactly one usage")
                        .why("without it a streamed answer cannot be billed")
                        .fix("write a usage chunk where include_usage is true")
                        .breaks("langchain", "openai-java")
                        .on(Probes.SUSE)
                        .judge(UsageChecks::onRequest),
                Check.must("usage.stream.choices-empty", "the usage chunk has empty choices")
                        .why("openai-java drops the choices of a chunk with usage")
                        .fix("write usage into a chunk of its own with choices: []")
                        .breaks("openai-java", "openai-go")
                        .on(Probes.SUSE)
                        .judge(UsageChecks::choicesEmpty),
                Check.must("usage.stream.not-continuous", "only one chunk has usage")
                        .why("openai-go adds them up, openai-java raises on the second")
                        .fix("write usage once, null or nothing in the other chunks")
                        .breaks("openai-go", "openai-java")
                        .on(Probes.SLONG)
                        .judge(UsageChecks::notContinuous),
                Check.must(
                                "usage.stream.position",
                                "usage comes after the finish, before the sentinel")
                        .why("openai-java takes it for the end of the answer")
                        .fix("write usage after the finish and before [DONE]")
                        .breaks("openai-java")
                        .on(Probes.SUSE)
                        .judge(UsageChecks::position),
                Check.should("usage.stream.not-unasked", "no usage chunk unless it is asked for")
                        .why("clients that read choices[0] of every chunk fail on it")
                        .fix("write usage only where include_usage is true")
                        .breaks("hand-written clients")
                        .on(Probes.SMIN)
                        .judge(UsageChecks::notUnasked),
                Check.must(
                                "usage.stream-equals-plain.prompt",
                                "the same prompt has the same count, streamed or not")
                        .why("a bill must not depend on how the answer is delivered")
                        .fix("count the prompt in one place, template included")
                        .on(Probes.SUSE, Probes.MIN)
                        .judge(UsageChecks::samePrompt),
                Check.should(
                                "usage.stream-equals-plain.completion",
                                "the same text has the same count, streamed or not")
                        .why("chunks are no tokens")
                        .fix("count tokens, not chunks")
                        .on(Probes.SLONG, Probes.NLONG)
                        .judge(UsageChecks::sameCompletion),
                Check.must("usage.completion-le-max", "completion stays within the limit asked for")
                        .why("padded counts are padded bills")
                        .fix("count what the model made, without padding")
                        .on(Probes.LEN, Probes.SLEN)
                        .judge(UsageChecks::withinLimit),
                Check.must("usage.completion-plausible", "completion fits the length of the text")
                        .why("words or characters are no tokens")
                        .fix("count with the model's own tokenizer")
                        .on(Probes.NLONG)
                        .judge(UsageChecks::plausible),
                Check.must("usage.details-bounds", "every detail is within its parent")
                        .why("cost calculators subtract them")
                        .fix("keep every detail between 0 and its parent")
                        .over(ALL)
                        .judge(UsageChecks::details));
    }

    private static boolean count(JsonNode node) {
        return node.isIntegralNumber() && node.longValue() > 0;
    }

    private static Finding present(Evidence e) {
        JsonNode usage = body(e.of(Probes.MIN)).path("usage");
        for (String key : List.of("prompt_tokens", "completion_tokens", "total_tokens")) {
            if (!count(usage.path(key))) {
                return expect(
                        false,
                        e,
                        Probes.MIN,
                        "three counts above 0",
                        key + " is " + kind(usage.path(key)));
            }
        }
        return Finding.holds();
    }

    /** Returns the usage of an answer, streamed or not, or null where it has none. */
    private static @Nullable JsonNode usage(Evidence e, Probe probe) {
        JsonNode found = body(e.of(probe)).path("usage");
        if (found.isObject()) {
            return found;
        }
        JsonNode last = null;
        for (Chunk chunk : stream(e, probe).chunks()) {
            JsonNode usage = chunk.json().path("usage");
            last = usage.isObject() ? usage : last;
        }
        return last;
    }

    private static boolean noneCounts(Evidence e) {
        return ALL.stream().noneMatch(p -> e.of(p).accepted() && usage(e, p) != null);
    }

    private static Finding sum(Evidence e) {
        List<Violation> violations = new ArrayList<>();
        if (noneCounts(e)) {
            return Finding.blockedBy("usage.present");
        }
        for (Probe probe : ALL) {
            JsonNode usage = e.of(probe).accepted() ? usage(e, probe) : null;
            if (usage == null) {
                continue;
            }
            long prompt = usage.path("prompt_tokens").asLong(0);
            long completion = usage.path("completion_tokens").asLong(0);
            long total = usage.path("total_tokens").asLong(0);
            if (prompt + completion != total) {
                violations.add(
                        seen(
                                e.of(probe),
                                prompt + " + " + completion + " = " + (prompt + completion),
                                "total_tokens " + total));
            }
        }
        return Finding.of(violations);
    }

    private static List<Chunk> withUsage(SseTranscript stream) {
        return stream.chunks().stream().filter(c -> c.json().path("usage").isObject()).toList();
    }

    private static Finding onRequest(Evidence e) {
        int chunks = withUsage(stream(e, Probes.SUSE)).size();
        return expect(chunks > 0, e, Probes.SUSE, "a chunk with usage", "none, although asked for");
    }

    private static Finding choicesEmpty(Evidence e) {
        List<Chunk> chunks = withUsage(stream(e, Probes.SUSE));
        if (chunks.isEmpty()) {
            return Finding.blockedBy("usage.stream.on-request");
        }
        Chunk last = chunks.getLast();
        JsonNode choices = last.json().path("choices");
        return choices.isArray() && choices.isEmpty()
                ? Finding.holds()
                : Finding.broken(
                        seen(
                                e.of(Probes.SUSE),
                                last.event(),
                                "choices: []",
                                "choices: " + kind(choices)));
    }

    private static Finding notContinuous(Evidence e) {
        List<Chunk> chunks = withUsage(stream(e, Probes.SLONG));
        if (chunks.isEmpty()) {
            return Finding.blockedBy("usage.stream.on-request");
        }
        return chunks.size() < 2
                ? Finding.holds()
                : Finding.broken(
                        seen(
                                e.of(Probes.SLONG),
                                chunks.getFirst().event(),
                                "usage in the last chunk only",
                                "usage in " + chunks.size() + " chunks"));
    }

    private static Finding position(Evidence e) {
        SseTranscript stream = stream(e, Probes.SUSE);
        List<Chunk> usage = withUsage(stream);
        if (usage.isEmpty()) {
            return Finding.blockedBy("usage.stream.on-request");
        }
        int at = usage.getLast().event().index();
        for (Chunk chunk : stream.chunks()) {
            boolean choice = !chunk.choices().isEmpty();
            if (choice && chunk.event().index() > at) {
                return Finding.broken(
                        seen(
                                e.of(Probes.SUSE),
                                usage.getLast().event(),
                                "usage after the last choice",
                                "a choice after it"));
            }
        }
        boolean afterDone = stream.events().stream().anyMatch(v -> v.isDone() && v.index() < at);
        return afterDone
                ? Finding.broken(
                        seen(
                                e.of(Probes.SUSE),
                                usage.getLast().event(),
                                "usage before [DONE]",
                                "after it"))
                : Finding.holds();
    }

    private static Finding notUnasked(Evidence e) {
        List<Chunk> chunks = withUsage(stream(e, Probes.SMIN));
        return chunks.isEmpty()
                ? Finding.holds()
                : Finding.broken(
                        seen(
                                e.of(Probes.SMIN),
                                chunks.getFirst().event(),
                                "no usage, none was asked for",
                                "a chunk with usage"));
    }

    private static Finding samePrompt(Evidence e) {
        JsonNode streamed = usage(e, Probes.SUSE);
        JsonNode plain = usage(e, Probes.MIN);
        if (streamed == null || plain == null) {
            return Finding.blockedBy(plain == null ? "usage.present" : "usage.stream.on-request");
        }
        long a = streamed.path("prompt_tokens").asLong(0);
        long b = plain.path("prompt_tokens").asLong(0);
        return expect(
                a == b,
                e,
                Probes.SUSE,
                "prompt_tokens " + b + " as without stream",
                "prompt_tokens " + a);
    }

    private static Finding sameCompletion(Evidence e) {
        JsonNode a = usage(e, Probes.SLONG);
        JsonNode b = usage(e, Probes.NLONG);
        if (a == null || b == null) {
            return Finding.blockedBy(b == null ? "usage.present" : "usage.stream.on-request");
        }
        boolean sameText = stream(e, Probes.SLONG).text().equals(text(e, Probes.NLONG));
        if (!sameText || e.traits().reasoning()) {
            return new Finding.Undecided("the two answers are not the same text");
        }
        long x = a.path("completion_tokens").asLong(0);
        long y = b.path("completion_tokens").asLong(0);
        return expect(
                Math.abs(x - y) <= 1,
                e,
                Probes.SLONG,
                "completion_tokens " + y + " as without stream",
                "completion_tokens " + x);
    }

    private static Finding withinLimit(Evidence e) {
        if (usage(e, Probes.LEN) == null && usage(e, Probes.SLEN) == null) {
            return Finding.blockedBy("usage.present");
        }
        int limit = e.traits().reasoning() ? 5 * 16 : 5;
        for (Probe probe : List.of(Probes.LEN, Probes.SLEN)) {
            JsonNode usage = usage(e, probe);
            long tokens = usage == null ? 0 : usage.path("completion_tokens").asLong(0);
            if (tokens > limit) {
                return expect(false, e, probe, "at most " + limit, "completion_tokens " + tokens);
            }
        }
        return Finding.holds();
    }

    private static Finding plausible(Evidence e) {
        Probe probe = Probes.NLONG;
        JsonNode usage = usage(e, probe);
        if (usage == null) {
            return Finding.blockedBy("usage.present");
        }
        long reasoning = usage.path("completion_tokens_details").path("reasoning_tokens").asLong(0);
        long tokens = usage.path("completion_tokens").asLong(0) - reasoning;
        int characters = text(e, probe).length();
        if (characters < 40) {
            return new Finding.Undecided("the answer is too short to compare");
        }
        if (tokens <= 0) {
            return expect(
                    false, e, probe, "more than 0 tokens for text", "completion_tokens " + tokens);
        }
        double density = (double) characters / tokens;
        boolean fits = density >= 0.8 && density <= 12;
        return expect(
                fits || (e.traits().reasoning() && density < 0.8),
                e,
                probe,
                "0.8 to 12 characters a token",
                "%d characters for %d tokens, finish %s"
                        .formatted(characters, tokens, finish(e, probe)));
    }

    private static Finding details(Evidence e) {
        List<Violation> violations = new ArrayList<>();
        if (noneCounts(e)) {
            return Finding.blockedBy("usage.present");
        }
        for (Probe probe : ALL) {
            JsonNode usage = e.of(probe).accepted() ? usage(e, probe) : null;
            if (usage == null) {
                continue;
            }
            for (String side : List.of("prompt", "completion")) {
                long parent = usage.path(side + "_tokens").asLong(0);
                for (var detail : usage.path(side + "_tokens_details").properties()) {
                    long value = detail.getValue().asLong(0);
                    if (value < 0 || value > parent) {
                        violations.add(
                                seen(e.of(probe), "0 to " + parent, detail.getKey() + " " + value));
                    }
                }
            }
        }
        return Finding.of(violations);
    }
}
