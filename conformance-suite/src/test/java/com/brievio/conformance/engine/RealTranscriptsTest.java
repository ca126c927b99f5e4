package com.brievio.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.brievio.conformance.Status;
import com.brievio.conformance.Target;
import com.brievio.conformance.Traits;
import com.brievio.conformance.check.Catalogue;
import com.brievio.conformance.check.Check;
import com.brievio.conformance.check.Evidence;
import com.brievio.conformance.probe.EmbeddingProbes;
import com.brievio.conformance.probe.ErrorProbes;
import com.brievio.conformance.probe.JsonProbes;
import com.brievio.conformance.probe.Probe;
import com.brievio.conformance.probe.Probes;
import com.brievio.conformance.probe.ToolProbes;
import com.brievio.conformance.wire.Exchange;
import com.brievio.conformance.wire.Header;
import com.brievio.conformance.wire.Json;
import com.brievio.conformance.wire.SseTranscript;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** OpenAI's own recorded answers pass every check that can be put to them. */
class RealTranscriptsTest {
    private static final Path RECORDINGS = Path.of("../../shared/recordings/openai");

    /** What these checks ask depends on the prompt, the clock or the connection of their probe. */
    private static final Set<String> OF_THE_PROBE =
            Set.of(
                    "chat.envelope.created",
                    "chat.envelope.finish-stop",
                    "tools.required.calls",
                    "tools.call.name-declared",
                    "tools.args.schema",
                    "tools.stream.no-content-leak");

    /** One recorded exchange and the probes in whose place it stands. */
    private record Transcript(String name, Exchange exchange, Set<String> probes) {}

