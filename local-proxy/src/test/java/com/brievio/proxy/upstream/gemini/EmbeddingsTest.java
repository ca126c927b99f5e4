package com.brievio.proxy.upstream.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.brievio.proxy.error.ApiException;
import com.brievio.proxy.json.Json;
import com.brievio.proxy.openai.EmbeddingList;
import com.brievio.proxy.openai.EmbeddingRequest;
import com.brievio.proxy.openai.EmbeddingRequestReader;
import com.brievio.proxy.upstream.Embedder;
import com.brievio.proxy.upstream.UpstreamCall;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Embeddings at both doors, against the worked example and the recorded answers. */
class EmbeddingsTest {
    private static final Path RECORDINGS = Path.of("../../shared/recordings");

    private static Embedder at(GeminiDoor door) {
        return new GeminiEmbedder(
                door, (model, method) -> URI.create("http://h/" + model + ":" + method));
    }

    private static EmbeddingRequest request(String json) {
        return EmbeddingRequestReader.read(Json.bytes(Json.read(json.replace('\'', '"'))));
    }

    private static List<UpstreamCall> calls(
            GeminiDoor door, EmbeddingRequest request, String model) {
        return at(door).calls(request, model).stream().map(Embedder.Batch::call).toList();
    }

    /** How many texts a recorded answer is for. */
    private static int texts(JsonNode answer) {
        return Math.max(1, answer.path("embeddings").size() + answer.path("predictions").size());
    }

    private static JsonNode json(String json) {
        return Json.read(json.replace('\'', '"'));
    }

    @Test
    void theWorkedExampleOfABatchInBase64() {
        EmbeddingRequest request =
                request(
                        "{'model':'gemini-embedding-001','input':['a','b'],'encoding_format':'base64'}");
        List<UpstreamCall> calls = calls(GeminiDoor.STUDIO, request, "gemini-embedding-001");
        assertThat(calls).hasSize(1);
        assertThat(calls.getFirst().uri().getPath())
                .isEqualTo("/gemini-embedding-001:batchEmbedContents");
        assertThat(calls.getFirst().json())
                .isEqualTo(
                        json(
                                "{'requests':[{'model':'models/gemini-embedding-001','content':{'parts':[{'text':'a'}]}},{'model':'models/gemini-embedding-001','content':{'parts':[{'text':'b'}]}}]}"));
        Embedder.Embedded answer =
                at(GeminiDoor.STUDIO)
                        .read(
                                json(
                                        "{'embeddings':[{'values':[0.5,-1.0]},{'values':[0.25,2.0]}]}"),
                                2);
        assertThat(
                        (JsonNode)
                                EmbeddingList.of(
                                        request,
                                        "gemini-embedding-001",
                                        answer.vectors(),
                                        answer.promptTokens()))
                .isEqualTo(
                        json(
                                "{'object':'list','data':[{'object':'embedding','index':0,'embedding':'AAAAPwAAgL8='},{'object':'embedding','index':1,'embedding':'AACAPgAAAEA='}],'model':'gemini-embedding-001','usage':{'prompt_tokens':0,'total_tokens':0}}"));
    }

    @ParameterizedTest
    @CsvSource({
        "STUDIO,gemini-embedding-001,250,3,batchEmbedContents",
        "VERTEX,gemini-embedding-001,3,3,predict",
        "VERTEX,text-embedding-004,250,3,predict",
        "VERTEX,gemini-embedding-2,3,3,embedContent"
    })
    void takesAsManyCallsAsTheDoorWants(
            GeminiDoor door, String model, int texts, int calls, String method) {
        ObjectNode tree = Json.object().put("model", model);
        ArrayNode input = tree.putArray("input");
        for (int i = 0; i < texts; i++) {
            input.add("t" + i);
        }
        List<UpstreamCall> made = calls(door, EmbeddingRequestReader.read(Json.bytes(tree)), model);
        assertThat(made).hasSize(calls);
        assertThat(made.getFirst().uri().getPath()).endsWith(":" + method);
        assertThat(Json.text(made.getFirst().json())).contains("\"t0\"");
        assertThat(Json.text(made.getLast().json())).contains("\"t" + (texts - 1) + "\"");
    }

