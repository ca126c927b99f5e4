package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.fixtures.simulation.Fault;
import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.TranslationOptions;
import com.brievio.proxy.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Claude's own API at its three doors: what is sent arrives, what comes is Anthropic's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NativeMessagesTest {
    private static final String MODEL = "claude-sonnet-4-6";

    private Doors doors;
    private ProxyFixture proxy;

    @BeforeAll
    void start() throws Exception {
        doors = new Doors();
        proxy = ProxyFixture.with(doors.options(false));
    }

    @AfterAll
    void stop() {
        proxy.close();
        doors.close();
    }

    private static String body(String model, String text, String more) {
        return "{\"model\":\"%s\",\"max_tokens\":200,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"
                .formatted(model, text, more);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return post(proxy, path, body);
    }

    private static HttpResponse<String> post(ProxyFixture proxy, String path, String body)
            throws Exception {
        return proxy.http.send(
                proxy.request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bedrock/", "vertex/"})
    void answersWholeAndStreamed(String prefix) throws Exception {
        String text = "Reply with exactly one word: ready";
        HttpResponse<String> whole = post("/messages", body(prefix + MODEL, text, ""));
        assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
        JsonNode message = Json.read(whole.body());
        assertThat(message.path("type").asString()).isEqualTo("message");
        assertThat(message.path("content").path(0).path("text").asString()).isEqualTo("ready");
        assertThat(whole.headers().firstValue("x-brievio-upstream-request-id")).isPresent();
        assertThat(whole.headers().firstValue("x-request-id").orElse("")).startsWith("req_");

        HttpResponse<String> streamed =
                post("/messages", body(prefix + MODEL, text, ",\"stream\":true"));
        assertThat(streamed.headers().firstValue("content-type").orElse(""))
                .startsWith("text/event-stream");
        assertThat(streamed.body())
                .startsWith("event: message_start\ndata: {")
                .contains("\"text\":\"ready\"")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bedrock/", "vertex/"})
    void countsTokens(String prefix) throws Exception {
        String counted =
                "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}"
                        .formatted(prefix + MODEL);
        HttpResponse<String> response = post("/messages/count_tokens", counted);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = Json.read(response.body());
        assertThat(answer.path("input_tokens").asInt(0)).isPositive();
        assertThat(answer.propertyNames()).containsExactly("input_tokens");
        JsonNode message =
                Json.read(post("/messages", body(prefix + MODEL, "Hello there", "")).body());
        assertThat(message.path("usage").path("input_tokens"))
                .isEqualTo(answer.path("input_tokens"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bedrock/", "vertex/"})
    void errorsStayInAnthropicsForm(String prefix) throws Exception {
        HttpResponse<String> refused =
                post("/messages", body(prefix + MODEL, "x", ",\"temperatur\":1"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Json.read(refused.body()).path("type").asString()).isEqualTo("error");
        assertThat(error(refused).path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error(refused).path("message").asString()).contains("temperatur");

        doors.plant("native-limit" + prefix, Fault.RATE_LIMIT);
        HttpResponse<String> limited =
                post("/messages", body(prefix + MODEL, "native-limit" + prefix, ""));
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(error(limited).path("type").asString()).isEqualTo("rate_limit_error");
        assertThat(limited.headers().firstValue("retry-after")).hasValue("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bedrock/", "vertex/"})
    void aStreamThatFailsEndsInAnAnthropicErrorEvent(String prefix) throws Exception {
        doors.plant("native-error" + prefix, Fault.STREAM_ERROR_LATER);
        String text = "native-error" + prefix + " Write the integers from 1 to 20, one per line.";
        HttpResponse<String> response =
                post("/messages", body(prefix + MODEL, text, ",\"stream\":true"));
        assertThat(response.body())
                .contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"")
                .doesNotContain("message_stop");
    }

    @Test
    void theProxysOwnErrorsAreInAnthropicsFormToo() throws Exception {
        for (String body :
                List.of(
                        "{",
                        "{\"model\":\"nobody\"}",
                        body("bedrock/amazon.nova-2-lite-v1:0", "x", ",\"thread\":{}"))) {
            HttpResponse<String> response = post("/messages", body);
            JsonNode json = Json.read(response.body());
            assertThat(json.path("type").asString()).isEqualTo("error");
            assertThat(json.path("request_id").asString())
                    .isEqualTo(response.headers().firstValue("request-id").orElse(""));
        }
        assertThat(post("/messages", "{\"model\":\"nobody\"}").statusCode()).isEqualTo(404);
    }

    @Test
    void whatTheClientSendsArrivesUnchanged() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        String body =
                "{ \"max_tokens\": 5,\"model\" : \"claude-x\",\"z\":1.10, \"messages\":[{\"role\":\"user\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\"\\u00e9\",\"cache_control\":{\"type\":\"ephemeral\"}}]}]}";
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c -> {
                            seen.complete(c.request);
                            c.send(
                                    "HTTP/1.1 200 OK\r\nrequest-id: req_up\r\nContent-Length: 2\r\n\r\n{}");
                        });
                ProxyFixture own = ProxyFixture.over(upstream.uri())) {
            HttpResponse<String> response =
                    own.http.send(
                            own.request("/messages?beta=true")
                                    .setHeader("authorization", "Bearer sk-ant-oat01-x")
                                    .header("anthropic-beta", "a,b")
                                    .header("anthropic-version", "2026-10-21")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("{}");
            assertThat(response.headers().firstValue("request-id")).hasValue("req_up");
        }
        assertThat(seen.get())
                .startsWith("POST /v1/messages?beta=true ")
                .contains("anthropic-beta: a,b\r\n")
                .contains("anthropic-version: 2026-10-21\r\n")
                .containsIgnoringCase("authorization: Bearer sk-ant-oat01-x\r\n")
                .endsWith("\r\n\r\n" + body);
    }

    @Test
    void garbageIsPassedAsItIs() throws Exception {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.running(c ->
                                c.send(
                                        "HTTP/1.1 502 Bad\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"));
                ProxyFixture own = ProxyFixture.over(upstream.uri())) {
            HttpResponse<String> response = post(own, "/messages", body(MODEL, "x", ""));
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).isEqualTo("<html>");
        }
    }

    @Test
    void aGuardedProxyTakesItsKeyWhereAnthropicsClientsPutIt() throws Exception {
        ProxyOptions options =
                ProxyOptions.of(
                                List.of(
                                        Provider.of(
                                                "anthropic", doors.anthropic.uri(), "test-key")))
                        .guardedBy("door");
        try (ProxyFixture own = ProxyFixture.with(options)) {
            for (String key : List.of("door", "wrong")) {
                HttpRequest request =
                        HttpRequest.newBuilder(URI.create(own.server.baseUrl() + "/messages"))
                                .header("content-type", "application/json")
                                .header("x-api-key", key)
                                .POST(HttpRequest.BodyPublishers.ofString(body(MODEL, "x", "")))
                                .build();
                assertThat(
                                own.http
                                        .send(request, HttpResponse.BodyHandlers.ofString())
                                        .statusCode())
                        .isEqualTo(key.equals("door") ? 200 : 401);
            }
        }
    }

    private HttpResponse<String> withBetas(String body, String betas) throws Exception {
        return proxy.http.send(
                proxy.request("/messages")
                        .header("anthropic-beta", betas)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The simulated clouds refuse every flag and member that the real ones are known to refuse. */
    @ParameterizedTest
    @ValueSource(strings = {"bedrock/", "vertex/"})
    void flagsAndMembersThatACloudRefusesAreLeftOutAndNamed(String prefix) throws Exception {
        HttpResponse<String> answer =
                withBetas(
                        body(
                                prefix + MODEL,
                                "Reply with exactly one word: ready",
                                ",\"context_management\":{\"edits\":[]},\"speed\":null,\"service_tier\":\"auto\",\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"},\"defer_loading\":true,\"input_examples\":[{}],\"cache_control\":{\"type\":\"ephemeral\",\"scope\":\"global\"}}]"),
                        "claude-code-20250219,prompt-caching-scope-2026-01-05, never-heard-of-2027");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-brievio-ignored").orElse(""))
                .contains("anthropic-beta.prompt-caching-scope-2026-01-05")
                .contains("anthropic-beta.never-heard-of-2027")
                .contains("context_management")
                .contains("tools[0].defer_loading")
                .contains("tools[0].input_examples")
                .contains("tools[0].cache_control.scope")
                .doesNotContain("claude-code")
                .doesNotContain("speed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"thread\":{\"id\":\"t\"}", "\"speed\":\"fast\"", "\"container\":\"c\""})
    void whatWouldChangeTheAnswerIsRefused(String member) throws Exception {
        HttpResponse<String> refused =
                post("/messages", body("bedrock/" + MODEL, "x", "," + member));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(error(refused).path("message").asString())
                .contains(member.substring(1, member.indexOf('"', 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bedrock/", "vertex/", "gemini"})
    void chatNamesTheFlagsThatDoNotReachTheModel(String prefix) throws Exception {
        String model = prefix.equals("gemini") ? "gemini-2.5-flash" : prefix + MODEL;
        HttpResponse<String> answer =
                proxy.http.send(
                        proxy.request("/chat/completions")
                                .header("anthropic-beta", "fast-mode-2026-02-01")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                ProxyFixture.chat(model, "")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-brievio-ignored"))
                .hasValue("anthropic-beta.fast-mode-2026-02-01");
    }

    /** By this Anthropic's SDKs learn to go on without threads. */
    @ParameterizedTest
    @ValueSource(strings = {"bedrock/", "vertex/"})
    void threadsAreRefusedInTheWordsThatClientsKnow(String prefix) throws Exception {
        HttpResponse<String> refused =
                post("/messages", body(prefix + MODEL, "x", ",\"thread\":{\"type\":\"create\"}"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(error(refused).at("/details/error_code").asString())
                .isEqualTo("thread_unsupported_request");
        assertThat(error(refused).at("/details/unsupported/0").asString()).isEqualTo("thread");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"high\"", "[1]"})
    void anOutputConfigThatIsNoneIsTheCloudsToRefuse(String config) throws Exception {
        String more = ",\"output_format\":{\"type\":\"json_schema\"},\"output_config\":" + config;
        assertThat(post("/messages", body("bedrock/" + MODEL, "x", more)).statusCode())
                .isEqualTo(400);
    }

    /**
     * What the configuration says of a platform wins: the simulations then refuse it themselves.
     */
    @Test
    void theConfigurationKnowsAPlatformBetter() throws Exception {
        Map<String, String> known =
                Map.of(
                        "files-api-2025-04-14", "keep",
                        "claude-code-20250219", "drop",
                        "speed", "keep",
                        "top_k", "drop");
        TranslationOptions own =
                new TranslationOptions(true, true, false, Map.of("bedrock", known));
        try (ProxyFixture fixture = ProxyFixture.with(doors.options(false).with(own))) {
            HttpResponse<String> kept = sent(fixture, "files-api-2025-04-14", "");
            assertThat(kept.statusCode()).isEqualTo(400);
            assertThat(kept.body()).contains("invalid beta flag");
            HttpResponse<String> member = sent(fixture, "", ",\"speed\":\"fast\"");
            assertThat(member.statusCode()).isEqualTo(400);
            assertThat(member.body()).contains("bedrock: ").contains("speed");
            HttpResponse<String> dropped = sent(fixture, "claude-code-20250219", ",\"top_k\":4");
            assertThat(dropped.statusCode()).as(dropped.body()).isEqualTo(200);
            assertThat(dropped.headers().firstValue("x-brievio-ignored"))
                    .hasValue("anthropic-beta.claude-code-20250219, top_k");
        }
    }

    private static HttpResponse<String> sent(ProxyFixture fixture, String betas, String more)
            throws Exception {
        HttpRequest.Builder request = fixture.request("/messages");
        if (!betas.isEmpty()) {
            request.header("anthropic-beta", betas);
        }
        String body = body("bedrock/" + MODEL, "Reply with exactly one word: ready", more);
        return fixture.http.send(
                request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