    private static final List<Transcript> TRANSCRIPTS = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        assumeTrue(Files.isDirectory(RECORDINGS), "skipped: no recordings beside the project");
        try (Stream<Path> cases = Files.list(RECORDINGS)) {
            for (Path folder : cases.filter(RealTranscriptsTest::isReal).sorted().toList()) {
                TRANSCRIPTS.add(transcript(folder));
            }
        }
    }

    private static boolean isReal(Path folder) {
        return folder.getFileName().toString().startsWith("real-");
    }

    private static Transcript transcript(Path folder) throws IOException {
        Path one;
        try (Stream<Path> runs = Files.list(folder)) {
            one = runs.findFirst().orElseThrow();
        }
        JsonNode meta = Json.parse(Files.readString(one.resolve("meta.json")));
        String request = Files.readString(one.resolve("request.json"));
        boolean stream = Files.exists(one.resolve("response.sse"));
        byte[] body = Files.readAllBytes(one.resolve(stream ? "response.sse" : "response.json"));
        List<Header> headers = new ArrayList<>();
        meta.path("headers")
                .properties()
                .forEach(h -> headers.add(new Header(h.getKey(), h.getValue().asString(""))));
        Exchange.Response response =
                new Exchange.Response(
                        meta.path("status").asInt(0),
                        headers,
                        body,
                        List.of(new Exchange.Read(1_000_000, body.length)),
                        Exchange.Framing.CHUNKED,
                        new Exchange.Timing(0, 1_000_000, 1_000_000, 0));
        Exchange.Request sent =
                new Exchange.Request(
                        "POST", URI.create(meta.path("uri").asString()), List.of(), request);
        String name = folder.getFileName().toString();
        Exchange exchange =
                new Exchange(name, "00000000", Instant.EPOCH, sent, response, null, false);
        return new Transcript(name, exchange, probes(Json.parse(request), exchange, stream));
    }

    private static Set<String> probes(JsonNode request, Exchange exchange, boolean stream) {
        String path = exchange.request().uri().getPath();
        Set<String> ids = new TreeSet<>();
        if (path.endsWith("/embeddings")) {
            boolean base64 = request.path("encoding_format").asString("").equals("base64");
            boolean model = exchange.response().text().contains("model_not_found");
            ids.add(
                    model
                            ? EmbeddingProbes.NO_MODEL.id()
                            : exchange.accepted()
                                    ? EmbeddingProbes.ONE.id()
                                    : EmbeddingProbes.TOKENS.id());
            if (base64) {
                // The vector is compared with the same as numbers, which was not recorded.
                ids.clear();
                ids.add(EmbeddingProbes.DIMENSIONS.id());
            }
            return ids;
        }
        if (!exchange.accepted()) {
            boolean model = exchange.response().status() == 404;
            ids.add(model ? ErrorProbes.MODEL.id() : ErrorProbes.EMPTY_MESSAGES.id());
            return ids;
        }
        boolean usage = request.path("stream_options").path("include_usage").asBoolean(false);
        if (stream) {
            ids.add(usage ? Probes.SUSE.id() : Probes.SMIN.id());
            return ids;
        }
        ids.add(Probes.MIN.id());
        boolean calls = exchange.response().text().contains("\"tool_calls\": [");
        if (calls || exchange.response().text().contains("\"tool_calls\":[")) {
            ids.add(ToolProbes.REQ.id());
            ids.remove(Probes.MIN.id());
        }
        if (request.path("response_format").path("type").asString("").equals("json_object")) {
            ids.add(JsonProbes.OBJ.id());
        }
        return ids;
    }

    private record Recorded(Transcript transcript, Map<String, SseTranscript> streams)
            implements Evidence {
        @Override
        public Exchange of(Probe probe) {
            return transcript.probes().contains(probe.id())
                    ? transcript.exchange()
                    : new Exchange(
                            probe.id(),
                            "00000000",
                            Instant.EPOCH,
                            transcript.exchange().request(),
                            null,
                            "not recorded",
                            false);
        }

        @Override
        public SseTranscript stream(Probe probe) {
            Exchange.Response response = of(probe).response();
            return response == null
                    ? SseTranscript.EMPTY
                    : streams.computeIfAbsent(probe.id(), _ -> SseTranscript.of(response));
        }

        @Override
        public Traits traits() {
            return Traits.usual(Duration.ZERO).withoutTemperature();
        }

        @Override
        public Target target() {
            return Target.of(URI.create("https://api.openai.com/v1"), "gpt-5-nano", "sk-test");
        }
    }

    private static boolean applies(Check check, Transcript transcript) {
        Set<String> assigned = transcript.probes();
        boolean own =
                check.anyWillDo()
                        ? check.probes().stream().anyMatch(p -> assigned.contains(p.id()))
                        : !check.probes().isEmpty()
                                && check.probes().stream().allMatch(p -> assigned.contains(p.id()));
        // A gate over several probes asks for all of them.
        boolean gate =
                check.probes().stream()
                        .anyMatch(p -> check.id().equals(p.gate()) && !assigned.contains(p.id()));
        return own && !gate && !OF_THE_PROBE.contains(check.id());
    }

    @Test
    void everyCheckThatAppliesHolds() {
        List<String> accused = new ArrayList<>();
        Map<String, Integer> judged = new HashMap<>();
        for (Transcript transcript : TRANSCRIPTS) {
            Evidence evidence = new Recorded(transcript, new HashMap<>());
            for (Check check : Catalogue.checks()) {
                if (applies(check, transcript)) {
                    Status status = Grading.status(check.judge().apply(evidence), check.level());
                    judged.merge(transcript.name(), 1, Integer::sum);
                    if (status == Status.FAIL || status == Status.WARN || status == Status.ERROR) {
                        accused.add(
                                transcript.name()
                                        + " "
                                        + check.id()
                                        + " "
                                        + check.judge().apply(evidence));
                    }
                }
            }
        }
        assertThat(accused).isEmpty();
        assertThat(TRANSCRIPTS)
                .extracting(Transcript::name)
                .filteredOn(name -> !judged.containsKey(name))
                .allMatch(name -> name.startsWith("real-embeddings-"));
        assertThat(judged.values().stream().mapToInt(n -> n).sum()).isGreaterThan(250);
    }
}
