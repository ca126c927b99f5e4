package com.brievio.proxy.server;

import static com.brievio.proxy.server.ProxyFixture.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.brievio.proxy.Provider;
import com.brievio.proxy.ProxyOptions;
import com.brievio.proxy.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Errors of a server that speaks chat, as clients of the other two APIs read them. */
class ServerErrorsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "400|{\"error\":{\"message\":\"maximum context length is 4096 tokens, you sent 9000\",\"code\":\"context_length_exceeded\"}}|400|context_length_exceeded|400|invalid_request_error|prompt is too long: 9000 tokens > 4096 maximum",
                "429|{\"error\":{\"message\":\"Slow down\",\"code\":\"rate_limit_exceeded\"}}|429|rate_limit_exceeded|429|rate_limit_error|Slow down",
                "429|{\"error\":{\"message\":\"Pay\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}|429|insufficient_quota|429|rate_limit_error|Pay",
                "503|{\"error\":{\"message\":\"Busy\"}}|503|server_is_overloaded|529|overloaded_error|Busy",
                "401|{\"error\":{\"message\":\"No key\",\"code\":\"invalid_api_key\"}}|401|invalid_api_key|401|authentication_error|No key",
                "400|{\"error\":\"in words\"}|400|null|400|invalid_request_error|in words"
            })
    void areClassified(String row) throws Exception {
        String[] cells = row.split("\\|", -1);
        byte[] body = cells[1].getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 "
                        + cells[0]
                        + " X\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        try (ScriptedUpstream upstream = ScriptedUpstream.running(c -> c.send(head + cells[1]));
                ProxyFixture proxy =
                        ProxyFixture.with(
                                ProxyOptions.of(
                                        List.of(Provider.of("openai", upstream.uri(), "k"))))) {
            HttpResponse<String> responses =
                    post(proxy, "/responses", "{\"model\":\"openai/x\",\"input\":\"Hi\"}");
            assertThat(responses.statusCode()).isEqualTo(Integer.parseInt(cells[2]));
            assertThat(error(responses).path("code").asString("null")).isEqualTo(cells[3]);
            HttpResponse<String> messages =
                    post(
                            proxy,
                            "/messages",
                            "{\"model\":\"openai/x\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
            assertThat(messages.statusCode()).isEqualTo(Integer.parseInt(cells[4]));
            JsonNode told = Json.read(messages.body()).path("error");
            assertThat(told.path("type").asString()).isEqualTo(cells[5]);
            assertThat(told.path("message").asString()).startsWith(cells[6]);
        }
    }

    private static HttpResponse<String> post(ProxyFixture proxy, String path, String body)
            throws Exception {
        return proxy.http.send(
                proxy.request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