    @Test
    void aShortenedVectorHasLengthOne() {
        EmbeddingRequest request =
                request("{'model':'m','input':'a','dimensions':2,'encoding_format':'float'}");
        JsonNode vector =
                EmbeddingList.of(request, "m", List.of(new double[] {3, 4}), 1)
                        .at("/data/0/embedding");
        assertThat(vector.get(0).asDouble()).isCloseTo(0.6, within(1e-6));
        assertThat(vector.get(1).asDouble()).isCloseTo(0.8, within(1e-6));
    }

    /** The recorded requests are what brievio writes, and the recorded answers are read. */
    @Test
    void theRecordedExchangesAreOurs() throws IOException {
        assumeTrue(Files.isDirectory(RECORDINGS), "skipped: there are no recordings beside this");
        int seen = 0;
        for (String provider : List.of("gemini", "vertex")) {
            GeminiDoor door = provider.equals("gemini") ? GeminiDoor.STUDIO : GeminiDoor.VERTEX;
            for (Path folder : embeddings(provider)) {
                JsonNode recorded = Json.read(Files.readAllBytes(folder.resolve("request.json")));
                JsonNode answer = Json.read(Files.readAllBytes(folder.resolve("response.json")));
                String uri =
                        Json.read(Files.readAllBytes(folder.resolve("meta.json")))
                                .path("uri")
                                .asString();
                String model = uri.replaceFirst(".*/models/", "").replaceFirst(":.*", "");
                Embedder.Embedded embedded = at(door).read(answer, texts(answer));
                assertThat(embedded.vectors()).allSatisfy(v -> assertThat(v).hasSize(768));
                if (!recorded.toString().contains("inline_data")) {
                    EmbeddingRequest request = asked(model, recorded);
                    assertThat(calls(door, request, model).getFirst().json()).isEqualTo(recorded);
                    assertThat(embedded.vectors()).hasSameSizeAs(request.input());
                }
                seen++;
            }
        }
        assertThat(seen).isGreaterThanOrEqualTo(6);
    }

    private static List<Path> embeddings(String provider) throws IOException {
        try (Stream<Path> all = Files.walk(RECORDINGS.resolve(provider), 2)) {
            return all.filter(p -> Files.exists(p.resolve("meta.json")))
                    .filter(p -> p.getParent().getFileName().toString().startsWith("embedding"))
                    .sorted()
                    .toList();
        }
    }

    private static EmbeddingRequest asked(String model, JsonNode recorded) {
        List<String> texts = new ArrayList<>();
        JsonNode dimensions = recorded.at("/parameters/outputDimensionality");
        for (JsonNode one : recorded.path("requests")) {
            texts.add(one.at("/content/parts/0/text").asString());
            dimensions = one.path("outputDimensionality");
        }
        recorded.path("instances").forEach(one -> texts.add(one.path("content").asString()));
        ObjectNode tree = Json.object().put("model", model);
        texts.forEach(tree.putArray("input")::add);
        if (dimensions.isNumber()) {
            tree.put("dimensions", dimensions.asInt());
        }
        return EmbeddingRequestReader.read(Json.bytes(tree));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'embeddings':[{'values':[1,2]}]}",
                "{'embeddings':[{'values':[1,2]},{'values':[]}]}",
                "{'embeddings':[{'values':[1,2]},{'values':[1,'2']}]}",
                "{'embeddings':[{'values':[1,2]},{'values':[1,1e300]}]}",
                "{'embeddings':[{'values':[1,2]},{'values':[1,2]},{'values':[1,2]}]}"
            })
    void anAnswerThatIsNotOneVectorForEachTextIsA502(String answer) {
        ApiException refused =
                catchThrowableOfType(
                        ApiException.class, () -> at(GeminiDoor.STUDIO).read(json(answer), 2));
        assertThat(refused.error().status()).isEqualTo(502);
        assertThat(refused.error().code()).isEqualTo("upstream_malformed_response");
    }
}
