package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.chat;
import static com.brievio.proxy.server.ProxyFixture.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.fixtures.simulation.AwsKey;
import com.brievio.fixtures.simulation.Fault;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Claude through Bedrock and Vertex: credentials, frames, faults; the client notices no door. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoorsTest {
    private static final AwsKey KEY = new AwsKey("AKIDEXAMPLE", "secret", "session");
    private static final List<String> AWS =
            List.of(
                    "aws.accessKeyId",
                    "aws.secretAccessKey",
                    "aws.sessionToken",
                    "aws.disableEc2Metadata",
                    "aws.configFile",
                    "aws.sharedCredentialsFile");

    private Doors doors;
    private ProxyFixture proxy;
    private ProxyFixture converse;

    @BeforeAll
    void start() throws Exception {
        doors = new Doors(KEY);
        proxy = ProxyFixture.with(doors.options(false));
        converse = ProxyFixture.with(doors.options(true));
    }

    @AfterAll
    void stop() {
        proxy.close();
        converse.close();
        doors.close();
        AWS.forEach(System::clearProperty);
    }

    static Stream<String> prefixes() {
        return Stream.concat(Doors.PREFIXES.stream(), Stream.of("converse/"));
    }

    private HttpResponse<String> ask(String prefix, String model, String more) throws Exception {
        boolean byConverse = prefix.equals("converse/");
        ProxyFixture through = byConverse ? converse : proxy;
        return through.post(chat((byConverse ? "bedrock/" : prefix) + model, more));
    }

    @ParameterizedTest
    @MethodSource("prefixes")
    void everyDoorAnswersWholeAndStreamed(String prefix) throws Exception {
        for (String model :
                List.of(
                        "claude-sonnet-4-6",
                        "claude-opus-4-7",
                        "claude-opus-5-5",
                        "claude-haiku-4-5")) {
            HttpResponse<String> whole = ask(prefix, model, "");
            assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
            assertThat(whole.body()).contains("\"content\":\"ready\"");
            assertThat(whole.headers().firstValue("x-brievio-upstream-request-id")).isPresent();
            HttpResponse<String> streamed =
                    ask(
                            prefix,
                            model,
                            ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
            assertThat(streamed.body())
                    .contains("\"content\":\"ready\"")
                    .contains("\"finish_reason\":\"stop\"")
                    .contains("\"usage\":{\"prompt_tokens\":")
                    .endsWith("data: [DONE]\n\n");
        }
    }

    @ParameterizedTest
    @MethodSource("prefixes")
    void aCutStreamIsAVisibleErrorOnEveryDoor(String prefix) throws Exception {
        doors.plant("CUT-HERE", Fault.CUT);
        String body = counting(prefix, "CUT-HERE").body();
        assertThat(body).contains("upstream_truncated").doesNotContain("[DONE]");
        assertThat(body).doesNotContain("\"finish_reason\":\"stop\"");
    }

    @ParameterizedTest
    @MethodSource("prefixes")
    void anErrorBeforeTheFirstEventIsAnHttpStatusOnEveryDoor(String prefix) throws Exception {
        doors.plant("FAIL-FIRST", Fault.STREAM_ERROR_FIRST);
        HttpResponse<String> response = counting(prefix, "FAIL-FIRST");
        assertThat(response.statusCode()).isIn(429, 503);
        assertThat(error(response).path("code").asString())
                .isIn("rate_limit_exceeded", "server_is_overloaded");
    }

    @ParameterizedTest
    @MethodSource("prefixes")
    void anErrorLaterIsAFrameOnEveryDoor(String prefix) throws Exception {
        doors.plant("FAIL-LATER", Fault.STREAM_ERROR_LATER);
        HttpResponse<String> response = counting(prefix, "FAIL-LATER");
        assertThat(response.statusCode()).isEqualTo(200);
        String last = response.body().substring(response.body().lastIndexOf("data: "));
        assertThat(last).startsWith("data: {\"error\":{");
        assertThat(response.body()).doesNotContain("[DONE]");
    }

    @ParameterizedTest
    @MethodSource("prefixes")
    void aCorruptFrameIsAVisibleErrorAndTheServerLivesOn(String prefix) throws Exception {
        doors.plant("BAD-CRC", Fault.BAD_CRC);
        String body = counting(prefix, "BAD-CRC").body();
        boolean framed = prefix.startsWith("bedrock") || prefix.startsWith("converse");
        assertThat(body).contains(framed ? "upstream_malformed_response" : "upstream_truncated");
        assertThat(body).doesNotContain("[DONE]").doesNotContain("\"finish_reason\":\"stop\"");
        assertThat(ask(prefix, "claude-sonnet-4-6", "").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> counting(String prefix, String marker) throws Exception {
        ObjectNode request =
                (ObjectNode)
                        Json.read(
                                chat(
                                        (prefix.equals("converse/") ? "bedrock/" : prefix)
                                                + "claude-sonnet-4-6",
                                        ",\"stream\":true"));
        ((ObjectNode) request.path("messages").get(0))
                .put("content", "Count from 1 to 20. " + marker);
        return (prefix.equals("converse/") ? converse : proxy).post(Json.text(request));
    }

    @ParameterizedTest
    @CsvSource({"RATE_LIMIT,429,rate_limit_exceeded", "OVERLOADED,503,server_is_overloaded"})
    void refusalsOfEveryDoorHaveOneForm(Fault fault, int status, String code) throws Exception {
        doors.plant("REFUSE-" + fault, fault);
        for (String prefix : prefixes().toList()) {
            HttpResponse<String> response = counting(prefix, "REFUSE-" + fault);
            assertThat(response.statusCode()).as(prefix).isEqualTo(status);
            assertThat(error(response).path("code").asString()).as(prefix).isEqualTo(code);
        }
    }

    private static Provider bedrock(Doors doors, String bearer) {
        return Provider.of("bedrock", doors.bedrock.uri(), bearer).with("region", "us-east-1");
    }

    private HttpResponse<String> with(Provider provider, String model) throws Exception {
        try (ProxyFixture own = ProxyFixture.with(ProxyOptions.of(List.of(provider)))) {
            return own.post(chat(model, ""));
        }
    }

    private static void aws(String id, String secret, String session) {
        AWS.forEach(System::clearProperty);
        System.setProperty("aws.disableEc2Metadata", "true");
        System.setProperty("aws.configFile", "no-such-file");
        System.setProperty("aws.sharedCredentialsFile", "no-such-file");
        if (id != null) {
            System.setProperty("aws.accessKeyId", id);
            System.setProperty("aws.secretAccessKey", secret);
            System.setProperty("aws.sessionToken", session);
        }
    }

    /** The simulation computes the signature itself. */
    @Test
    void signsForBedrockWithTheDefaultChain() throws Exception {
        aws(KEY.accessKeyId(), KEY.secretAccessKey(), "session");
        HttpResponse<String> response =
                with(bedrock(doors, null), "us.anthropic.claude-haiku-4-5-20251001-v1:0");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @Test
    void aWrongSecretIsA401ThatNamesTheChain() throws Exception {
        aws(KEY.accessKeyId(), "wrong", "session");
        HttpResponse<String> response = with(bedrock(doors, null), "bedrock/claude-haiku-4-5");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(error(response).path("code").asString()).isEqualTo("invalid_api_key");
        assertThat(error(response).path("message").asString())
                .startsWith("bedrock: ")
                .contains("AWS default credential chain");
    }

    @Test
    void expiredCredentialsAreA401ThatNamesTheChain() throws Exception {
        aws(KEY.accessKeyId(), KEY.secretAccessKey(), "expired");
        HttpResponse<String> response = with(bedrock(doors, null), "bedrock/claude-haiku-4-5");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(error(response).path("message").asString())
                .contains("AWS default credential chain");
    }

    @Test
    void missingCredentialsAreA401ThatNamesTheChain() throws Exception {
        aws(null, null, null);
        HttpResponse<String> response = with(bedrock(doors, null), "bedrock/claude-haiku-4-5");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(error(response).path("message").asString())
                .contains("no credentials were found")
                .contains("AWS_ACCESS_KEY_ID")
                .contains("AWS_BEARER_TOKEN_BEDROCK");
    }

    @Test
    void aWrongBedrockKeyIsA401ThatNamesTheVariable() throws Exception {
        HttpResponse<String> response = with(bedrock(doors, "wrong"), "bedrock/claude-haiku-4-5");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(error(response).path("message").asString())
                .contains("AWS_BEARER_TOKEN_BEDROCK")
                .doesNotContain("wrong");
    }

    @Test
    void aRegionThatNobodyNamesIsA401() throws Exception {
        aws(null, null, null);
        Provider provider = new Provider("bedrock", "bedrock", Map.of(), false).with("key", "key");
        HttpResponse<String> response = with(provider, "bedrock/claude-haiku-4-5");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(error(response).path("message").asString()).contains("AWS_REGION");
    }

    private Path serviceAccount(Path folder, String type) throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        String key =
                Base64.getMimeEncoder()
                        .encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
        ObjectNode json =
                Json.object()
                        .put("type", type)
                        .put("project_id", "p1")
                        .put("private_key_id", "k1")
                        .put(
                                "private_key",
                                "-----BEGIN PRIVATE KEY-----\n"
                                        + key
                                        + "\n-----END PRIVATE KEY-----\n")
                        .put("client_email", "a@p1.iam.gserviceaccount.com")
                        .put("client_id", "1")
                        .put("token_uri", doors.vertex.uri() + "/token");
        return Files.write(folder.resolve("account.json"), Json.bytes(json));
    }

    private Provider vertex(String project, String token, Path file) {
        return Provider.of("vertex", doors.vertex.uri(), null)
                .with("project", project)
                .with("location", "global")
                .with("token", token)
                .with("credentials", file == null ? null : file.toString());
    }

    @Test
    void fetchesATokenForVertexWithAServiceAccount(@TempDir Path folder) throws Exception {
        Path account = serviceAccount(folder, "service_account");
        HttpResponse<String> response =
                with(vertex("p1", null, account), "vertex/claude-sonnet-4-6");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @Test
    void anUnreadableCredentialsFileIsA401ThatNamesIt(@TempDir Path folder) throws Exception {
        Path account = serviceAccount(folder, "no_such_type");
        HttpResponse<String> response =
                with(vertex("p1", null, account), "vertex/claude-sonnet-4-6");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(error(response).path("message").asString())
                .startsWith("vertex: no credentials were found in the ")
                .contains("account.json");
    }

    @Test
    void aRefusedTokenIsA401() throws Exception {
        HttpResponse<String> response =
                with(vertex("p1", "wrong", null), "vertex/claude-sonnet-4-6");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(error(response).path("message").asString()).startsWith("vertex: ");
    }

    @Test
    void aMissingProjectIsA401ThatNamesTheVariable() throws Exception {
        HttpResponse<String> response = with(vertex(null, null, null), "vertex/claude-sonnet-4-6");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(error(response).path("message").asString()).contains("GOOGLE_CLOUD_PROJECT");
    }

    @ParameterizedTest
    @CsvSource({
        "bedrock/us.anthropic.claude-nine,404",
        "vertex/claude-nine,404",
        "vertex/gemini-none,404"
    })
    void anUnknownModelIsA404(String model, int status) throws Exception {
        HttpResponse<String> response = proxy.post(chat(model, ""));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(error(response).path("code").asString()).isEqualTo("model_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bedrock/claude-sonnet-4-6", "vertex/claude-sonnet-4-6"})
    void anImageThatPointsInwardIsRefusedBeforeTheDoor(String model) throws Exception {
        HttpResponse<String> response =
                proxy.post(
                        "{\"model\":\""
                                + model
                                + "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://127.0.0.1:9/a.png\"}}]}]}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).path("param").asString())
                .isEqualTo("messages[0].content[0].image_url.url");
        assertThat(error(response).path("code").asString()).isEqualTo("invalid_image_url");
    }

    @Test
    void aClientsTokenIsNeverPassedOnToACloud() throws Exception {
        Provider provider = bedrock(doors, null);
        aws(null, null, null);
        HttpResponse<String> response = with(provider, "bedrock/claude-haiku-4-5");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).doesNotContain("test-key");
    }
}
